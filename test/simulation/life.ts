/** A process that can die between any two steps, for good: nothing that it waits for ever comes. */
export interface Life {
  readonly isOver: () => boolean;
  /** Lets it die at a call of a port or of the store from now on: before that takes effect, or after it did
   * and before the answer is heard. */
  dieIn(calls: number, when: 'before' | 'after'): void;
  /** Kills it now. */
  end(): void;
  /** The port as this process has it. */
  port<T extends object>(port: T): T;
}

export function life(): Life {
  let isOver = false;
  let left = Number.POSITIVE_INFINITY;
  let dies: 'before' | 'after' = 'before';

  async function live(call: () => unknown): Promise<unknown> {
    if (isOver) return never();
    left -= 1;
    const isLast = left === 0;
    if (isLast) isOver = true;
    if (isLast && dies === 'before') return never();
    const answer = await call();
    // Whoever was waiting when the process died does not hear the answer either.
    return isOver ? never() : answer;
  }
  return {
    isOver: () => isOver,
    dieIn: (calls, when) => {
      left = calls;
      dies = when;
    },
    end: () => {
      isOver = true;
    },
    port: (port) =>
      new Proxy(port, {
        get: (target, key) => {
          const method: unknown = Reflect.get(target, key);
          if (typeof method !== 'function' || key === 'now') return method;
          return (...args: readonly unknown[]) => live(() => Reflect.apply(method, target, args));
        },
      }),
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
