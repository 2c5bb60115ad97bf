import type {
  About,
  Admission,
  Cursor,
  GroupAddress,
  KeptUnasked,
  Observation,
} from '../../app/ports.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { Instant } from '../../domain/instant.ts';
import { type GroupState, listsNamed } from '../../domain/inventory/group-state.ts';
import { applyEvents } from './apply-events.ts';
import { writeCursor } from './cursor-rows.ts';
import type { Tx } from './db.ts';
import { dropGroup, writeGroup } from './group-rows.ts';
import { readKept, writeLearnt } from './kept.ts';

/** What was seen, how it is to be judged, and how far that is. */
export interface Observing<Seen extends Observation> {
  readonly groups: readonly GroupState[];
  readonly judge: (live: GroupState, kept: KeptUnasked) => Seen;
  readonly cursorAfter: (seen: readonly Seen[]) => Cursor | null;
  readonly now: Instant;
}

/** Holds groups as they were seen against what is kept of each. */
export async function observe<Seen extends Observation>(
  tx: Tx,
  { groups, judge, cursorAfter, now }: Observing<Seen>,
): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const live of groups) {
    const kept = await readKept(tx, { groups: [live], lists: listsOf(live), interfaces: [] });
    const each = judge(live, kept);
    if (each.group !== null) await writeGroup(tx, each.group);
    await applyAll(tx, each.changes, now);
    seen.push(each);
  }
  const cursor = cursorAfter(seen);
  if (cursor !== null) await writeCursor(tx, cursor);
  return seen;
}

/** The lists that the rules of a group name as it was seen, which may be more than are known of it. */
function listsOf(live: GroupState): About['lists'] {
  const { accountId, region } = live;
  return listsNamed(live).map((prefixListId) => ({ accountId, region, prefixListId }));
}

/** Holds what was seen against what is kept of it. */
export async function learn<Seen extends Pick<Admission, 'changes' | 'learnt'>>(
  tx: Tx,
  about: About,
  judge: (kept: KeptUnasked) => Seen,
  now: Instant,
): Promise<Seen> {
  const seen = judge(await readKept(tx, about));
  await writeLearnt(tx, seen.learnt);
  await applyAll(tx, seen.changes, now);
  return seen;
}

/** Forgets a group, unless something was learnt of it meanwhile. */
export async function forgetUnseen(
  tx: Tx,
  { address, before }: { readonly address: GroupAddress; readonly before: Instant },
  judge: (open: readonly Finding[]) => Admission['changes'],
  now: Instant,
): Promise<void> {
  if (!(await dropGroup(tx, address, before))) return;
  const { open } = await readKept(tx, { groups: [address], lists: [], interfaces: [] });
  await applyAll(tx, judge(open), now);
}

async function applyAll(tx: Tx, changes: Admission['changes'], now: Instant): Promise<void> {
  for (const { findingId, events } of changes) await applyEvents(tx, findingId, events, now);
}
