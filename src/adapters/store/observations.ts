import type {
  About,
  Admission,
  Cursor,
  GroupAddress,
  KeptUnasked,
  ListAddress,
  Observation,
} from '../../app/ports.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { directoryOfGroup } from '../../domain/guard/directory-group.ts';
import type { Instant } from '../../domain/instant.ts';
import { type GroupState, listsNamed } from '../../domain/inventory/group-state.ts';
import type { Origin } from '../../domain/origin.ts';
import { applyEvents } from './apply-events.ts';
import { writeCursor } from './cursor-rows.ts';
import type { Tx } from './db.ts';
import { dropGroup, writeGroup } from './group-rows.ts';
import { placesOf, readKept, writeLearnt } from './kept.ts';
import { lockPlaces } from './locks.ts';
import { withReturns } from './returns.ts';

/** What was seen, how it is to be judged, and how far that is. */
export interface Observing<Seen extends Observation> {
  readonly groups: readonly GroupState[];
  readonly judge: (live: GroupState, kept: KeptUnasked) => Seen;
  readonly cursorAfter: (seen: readonly Seen[]) => Cursor | null;
  readonly now: Instant;
  /** Lists that count for every group. */
  readonly lists: readonly ListAddress[];
  readonly from: Origin | undefined;
}

/** Holds groups as they were seen against what is kept of each. */
export async function observe<Seen extends Observation>(
  tx: Tx,
  { groups, judge, cursorAfter, now, lists, from }: Observing<Seen>,
): Promise<readonly Seen[]> {
  await lockPlaces(tx, groups);
  const seen: Seen[] = [];
  for (const live of groups) {
    const kept = await readKept(tx, aboutGroup(live, lists));
    const each = judge(live, kept);
    if (each.group !== null) await writeGroup(tx, each.group);
    await applyAll(tx, each.changes, now, from);
    seen.push(each);
  }
  const cursor = cursorAfter(seen);
  if (cursor !== null) await writeCursor(tx, cursor);
  return seen;
}

/** A group, the lists that its rules name as it was seen, which may be more than are known of it, others
 * that count for it, and the directory whose group it is. */
function aboutGroup(live: GroupState, others: readonly ListAddress[]): About {
  const { accountId, region, groupName } = live;
  const named = listsNamed(live).map((prefixListId) => ({ accountId, region, prefixListId }));
  const lists = [...named, ...others];
  const directoryId = directoryOfGroup(groupName);
  const directories = directoryId === null ? [] : [{ accountId, region, directoryId }];
  return { groups: [live], lists, interfaces: [], directories };
}

/** Holds what was seen against what is kept of it. */
export async function learn<Seen extends Pick<Admission, 'changes' | 'learnt'>>(
  tx: Tx,
  about: About,
  judge: (kept: KeptUnasked) => Seen,
  now: Instant,
  from: Origin | undefined,
): Promise<Seen> {
  await lockPlaces(tx, placesOf(about));
  const seen = judge(await readKept(tx, about));
  await writeLearnt(tx, seen.learnt);
  await applyAll(tx, seen.changes, now, from);
  return seen;
}

/** Forgets a group, unless something was learnt of it meanwhile. */
export async function forgetUnseen(
  tx: Tx,
  { address, before }: { readonly address: GroupAddress; readonly before: Instant },
  judge: (open: readonly Finding[]) => Admission['changes'],
  now: Instant,
  from: Origin | undefined,
): Promise<void> {
  await lockPlaces(tx, [address]);
  if (!(await dropGroup(tx, address, before))) return;
  const { open } = await readKept(tx, { groups: [address], lists: [], interfaces: [] });
  await applyAll(tx, judge(open), now, from);
}

async function applyAll(
  tx: Tx,
  changes: Admission['changes'],
  now: Instant,
  from: Origin | undefined,
): Promise<void> {
  const returns = await withReturns(tx, changes);
  for (const { findingId, events } of returns.changes) {
    await applyEvents(tx, findingId, events, now, from);
  }
}
