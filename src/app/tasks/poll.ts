import type { Decoded } from '../../domain/change/exposure-change.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../domain/instant.ts';
import { messageOf, OutsideError } from '../../domain/outside-error.ts';
import type { Task } from '../../domain/task.ts';
import { hearRecord, recordIdentity } from '../hear/hear-record.ts';
import { RUN_MS_MAX } from './schedule.ts';
import type { Progress, TaskNeeds } from './task-needs.ts';

/** How long to wait before each call, in ms: CloudTrail allows 2 requests a second in an account and
 * Region (API reference, LookupEvents), to everybody together. */
export const LOOKUP_GAP_MS = 600;
/** How far each poll looks back behind the one before it, in ms: CloudTrail shows records late and
 * out of order, usually within a quarter of an hour. */
export const OVERLAP_MS = 30 * MINUTE_MS;
/** How far the very first poll looks back, in ms: what was just opened is an alert, with its actor;
 * what has been open for longer is told by the first sweep. */
export const FIRST_LOOK_BACK_MS = HOUR_MS;

/** Asks CloudTrail's event history for every call that is watched, one name at a time, since it takes
 * one attribute, and hears what it has not heard. Goes on where the run before it stopped.
 * @throws OutsideError when AWS or the store did not do it now; what was heard stays heard. */
export async function poll(task: Task, needs: TaskNeeds): Promise<Progress> {
  const runUntil = needs.clock.now() + RUN_MS_MAX;
  const window = { task, runUntil };
  const failures: unknown[] = [];
  for (const eventName of needs.history.eventNames) {
    // One call whose records cannot be heard is no reason to leave the others unheard.
    const progress = await pollName(eventName, window, needs).catch(async (error: unknown) => {
      if (!(error instanceof RecordNotHeard)) throw error;
      failures.push(error.cause);
      await report(eventName, task, error, needs);
      return 'done' as const;
    });
    if (progress === 'more') return 'more';
  }
  if (failures.length > 0) throw failures[0];
  return 'done';
}

/** A record could not be judged or kept: the stretch that holds it is read again by the next poll. */
class RecordNotHeard extends Error {
  override readonly name = 'RecordNotHeard';
}

/** What heals by trying again is not told; anything else would be deafness without a word. */
async function report(
  eventName: string,
  { accountId, region }: Task,
  { cause, message }: RecordNotHeard,
  { store, clock, log }: TaskNeeds,
): Promise<void> {
  log.error({ eventName, reason: message }, 'a record of the event history could not be heard');
  if (cause instanceof OutsideError && cause.isRetryable) return;
  const now = clock.now();
  const notice = {
    id: `unheard/${accountId}/${region}/${eventName}/${Math.floor(now / HOUR_MS)}`,
    title: `A ${eventName} of CloudTrail's event history cannot be heard`,
    detail:
      `${message}. In ${accountId}, ${region}: it is tried again every minute, and what it changed is ` +
      'not judged until then. Look at what was changed in EC2, and at the process log.',
    count: 1,
  };
  await store.notify(notice, now);
}

interface Window {
  readonly task: Task;
  /** When to stop and leave the rest to another run. */
  readonly runUntil: Instant;
}

/** How far the records of one name are heard. `reading` is the stretch of time that is being read,
 * from its newest record to its oldest. */
interface HeardSoFar {
  readonly heardUntil: Instant | null;
  readonly reading: Reading | null;
}

interface Reading {
  readonly from: Instant;
  readonly to: Instant;
  readonly pageToken: string | null;
}

async function pollName(
  eventName: string,
  { task, runUntil }: Window,
  needs: TaskNeeds,
): Promise<Progress> {
  const { store, clock } = needs;
  const name = `poll/${task.accountId}/${task.region}/${eventName}`;
  const save = (cursor: HeardSoFar): Promise<void> =>
    store.saveCursor({ name, text: JSON.stringify(cursor) }, null, clock.now());
  const kept = await store.cursor(name);
  const { heardUntil, reading: begun } =
    kept === null ? NOTHING_HEARD : (JSON.parse(kept) as HeardSoFar);
  let reading = begun ?? nextReading(heardUntil, clock.now());
  while (clock.now() < runUntil) {
    const page = await readPage(eventName, reading, { task, needs });
    const isAllHeard = await hearAll(page.records, runUntil, needs);
    if (!isAllHeard) return 'more';
    if (page.nextPageToken === null) {
      await save({ heardUntil: reading.to, reading: null });
      return 'done';
    }
    reading = { ...reading, pageToken: page.nextPageToken };
    await save({ heardUntil, reading });
  }
  return 'more';
}

const NOTHING_HEARD: HeardSoFar = { heardUntil: null, reading: null };

function nextReading(heardUntil: Instant | null, now: Instant): Reading {
  const from = heardUntil === null ? now - FIRST_LOOK_BACK_MS : heardUntil - OVERLAP_MS;
  return { from, to: now, pageToken: null };
}

interface Asking {
  readonly task: Task;
  readonly needs: TaskNeeds;
}

/** A page; from the first one again where its token counts no more: what was heard is known. */
async function readPage(eventName: string, reading: Reading, { task, needs }: Asking) {
  const { history, clock } = needs;
  await clock.wait(LOOKUP_GAP_MS);
  const { accountId, region } = task;
  const asked = { accountId, region, eventName, ...reading };
  const page = await history.read(asked);
  if (page.kind === 'page') return page;
  await clock.wait(LOOKUP_GAP_MS);
  const first = await history.read({ ...asked, pageToken: null });
  if (first.kind === 'page') return first;
  throw new TypeError('A first page has no token that could be stale');
}

/** Hears the records of a page, oldest first, as long as there is time. */
async function hearAll(
  records: readonly Decoded[],
  runUntil: Instant,
  needs: TaskNeeds,
): Promise<boolean> {
  let failure: unknown = null;
  for (const decoded of records.toReversed()) {
    if (needs.clock.now() >= runUntil) return false;
    // The overlap brings most records many times: those are not resolved and logged again.
    const isKnown = (await needs.store.outcome(recordIdentity(decoded))) !== null;
    if (isKnown) continue;
    await hearRecord(decoded, needs).catch((error: unknown) => {
      failure ??= error;
    });
    // The store answers without a turn of the event loop: a page of records would hold up everybody.
    await needs.clock.wait(0);
  }
  if (failure !== null) throw new RecordNotHeard(messageOf(failure), { cause: failure });
  return true;
}
