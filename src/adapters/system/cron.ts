import { schedule } from 'node-cron';
import type { Log } from '../../app/ports.ts';
import { messageOf } from '../../domain/outside-error.ts';

/** Something to be asked for again and again. */
export interface CronEntry {
  /** Five fields, as cron has them, in UTC. */
  readonly times: string;
  readonly ask: () => Promise<void>;
}

/** Asks for each entry now and at its times, until stopped. Asking is all that the clock does: the
 * work is a job, unique under its key, so however many processes ask and however long it takes, it is
 * done once at a time in the whole fleet. */
export function startCron(entries: readonly CronEntry[], log: Log): { stop(): void } {
  const scheduled = entries.map(({ times, ask }) => {
    const asking = (): Promise<void> =>
      ask().catch((error: unknown) => {
        log.error({ error: messageOf(error), times }, 'a task could not be asked for');
      });
    void asking();
    return schedule(times, asking, { timezone: 'UTC', logger: quiet(log) });
  });
  return {
    stop: () => {
      for (const task of scheduled) void task.destroy();
    },
  };
}

/** node-cron warns of a moment that it missed, for example after a machine slept: the next one comes. */
function quiet(log: Log) {
  const debug = (message: string | Error): void => log.debug({}, messageOf(message));
  return { info: debug, warn: debug, error: debug, debug };
}
