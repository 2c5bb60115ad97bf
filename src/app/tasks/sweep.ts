import type { Instant } from '../../domain/instant.ts';
import { hasSameRules } from '../../domain/inventory/compare-states.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { type Task, taskText } from '../../domain/task.ts';
import { READ_GAP_MS, READS_MAX } from '../doors/look-at-door.ts';
import { standingOf } from '../hear/exempted.ts';
import { approvedIn } from '../hear/lists/read-lists.ts';
import { admitDrift, type FirstLook, lookAtGroup } from '../observe-group.ts';
import { discoverEstate } from './discover-estate.ts';
import { dropMissing } from './drop-missing.ts';
import { type Guarded, type GuardedPage, listGuarded, readAgain } from './list-guarded.ts';
import { RUN_MS_MAX } from './schedule.ts';
import { slices } from './slices.ts';
import {
  addBorn,
  NONE_BORN,
  readSweepCursor,
  type SweepCursor,
  type Sweeping,
  sweepCursor,
} from './sweep-cursor.ts';
import { goOnWithInterfaces, sweepInterfaces } from './sweep-interfaces.ts';
import { readMissingLists, sweepLists } from './sweep-lists.ts';
import { bornNotice, bornText, unreadableNotice } from './sweep-notices.ts';
import { sweepVpcs } from './sweep-vpcs.ts';
import type { Progress, TaskNeeds } from './task-needs.ts';
import { tellShrunk } from './tell-shrunk.ts';

/** Finds what policy guards groups for, then compares every guarded group of an account and Region with what is known of it, a page at a time,
 * from where the run before it stopped. A group of which nothing is known is a baseline: what it lets
 * in is told once, at the end, and is no alert. What opened since it was last known is a finding.
 * @throws OutsideError when EC2 or the store did not do it now; the next run goes on. */
export async function sweep(task: Task, needs: TaskNeeds): Promise<Progress> {
  const { store, clock } = needs;
  const runUntil = clock.now() + RUN_MS_MAX;
  const progress = await goOnWithInterfaces(task, runUntil, needs);
  if (progress !== null) return progress;
  const { doneAt, underWay } = await readSweepCursor(task, store);
  let sweeping = underWay ?? (await begin(task, doneAt, needs));
  const discovered = await discoverEstate(task, sweeping.startedAt, runUntil, needs);
  if (discovered === 'more') return 'more';
  while (clock.now() < runUntil) {
    const page = await readPage({ task, doneAt, sweeping }, needs);
    sweeping = await comparePage({ task, doneAt, sweeping }, page, needs);
    if (page.nextPageToken === null) {
      await finish({ task, doneAt, sweeping }, needs);
      return sweepInterfaces(task, runUntil, needs);
    }
    sweeping = { ...sweeping, pageToken: page.nextPageToken };
    const cursor = sweepCursor(task, { doneAt, underWay: sweeping });
    await store.saveCursor(cursor, null, clock.now());
  }
  return 'more';
}

async function begin(
  task: Task,
  doneAt: SweepCursor['doneAt'],
  { store, clock }: TaskNeeds,
): Promise<Sweeping> {
  const underWay = { startedAt: clock.now(), pageToken: null, born: NONE_BORN };
  await store.saveCursor(sweepCursor(task, { doneAt, underWay }), null, clock.now());
  return underWay;
}

interface Stage {
  readonly task: Task;
  readonly doneAt: SweepCursor['doneAt'];
  readonly sweeping: Sweeping;
}

/** A page; where EC2 does not go on from its token, the sweep begins again with the first page. What
 * was compared is known by then and is not counted twice. */
async function readPage({ task, doneAt, sweeping }: Stage, needs: TaskNeeds): Promise<GuardedPage> {
  try {
    return await listGuarded(task, sweeping.pageToken, needs);
  } catch (error) {
    const isRefused = error instanceof OutsideError && error.code === 'aws_failed';
    if (!isRefused || sweeping.pageToken === null) throw error;
    const underWay = { ...sweeping, pageToken: null };
    const cursor = sweepCursor(task, { doneAt, underWay });
    await needs.store.saveCursor(cursor, null, needs.clock.now());
    throw error;
  }
}

