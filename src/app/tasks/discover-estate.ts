import { type EstatePart, partsToDiscover, partText } from '../../domain/guard/behind.ts';
import type { Instant } from '../../domain/instant.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { Task } from '../../domain/task.ts';
import { readPart } from '../discovery/read-part.ts';
import type { Cursor } from '../ports.ts';
import { type Discovering, estateCursor, readEstateCursor } from './estate-cursor.ts';
import { notLookedNotice } from './estate-notices.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import type { Progress, TaskNeeds } from './task-needs.ts';

/** How often one sweep tries a part that AWS does not answer for, before it goes on without: a service that
 * is not there in a Region must not keep the groups from being compared. */
export const PART_FAILURES_MAX = 3;

/** Finds what policy guards groups for, part by part and a page at a time, from where the run before it
 * stopped: directories, Windows instances, instances by tag, services. What could not be looked at is said
 * once, and nothing that was found before is gone by that.
 * @throws OutsideError when AWS or the store did not do it now; the next run goes on. */
export async function discoverEstate(
  task: Task,
  startedAt: Instant,
  runUntil: Instant,
  needs: TaskNeeds,
): Promise<Progress> {
  const parts = partsToDiscover(needs.policy);
  let at = await begin(task, startedAt, needs);
  if (at.done.length === 0) await needs.store.keepParts(task, parts.map(partText));
  for (const part of parts.filter((each) => !at.done.includes(partText(each)))) {
    let isDone = false;
    while (!isDone) {
      if (needs.clock.now() >= runUntil) return 'more';
      const next = await readOn({ task, part, at }, needs);
      isDone = next.done.length > at.done.length;
      at = next;
      await needs.store.saveCursor(cursorOf(task, at), null, needs.clock.now());
    }
  }
  return 'done';
}

async function begin(
  task: Task,
  startedAt: Instant,
  { store, clock }: TaskNeeds,
): Promise<Discovering> {
  const known = await readEstateCursor(task, store);
  if (known?.startedAt === startedAt) return known;
  return { startedAt, done: [], pageToken: null, partStartedAt: clock.now(), failures: 0 };
}

function cursorOf({ accountId, region }: Task, at: Discovering): Cursor {
  return estateCursor({ accountId, region }, at);
}

interface Stage {
  readonly task: Task;
  readonly part: EstatePart;
  readonly at: Discovering;
}

/** Reads one page of a part. */
async function readOn({ task, part, at }: Stage, needs: TaskNeeds): Promise<Discovering> {
  const { store, clock } = needs;
  const { accountId, region } = task;
  const address = { accountId, region, part: partText(part) };
  await clock.wait(PAGE_GAP_MS);
  const now = clock.now();
  const page = await readSafely({ task, part, at }, needs);
  if (page.kind === 'unknown') {
    const notice = notLookedNotice(address, part, page.reason, now);
    await store.noteNotLooked(address, { reason: page.reason, notice }, now);
    needs.log.warn({ ...address, reason: page.reason }, 'a part could not be looked at');
    return partDone(at, address.part, clock.now());
  }
  const { items, nextPageToken } = page.value;
  await store.noteFound(address, items, now);
  // The store answers without a turn of the event loop: others get theirs here.
  await clock.wait(0);
  if (nextPageToken !== null) return { ...at, pageToken: nextPageToken };
  await store.closePart(address, at.partStartedAt);
  return partDone(at, address.part, clock.now());
}

function partDone(at: Discovering, part: string, now: Instant): Discovering {
  const { startedAt } = at;
  return { startedAt, done: [...at.done, part], pageToken: null, partStartedAt: now, failures: 0 };
}

/** A page, or why there is none. What AWS does not answer is tried again by the next run, a few times. */
async function readSafely(
  { task, part, at }: Stage,
  needs: TaskNeeds,
): ReturnType<typeof readPart> {
  const { accountId, region } = task;
  try {
    return await readPart({ accountId, region }, part, at.pageToken, needs);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const isLast = at.failures + 1 >= PART_FAILURES_MAX;
    if (!error.isRetryable || isLast) return { kind: 'unknown', reason: error.message };
    const again = { ...at, failures: at.failures + 1 };
    await needs.store.saveCursor(cursorOf(task, again), null, needs.clock.now());
    throw error;
  }
}
