import { matchGuard } from '../../domain/guard/match.ts';
import type { Instant } from '../../domain/instant.ts';
import { describeThing } from '../../domain/scope/describe-thing.ts';
import type { GuardedGroup } from '../../domain/scope/guarded-group.ts';
import type { Task } from '../../domain/task.ts';
import { READ_GAP_MS } from '../doors/look-at-door.ts';
import type { GoneThing } from '../ports.ts';
import { knownStandings } from '../standings.ts';
import { shrunkNotice } from './estate-notices.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import type { TaskNeeds } from './task-needs.ts';

/** Groups that were guarded and are so no more of which one sweep tells; the others are the next one's. */
export const SHRUNK_MAX = 500;
/** Those among them that EC2 did not list, which are asked for one by one. */
export const SHRUNK_ASKED_MAX = 50;

/** Tells once what was guarded at the last sweep and is so no more, and why: groups, and directories whose
 * group was guarded. What could not be looked at is guarded still. */
export async function tellShrunk(task: Task, startedAt: Instant, needs: TaskNeeds): Promise<void> {
  const { store, clock } = needs;
  const gone = await store.goneThings(task);
  const left = await leftGroups(task, startedAt, needs);
  const groups = left.map(({ group, because }) => lineOf(group, because, gone));
  const still = new Map((await store.guardedGroups(task)).map((each) => [each.groupId, each]));
  const told = new Set(left.map(({ group }) => group.groupId));
  const directories = gone.flatMap((each) => directoryLine(each, still, told));
  const notice = shrunkNotice(task, [...directories, ...groups], startedAt);
  const groupIds = [...told];
  if (groupIds.length === 0 && gone.length === 0) return;
  await store.closeGuarded(task, { groupIds, notice }, clock.now());
  if (notice !== null) needs.log.info({ groupIds }, 'the guarded set shrank');
}

interface Left {
  readonly group: GuardedGroup;
  readonly because: 'deleted' | 'notSelected';
}

async function leftGroups(
  task: Task,
  startedAt: Instant,
  needs: TaskNeeds,
): Promise<readonly Left[]> {
  const left: Left[] = [];
  let asked = 0;
  for (const { group, isListed } of await needs.store.guardedNoMore(task, startedAt, SHRUNK_MAX)) {
    if (isListed) {
      left.push({ group, because: 'notSelected' });
      continue;
    }
    asked += 1;
    if (asked > SHRUNK_ASKED_MAX) continue;
    const because = await askTwice(task, group, needs);
    if (because !== 'guarded') left.push({ group, because });
  }
  return left;
}

async function askTwice(
  task: Task,
  group: GuardedGroup,
  needs: TaskNeeds,
): Promise<Left['because'] | 'guarded'> {
  const first = await ask(task, group, needs);
  if (first !== 'deleted') return first;
  await needs.clock.wait(READ_GAP_MS);
  return ask(task, group, needs);
}

async function ask(
  { accountId, region }: Task,
  { groupId }: GuardedGroup,
  { store, groups, clock, policy }: TaskNeeds,
): Promise<Left['because'] | 'guarded'> {
  await clock.wait(PAGE_GAP_MS);
  const address = { accountId, region, groupId };
  const looked = await groups.describeGroup(address);
  if (looked.kind === 'notThere') return 'deleted';
  if (looked.kind === 'couldNotLook') return 'guarded';
  const { groupName } = looked.value;
  const reference = { groupId, groupName, ownerId: accountId };
  const standing = (await knownStandings(address, [groupId], { store }))(groupId);
  const match = matchGuard(policy, { reference, region, facts: looked.value, standing });
  return match.kind === 'notGuarded' ? 'notSelected' : 'guarded';
}

function lineOf(
  { groupId, groupName, guardName, why }: GuardedGroup,
  because: Left['because'],
  gone: readonly GoneThing[],
): string {
  const group = `${groupId} ${groupName} (${guardName}: ${why})`;
  const things = gone
    .filter(({ groupIds }) => groupIds.includes(groupId))
    .map(({ thing }) => describeThing(thing));
  const [thing] = things;
  const more = things.length > 1 ? ` and ${things.length - 1} more` : '';
  const with_ = thing === undefined ? '' : `, as is ${thing}${more}`;
  if (because === 'deleted') return `${group}: it is deleted${with_}`;
  return thing === undefined
    ? `${group}: what policy selects it by is so no more: its name, its tags, where it stands, or the policy`
    : `${group}: ${thing}${more} does not stand behind it any more`;
}

/** A directory that is not there any more, where its group was guarded. */
function directoryLine(
  { thing, groupIds }: GoneThing,
  guarded: ReadonlyMap<string, GuardedGroup>,
  told: ReadonlySet<string>,
): readonly string[] {
  if (thing.kind !== 'directory' || thing.role !== 'controllers') return [];
  const groupId = groupIds.find((id) => guarded.has(id) || told.has(id));
  if (groupId === undefined) return [];
  const rest = told.has(groupId) ? '' : `; its group ${groupId} is guarded still`;
  return [`${describeThing(thing)}: Directory Service does not list it any more${rest}`];
}
