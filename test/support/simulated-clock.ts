import type { Clock } from '../../src/app/ports.ts';
import type { Instant } from '../../src/domain/instant.ts';

/** A clock that stands still until a test moves it. */
export interface SimulatedClock extends Clock {
  /** Lets time pass, from one wait that ends to the next, and lets all that a wait held up go on
   * before time moves again. */
  advance(ms: number): Promise<void>;
  /** Lets everything run that needs no time to pass. */
  settle(): Promise<void>;
}

interface Waiter {
  readonly at: Instant;
  readonly end: () => void;
}

/** A clock that begins at `start`. Waits end in the order of their times, never by themselves. */
export function simulatedClock(start: Instant): SimulatedClock {
  let now = start;
  const waiters = new Set<Waiter>();

  async function advance(ms: number): Promise<void> {
    const until = now + ms;
    await settle();
    for (;;) {
      const next = earliest(waiters);
      if (next === null || next.at > until) break;
      now = Math.max(now, next.at);
      next.end();
      await settle();
    }
    now = until;
    await settle();
  }

  return {
    now: () => now,
    wait: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const waiter: Waiter = {
          at: now + delayMs,
          end: () => {
            waiters.delete(waiter);
            signal?.removeEventListener('abort', waiter.end);
            resolve();
          },
        };
        waiters.add(waiter);
        signal?.addEventListener('abort', waiter.end);
      }),
    advance,
    settle,
  };
}

function earliest(waiters: ReadonlySet<Waiter>): Waiter | null {
  let first: Waiter | null = null;
  for (const waiter of waiters) if (first === null || waiter.at < first.at) first = waiter;
  return first;
}

/** One turn of the event loop. With a store in memory all that takes no time is promises, and those
 * are all followed up before the loop turns. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
