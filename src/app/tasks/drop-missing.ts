import { matchGuard } from '../../domain/guard/match.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task.ts';
import { READ_GAP_MS } from '../doors/look-at-door.ts';
import { missedDoors } from '../observe-group.ts';
import type { GroupAddress } from '../ports.ts';
import { knownStandings } from '../standings.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import type { TaskNeeds } from './task-needs.ts';

/** Groups that one sweep asks about because it did not see them; the others are the next one's. */
export const MISSING_MAX = 50;

/** Forgets groups that a whole sweep did not see: they are gone, or nobody guards them any more. The
 * findings of those that are gone are looked at. */
export async function dropMissing(task: Task, before: Instant, needs: TaskNeeds): Promise<void> {
  const { store, clock } = needs;
  for (const address of await store.groupsLastSeenBefore(task, before, MISSING_MAX)) {
    const found = await askTwice(address, needs);
    if (found === 'guarded') continue;
    const now = clock.now();
    await store.forgetGroup(
      { address, before },
      (open) => (found === 'gone' ? missedDoors(open, now) : []),
      now,
    );
    needs.log.info({ ...address, found }, 'group forgotten');
  }
}

/** What EC2 says of a group; that it is gone it has to say twice. What could not be looked at counts
 * as guarded: nothing is forgotten on a doubt. */
async function askTwice(
  address: GroupAddress,
  needs: TaskNeeds,
): Promise<'guarded' | 'unguarded' | 'gone'> {
  const first = await ask(address, needs);
  if (first !== 'gone') return first;
  await needs.clock.wait(READ_GAP_MS);
  return ask(address, needs);
}

async function ask(
  address: GroupAddress,
  { store, groups, clock, policy }: TaskNeeds,
): Promise<'guarded' | 'unguarded' | 'gone'> {
  await clock.wait(PAGE_GAP_MS);
  const looked = await groups.describeGroup(address);
  if (looked.kind === 'notThere') return 'gone';
  if (looked.kind === 'couldNotLook') return 'guarded';
  const { accountId: ownerId, region, groupId } = address;
  const reference = { groupId, groupName: looked.value.groupName, ownerId };
  const standing = (await knownStandings(address, [groupId], { store }))(groupId);
  const match = matchGuard(policy, { reference, region, facts: looked.value, standing });
  return match.kind === 'notGuarded' ? 'unguarded' : 'guarded';
}
