import type { Clock } from '../../../src/app/ports.ts';
import type { Instant } from '../../../src/domain/instant.ts';

/** How long the worker says it idles at most, in ms: it looks again every second, since another process
 * may have added work. There is none here, so that it sleeps until work is due. */
const IDLE_MS = 1_000;

/** A clock that stands still until the simulation moves it, and lets whoever waits go on in order. */
export interface DaysClock extends Clock {
  /** Moves time to a moment, from one wait that ends to the next. `dueAt` says when the next job falls
   * due: a worker that idles is woken then. */
  moveTo(at: Instant, dueAt: () => Instant | null): Promise<void>;
  /** Lets everything run that needs no time to pass. */
  settle(): Promise<void>;
}

interface Waiter {
  readonly at: Instant;
  readonly isIdle: boolean;
  readonly end: () => void;
}

export function daysClock(start: Instant): DaysClock {
  let now = start;
  const waiters = new Set<Waiter>();

  async function moveTo(until: Instant, dueAt: () => Instant | null): Promise<void> {
    await settle();
    for (;;) {
      const due = Math.max(dueAt() ?? Number.POSITIVE_INFINITY, now);
      const next = Math.min(due, earliest(waiters));
      if (next > until) break;
      // Work that is due and not taken waits for a slot: time has to pass.
      const isStuck = next === now && ![...waiters].some((each) => each.isIdle || each.at <= now);
      now = isStuck ? Math.min(now + IDLE_MS, until) : next;
      for (const each of [...waiters]) {
        if (each.isIdle ? due <= now : each.at <= now) each.end();
      }
      await settle();
      if (isStuck && now === until) break;
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
          isIdle: signal !== undefined && delayMs === IDLE_MS,
          end: () => {
            waiters.delete(waiter);
            signal?.removeEventListener('abort', waiter.end);
            resolve();
          },
        };
        waiters.add(waiter);
        signal?.addEventListener('abort', waiter.end);
      }),
    moveTo,
    settle,
  };
}

function earliest(waiters: ReadonlySet<Waiter>): Instant {
  let first = Number.POSITIVE_INFINITY;
  for (const { at, isIdle } of waiters) if (!isIdle && at < first) first = at;
  return first;
}

/** One turn of the event loop. With a store in memory all that takes no time is promises, and those
 * are all followed up before the loop turns. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
