import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../app/ports.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wait: async (delayMs, signal) => {
    // An aborted wait is a wait that is over.
    await delay(delayMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
