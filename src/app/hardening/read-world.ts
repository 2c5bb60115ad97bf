import { directoryOfGroup } from '../../domain/guard/directory-group.ts';
import { guardsMeant, matchGuard } from '../../domain/guard/match.ts';
import { STANDS_ALONE } from '../../domain/guard/standing.ts';
import { imageOf } from '../../domain/harden/group-rules.ts';
import type { GroupRules } from '../../domain/harden/harden-plan.ts';
import { factsOf, type GroupState } from '../../domain/inventory/group-state.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import { knownLists } from '../../domain/inventory/known-lists.ts';
import type { MustStay } from '../../domain/lock-out/must-stay.ts';
import type { Place as Standing, World } from '../../domain/lock-out/world.ts';
import { NO_SOURCES, type SourceSet, union } from '../../domain/net/source.ts';
import type { Guard, Policy } from '../../domain/policy/policy.ts';
import { listIdsIn, readLists } from '../doors/lists-named.ts';
import { inReadTime, type LookNeeds } from '../doors/look.ts';
import { readRules } from '../doors/look-at-rules.ts';
import { OTHER_GROUPS_READ_MAX } from '../doors/read-also-let-in.ts';
import type { Page } from '../ports.ts';

/** Pages of interfaces on which a group stands that a simulation reads. */
export const STANDING_PAGES_MAX = 5;

/** A world to simulate in, and what could not be looked up of it. */
export interface WorldRead {
  readonly world: World;
  readonly notKnown: readonly string[];
}

/** Where a group stands, on those interfaces alone that are named if any are, beside which others, with the
 * rules and lists of all of them.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readWorld(
  group: GroupState,
  needs: LookNeeds,
  only: ReadonlySet<string> | null = null,
): Promise<WorldRead> {
  const notKnown: string[] = [];
  const all = await readStanding(group, needs, notKnown);
  const standing = only === null ? all : all.filter(({ interfaceId }) => only.has(interfaceId));
  const groups = await readGroups(group, standing, needs, notKnown);
  const rules = [...groups.values()].flatMap(({ inbound, outbound }) => [...inbound, ...outbound]);
  const lists = await readLists(listIdsIn(rules), group, needs);
  const places = standing.map(
    ({ interfaceId, groupIds }): Standing => ({
      hostId: interfaceId,
      groupIds,
      isWhole: true,
      blocks: [],
    }),
  );
  return {
    world: { groups, lists: knownLists(lists.found), places },
    notKnown: [...notKnown, ...lists.notKnown],
  };
}

async function readStanding(
  { accountId, region, groupId }: GroupState,
  { interfaces, clock }: LookNeeds,
  notKnown: string[],
): Promise<readonly InterfaceState[]> {
  const standing: InterfaceState[] = [];
  let pageToken: string | null = null;
  for (let page = 0; page < STANDING_PAGES_MAX; page += 1) {
    const query = { accountId, region, groupIds: [groupId] };
    const read: Page<InterfaceState> = await inReadTime(
      interfaces.withGroups(query, pageToken),
      clock,
    );
    standing.push(...read.items);
    pageToken = read.nextPageToken;
    if (pageToken === null) return standing;
  }
  notKnown.push(`only the first ${standing.length} interfaces of the group were looked at`);
  return standing;
}

/** The rules of the group, and of those beside it. */
async function readGroups(
  group: GroupState,
  standing: readonly InterfaceState[],
  needs: LookNeeds,
  notKnown: string[],
): Promise<ReadonlyMap<string, GroupRules>> {
  const { accountId, region, groupId } = group;
  const groups = new Map<string, GroupRules>([[groupId, imageOf(group)]]);
  const beside = new Set(standing.flatMap(({ groupIds }) => groupIds));
  beside.delete(groupId);
  const others = [...beside].sort();
  for (const other of others.slice(0, OTHER_GROUPS_READ_MAX)) {
    const read = await readRules({ accountId, region, groupId: other }, needs);
    if (read.kind === 'found') groups.set(other, imageOf(read.value));
    else notKnown.push(`the rules of ${other}, which stands on the same hosts`);
  }
  if (others.length > OTHER_GROUPS_READ_MAX) {
    notKnown.push(`only the first ${OTHER_GROUPS_READ_MAX} groups on the same hosts were read`);
  }
  return groups;
}

/** The guard of a group by what the group itself is, or the first that may be meant for what stands behind
 * it, which is not looked up here; null where there is none. */
export function guardOf(policy: Policy, group: GroupState): Guard | null {
  return guardsOf(policy, group)[0] ?? null;
}

function guardsOf(policy: Policy, group: GroupState): readonly Guard[] {
  const { accountId: ownerId, region, groupId, groupName, vpcId } = group;
  const reference = { ownerId, groupId, groupName, vpcId };
  const match = matchGuard(policy, {
    reference,
    region,
    facts: factsOf(group),
    standing: STANDS_ALONE,
  });
  return match.kind === 'guarded' ? [match.guard] : guardsMeant(match).map(({ guard }) => guard);
}

/** From where hosts with the group are administered by RDP: whom any guard approves for it that is meant, or
 * may be. More than are meant only make a plan need more approvals. */
export function adminSourcesOf(policy: Policy, group: GroupState): SourceSet {
  return guardsOf(policy, group)
    .map(({ approved }) => approved.get('rdp') ?? NO_SOURCES)
    .reduce(union, NO_SOURCES);
}

/** What must stay of a directory's group that gets `wanted`. Nobody but AWS gets to the desktops of its
 * controllers: there is no way in by RDP to keep. */
export function mustStayOf(
  { groupId }: Pick<GroupState, 'groupId'>,
  directory: Omit<NonNullable<MustStay['directory']>, 'groupId'>,
): MustStay {
  return { directory: { groupId, ...directory }, adminSources: NO_SOURCES };
}

/** Whether a group is a directory's, by its guard or by the name that AWS gives. */
export function isOfDirectory(policy: Policy, group: GroupState): boolean {
  return guardOf(policy, group)?.kind === 'directory' || directoryOfGroup(group.groupName) !== null;
}
