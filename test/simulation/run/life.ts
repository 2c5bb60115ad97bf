/** How a process is to die: at a call of a port or of the store, before that takes effect or after it did
 * and before the answer is heard; or at a statement in the midst of a transaction. */
export type Death = 'beforeCall' | 'afterCall' | 'atStatement';

/** A process that can die between any two steps, for good: nothing that it waits for ever comes. */
export interface Life {
  readonly isOver: () => boolean;
  /** Lets it die at so many calls, or statements, from now on. */
  dieIn(steps: number, death: Death): void;
  /** Kills it now. */
  end(): void;
  /** The port as this process has it. */
  port<T extends object>(port: T): T;
  /** Hears of every statement that the database is about to run for it.
   * @throws Error when it dies at this one: the database then rolls the transaction back. */
  readonly atStatement: () => void;
}

export function life(): Life {
  let isOver = false;
  let left = Number.POSITIVE_INFINITY;
  let death: Death = 'beforeCall';

  function isLast(): boolean {
    left -= 1;
    if (left === 0) isOver = true;
    return left === 0;
  }
  async function live(call: () => unknown): Promise<unknown> {
    if (isOver) return never();
    const isDying = death !== 'atStatement' && isLast();
    if (isDying && death === 'beforeCall') return never();
    try {
      const answer = await call();
      // Whoever was waiting when the process died does not hear the answer either.
      return isOver ? never() : answer;
    } catch (error) {
      if (isOver) return never();
      throw error;
    }
  }
  return {
    isOver: () => isOver,
    dieIn: (steps, how) => {
      left = steps;
      death = how;
    },
    end: () => {
      isOver = true;
    },
    port: (port) => {
      const methods = new Map<PropertyKey, unknown>();
      return new Proxy(port, {
        get: (target, key) => {
          const method: unknown = Reflect.get(target, key);
          if (typeof method !== 'function' || key === 'now') return method;
          const known = methods.get(key);
          if (known !== undefined) return known;
          const mortal = (...args: readonly unknown[]): Promise<unknown> =>
            live(() => Reflect.apply(method, target, args));
          methods.set(key, mortal);
          return mortal;
        },
      });
    },
    atStatement: () => {
      if (death !== 'atStatement' || isOver || !isLast()) return;
      throw new Error('The process died in the midst of a transaction');
    },
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