/** Compares the groups of a page in slices, then those that differ, once reads agree on them. */
async function comparePage(
  stage: Stage,
  { guarded, unreadable, seen }: GuardedPage,
  needs: TaskNeeds,
): Promise<Sweeping> {
  const { store, clock } = needs;
  if (unreadable.size > 0) {
    const notice = unreadableNotice(stage.task, unreadable, clock.now());
    await store.notify(notice, clock.now());
  }
  await readMissingLists(stage.task, guarded, needs);
  await store.noteGuarded(stage.task, seen, seen.at);
  let { sweeping } = stage;
  const differing: Guarded[] = [];
  for (const slice of slices(guarded)) {
    const looks = await compareSlice({ ...stage, sweeping }, slice, needs);
    sweeping = withBorn(sweeping, slice, looks);
    differing.push(...slice.filter((_, i) => looks[i]?.kind === 'differs'));
    // The store answers without a turn of the event loop: others get theirs here.
    await clock.wait(0);
  }
  await admitAgreed(stage.task, differing, needs);
  return sweeping;
}

function compareSlice(
  { task, doneAt, sweeping }: Stage,
  slice: readonly Guarded[],
  { store, clock, policy }: TaskNeeds,
): Promise<readonly FirstLook[]> {
  const standing = standingOf(policy);
  const now = clock.now();
  const matches = new Map(slice.map(({ live, match }) => [live.groupId, match]));
  return store.observe(
    slice.map(({ live }) => live),
    (live, kept) => {
      const match = matches.get(live.groupId);
      if (match === undefined) throw new TypeError(`Group ${live.groupId} is not of the slice`);
      return lookAtGroup({ live, match, standing, now }, kept);
    },
    // In the same transaction: a group is kept exactly when it is counted.
    (looks) => sweepCursor(task, { doneAt, underWay: withBorn(sweeping, slice, looks) }),
    now,
    approvedIn(task, policy),
  );
}

function withBorn(
  sweeping: Sweeping,
  slice: readonly Guarded[],
  looks: readonly FirstLook[],
): Sweeping {
  const texts = slice.flatMap(({ live, match }, i) => {
    const look = looks[i];
    const isOpen = look?.kind === 'born' && look.excess.length > 0;
    return isOpen ? [bornText(live, look.excess, match.guard)] : [];
  });
  return { ...sweeping, born: addBorn(sweeping.born, texts) };
}

/** Reads groups that differ from what is known until two reads in a row agree. EC2's answers are
 * eventually consistent: what they do not agree on is left to the next sweep. */
async function admitAgreed(
  task: Task,
  differing: readonly Guarded[],
  needs: TaskNeeds,
): Promise<void> {
  let before = differing;
  for (let reads = 1; reads < READS_MAX && before.length > 0; reads += 1) {
    await needs.clock.wait(READ_GAP_MS);
    const now = await readAgain(task, before, needs);
    const isAgreed = ({ live }: Guarded): boolean =>
      before.some(
        (earlier) =>
          earlier.live.groupId === live.groupId &&
          hasSameRules(earlier.live.inbound, live.inbound) &&
          hasSameRules(earlier.live.outbound, live.outbound),
      );
    for (const agreed of now.filter(isAgreed)) await admitOne(agreed, needs);
    before = now.filter((each) => !isAgreed(each));
  }
  if (before.length === 0) return;
  const groupIds = before.map(({ live }) => live.groupId);
  needs.log.warn({ task: taskText(task), groupIds }, 'reads of groups do not agree');
}

async function admitOne({ live, match }: Guarded, needs: TaskNeeds): Promise<void> {
  const { store, clock, ids, log, policy } = needs;
  const standing = standingOf(policy);
  const now = clock.now();
  const findingIds = { inbound: ids.findingId(), outbound: ids.findingId() };
  const [seen] = await store.observe(
    [live],
    (_, kept) => admitDrift({ live, match, standing, findingIds, now }, kept),
    () => null,
    now,
    approvedIn(live, policy),
  );
  const { groupId } = live;
  log.info({ groupId, findingIds: seen?.changes.map((each) => each.findingId) }, 'group differed');
  await clock.wait(0);
}

async function finish({ task, doneAt, sweeping }: Stage, needs: TaskNeeds): Promise<void> {
  await dropMissing(task, sweeping.startedAt, needs);
  await tellShrunk(task, sweeping.startedAt, needs);
  await sweepLists(task, needs);
  await sweepVpcs(task, needs);
  const now: Instant = needs.clock.now();
  const notice = bornNotice(task, sweeping, { isFirst: doneAt === null });
  await needs.store.saveCursor(sweepCursor(task, { doneAt: now, underWay: null }), notice, now);
}
