import { SECOND_MS } from '../../domain/instant.ts';
import type { TaskName } from '../../domain/task.ts';

/** When each task is asked for, as cron has it; and once at the start.
 *
 * - `poll` every minute: CloudTrail shows a record minutes after its call as it is, and to ask for
 *   each watched name is a fifth of the requests that it allows, and a quarter of a run.
 * - `sweep` every quarter of an hour: it is there for records that never come, which is rare, and it
 *   reads every group of the account.
 * - `anchor` once a day, when the day has begun in UTC.
 * - `tidy` at night. */
export const TASK_TIMES: Readonly<Record<TaskName, string>> = {
  poll: '* * * * *',
  sweep: '*/15 * * * *',
  anchor: '5 0 * * *',
  tidy: '40 2 * * *',
};

/** How long one run of a task begins new work, in ms: well within the lease, so that no other worker
 * takes it over. What is left then is a run of its own: others get a turn, and a crash costs little. */
export const RUN_MS_MAX = 60 * SECOND_MS;
