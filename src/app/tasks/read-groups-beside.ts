import type { Task } from '../../domain/task.ts';
import { standingOf } from '../hear/exempted.ts';
import { approvedIn } from '../hear/lists/read-lists.ts';
import { type FirstLook, lookAtGroup } from '../observe-group.ts';
import type { Cursor } from '../ports.ts';
import { type Guarded, PAGE_GAP_MS, readGuarded } from './list-guarded.ts';
import { slices } from './slices.ts';
import { readMissingLists } from './sweep-lists.ts';
import { bornText, unreadableNotice } from './sweep-notices.ts';
import type { TaskNeeds } from './task-needs.ts';

/** Groups that are read together: no more than a page of the sweep has. */
const GROUPS_PER_READ = 100;

/** Reads those of some groups that stand beside guarded ones and of which nothing is known, a slice at a
 * time, and keeps them as they are. Gives in words what each slice lets in beyond policy; `cursorAfter` is
 * kept in the same transaction as the groups.
 * @throws OutsideError when EC2 or the store did not do it now. */
export async function* readGroupsBeside(
  task: Task,
  groupIds: readonly string[],
  needs: TaskNeeds,
  cursorAfter: (texts: readonly string[]) => Cursor,
): AsyncGenerator<readonly string[]> {
  const unknown = await unknownAmong(task, groupIds, needs);
  for (let from = 0; from < unknown.length; from += GROUPS_PER_READ) {
    const some = unknown.slice(from, from + GROUPS_PER_READ);
    for (const slice of slices(await readSome(task, some, needs))) {
      yield await keep(slice, needs, cursorAfter);
      // The store answers without a turn of the event loop: others get theirs here.
      await needs.clock.wait(0);
    }
  }
}

async function unknownAmong(
  { accountId, region }: Task,
  groupIds: readonly string[],
  { store }: TaskNeeds,
): Promise<readonly string[]> {
  const unknown: string[] = [];
  for (const groupId of groupIds) {
    if ((await store.group({ accountId, region, groupId })) === null) unknown.push(groupId);
  }
  return unknown;
}

async function readSome(
  task: Task,
  groupIds: readonly string[],
  needs: TaskNeeds,
): Promise<readonly Guarded[]> {
  const { listing, store, clock } = needs;
  await clock.wait(PAGE_GAP_MS);
  const listed = await listing.named(task, groupIds);
  const { guarded, unreadable, seen } = await readGuarded(task, listed, needs);
  if (unreadable.size > 0) {
    const notice = unreadableNotice(task, unreadable, clock.now());
    await store.notify(notice, clock.now());
  }
  await readMissingLists(task, guarded, needs);
  await store.noteGuarded(task, { ...seen, unguarded: [] }, seen.at);
  return guarded;
}

async function keep(
  slice: readonly Guarded[],
  { store, clock, policy }: TaskNeeds,
  cursorAfter: (texts: readonly string[]) => Cursor,
): Promise<readonly string[]> {
  const now = clock.now();
  const standing = standingOf(policy);
  const matches = new Map(slice.map(({ live, match }) => [live.groupId, match]));
  const lists = slice.slice(0, 1).flatMap(({ live }) => approvedIn(live, policy));
  const looks = await store.observe(
    slice.map(({ live }) => live),
    (live, kept): FirstLook => {
      const match = matches.get(live.groupId);
      if (match === undefined) throw new TypeError(`Group ${live.groupId} is not of the slice`);
      return lookAtGroup({ live, match, standing, now }, kept);
    },
    (seen) => cursorAfter(textsOf(slice, seen)),
    now,
    lists,
  );
  return textsOf(slice, looks);
}

function textsOf(slice: readonly Guarded[], looks: readonly FirstLook[]): readonly string[] {
  return slice.flatMap(({ live, match }, i) => {
    const look = looks[i];
    const isOpen = look?.kind === 'born' && look.excess.length > 0;
    return isOpen ? [bornText(live, look.excess, match.guard)] : [];
  });
}
