import { DAY_MS, HOUR_MS, type Instant } from '../../domain/instant.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { RECORD_DAYS_DEFAULT } from '../../domain/policy/retention.ts';
import { type Task, taskText } from '../../domain/task.ts';
import type { Clock, Store, TidyPosition } from '../ports.ts';
import { RUN_MS_MAX } from './schedule.ts';
import type { Progress } from './task-needs.ts';

export interface TidyNeeds {
  readonly store: Store;
  readonly policy: Policy;
  readonly clock: Clock;
}

/** How many rows are looked at before others get a turn: a few milliseconds of the event loop. */
export const TIDY_ROWS_MAX = 500;
/** How long after the last time nothing is tidied, in ms: every start asks for it. */
export const TIDY_GAP_MS = 20 * HOUR_MS;

interface TidyCursor {
  readonly doneAt: Instant | null;
  readonly position: TidyPosition | null;
}

/** Deletes what was kept for long enough: outcomes of records, notices, and requests of our own. Findings,
 * hardenings and the log stay. Goes on where the run before it stopped.
 * @throws OutsideError when the store did not do it now. */
export async function tidy(task: Task, { store, policy, clock }: TidyNeeds): Promise<Progress> {
  const name = taskText(task);
  const save = (cursor: TidyCursor): Promise<void> =>
    store.saveCursor({ name, text: JSON.stringify(cursor) }, null, clock.now());
  const text = await store.cursor(name);
  const { doneAt, position: begun } = text === null ? NEVER : (JSON.parse(text) as TidyCursor);
  if (begun === null && doneAt !== null && clock.now() - doneAt < TIDY_GAP_MS) return 'done';
  const runUntil = clock.now() + RUN_MS_MAX;
  const before = clock.now() - (policy.recordDays ?? RECORD_DAYS_DEFAULT) * DAY_MS;
  let position = begun;
  while (clock.now() < runUntil) {
    position = await store.tidy({ before, after: position, limit: TIDY_ROWS_MAX }, clock.now());
    if (position === null) {
      await save({ doneAt: clock.now(), position: null });
      return 'done';
    }
    await clock.wait(0);
  }
  await save({ doneAt, position });
  return 'more';
}

const NEVER: TidyCursor = { doneAt: null, position: null };
