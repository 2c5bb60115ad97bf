import type { WorkerNeeds } from '../../src/app/worker.ts';

/** Where a process dies: before its call of this number takes effect, or after it did and before
 * its answer is heard. Calls are counted from 1, over the store and all ports. */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** A process that dies at a call, for good: nothing that it waits for ever comes. */
export interface Mortal {
  readonly needs: WorkerNeeds;
  /** The calls that were begun, by name. */
  readonly calls: readonly string[];
  readonly isDead: () => boolean;
}

/** What a worker needs, in a process that dies at `death`; null lets it live. */
export function mortal(needs: WorkerNeeds, death: Death | null): Mortal {
  const calls: string[] = [];
  let isDead = false;

  async function live(name: string, call: () => unknown): Promise<unknown> {
    if (isDead) return never();
    calls.push(name);
    const isLast = death !== null && calls.length === death.call;
    if (isLast) isDead = true;
    if (isLast && death.when === 'before') return never();
    const answer = await call();
    // Whoever was waiting when the process died does not hear the answer either.
    return isDead ? never() : answer;
  }
  function mortalPort<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get: (target, key) => {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function') return method;
        return (...args: readonly unknown[]) =>
          live(`${name}.${String(key)}`, () => Reflect.apply(method, target, args));
      },
    });
  }
  return {
    needs: {
      ...needs,
      store: mortalPort('store', needs.store),
      groups: mortalPort('groups', needs.groups),
      ruleSteps: mortalPort('ruleSteps', needs.ruleSteps),
      surroundings: mortalPort('surroundings', needs.surroundings),
      channel: mortalPort('channel', needs.channel),
    },
    calls,
    isDead: () => isDead,
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
