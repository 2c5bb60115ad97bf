import { BEHIND_UNKNOWN, type Behind } from '../../../domain/guard/behind.ts';
import type { GroupFacts } from '../../../domain/guard/group-facts.ts';
import { type GroupToMatch, type GuardMatch, matchGuard } from '../../../domain/guard/match.ts';
import { STANDS_ALONE } from '../../../domain/guard/standing.ts';
import type { GroupState } from '../../../domain/inventory/group-state.ts';
import type { StandingGroup } from '../../../domain/policy/judge-attachment.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { type BehindNeeds, lookBehind } from '../../discovery/look-behind.ts';
import type { Place, SecurityGroups, Store } from '../../ports.ts';

/** What is known of a group that stands somewhere.
 *
 * - `found`: all of it, from the inventory or (`isRead`) from EC2.
 * - `described`: what it is, and not yet what its rules are. */
export type LookedGroup = Looked & {
  /** What stands behind it; absent where nobody looked. */
  readonly behind?: Behind;
};

type Looked =
  | { readonly kind: 'found'; readonly state: GroupState; readonly isRead: boolean }
  | { readonly kind: 'described'; readonly facts: GroupFacts }
  | { readonly kind: 'notThere' }
  | { readonly kind: 'couldNotLook'; readonly facts: GroupFacts | null; readonly reason: string };

export type LookedGroups = ReadonlyMap<string, LookedGroup>;

/** What looking up groups needs of the world. */
export interface LookUpNeeds extends BehindNeeds {
  readonly store: Store;
  readonly groups: SecurityGroups;
}

/** What groups are, from the inventory, or from EC2 where that lacks them, and what stands behind them where
 * policy asks. `instanceIds` are instances on which some of them stand.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function describeGroups(
  place: Place,
  groupIds: Iterable<string>,
  needs: LookUpNeeds,
  instanceIds: readonly string[] = [],
): Promise<LookedGroups> {
  const looked = new Map<string, LookedGroup>();
  for (const groupId of new Set(groupIds)) {
    looked.set(groupId, await describeOne({ ...place, groupId }, needs));
  }
  const asked = [...looked].map(([groupId, each]) => toMatch({ ...place, groupId }, factsIn(each)));
  const behind = await lookBehind(place, asked, needs, instanceIds);
  return new Map(
    [...looked].map(([groupId, each]) => [groupId, { ...each, behind: behind.of(groupId) }]),
  );
}

type Address = Place & { readonly groupId: string };

async function describeOne(address: Address, needs: LookUpNeeds): Promise<LookedGroup> {
  const known = await needs.store.group(address);
  if (known !== null) return { kind: 'found', state: known, isRead: false };
  const facts = await needs.groups.describeGroup(address);
  if (facts.kind === 'found') return { kind: 'described', facts: facts.value };
  return facts.kind === 'notThere' ? facts : { ...facts, facts: null };
}

/** Adds the rules of groups that were only described. `isFresh` reads those from the inventory again,
 * too.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function withRules(
  place: Place,
  groups: LookedGroups,
  needs: LookUpNeeds,
  { isFresh = false } = {},
): Promise<LookedGroups> {
  const looked = new Map<string, LookedGroup>();
  for (const [groupId, group] of groups) {
    const facts = factsToRead(group, isFresh);
    const address = { ...place, groupId };
    const { behind } = group;
    const read = facts === null ? group : await readOne(address, facts, needs);
    looked.set(groupId, behind === undefined ? read : { ...read, behind });
  }
  return looked;
}

function factsToRead(group: LookedGroup, isFresh: boolean): GroupFacts | null {
  if (group.kind === 'described') return group.facts;
  return isFresh && group.kind === 'found' ? factsOf(group.state) : null;
}

async function readOne(
  address: Address,
  facts: GroupFacts,
  { groups, clock }: LookUpNeeds,
): Promise<LookedGroup> {
  // What is read was so at the beginning of the read or later.
  const observedAt = clock.now();
  const rules = await groups.describeRules(address);
  if (rules.kind === 'notThere') return rules;
  if (rules.kind === 'couldNotLook') return { ...rules, facts };
  const { accountId, region, groupId } = address;
  const { groupName, vpcId, tags } = facts;
  const known = { accountId, region, groupId, groupName, vpcId, tags: Object.fromEntries(tags) };
  return { kind: 'found', state: { ...known, ...rules.value, observedAt }, isRead: true };
}

/** A group as policy judges it, by the later of what was looked up and what is kept by now. */
export function standingGroup(
  { groupId, ...place }: Address,
  looked: LookedGroup | undefined,
  { kept, policy }: { readonly kept: GroupState | undefined; readonly policy: Policy },
): StandingGroup {
  const state = laterState(looked, kept);
  const facts = state === null ? factsLooked(looked) : factsOf(state);
  const isGone = looked?.kind === 'notThere' && state === null;
  return {
    groupId,
    groupName: facts?.groupName ?? null,
    match: isGone
      ? { kind: 'notGuarded' }
      : matchGuard(policy, {
          ...toMatch({ groupId, ...place }, facts),
          standing: { ...STANDS_ALONE, behind: looked?.behind ?? BEHIND_UNKNOWN },
        }),
    rules: isGone ? [] : (state?.inbound ?? null),
  };
}

/** Whether policy guards a group or may, by what is known of it. */
export function matchOf(
  address: Address,
  looked: LookedGroup | undefined,
  policy: Policy,
): GuardMatch {
  return standingGroup(address, looked, { kept: undefined, policy }).match;
}

function laterState(
  looked: LookedGroup | undefined,
  kept: GroupState | undefined,
): GroupState | null {
  const found = looked?.kind === 'found' ? looked.state : null;
  if (found === null || kept === undefined) return found ?? kept ?? null;
  return kept.observedAt >= found.observedAt ? kept : found;
}

function factsLooked(looked: LookedGroup | undefined): GroupFacts | null {
  return looked?.kind === 'described' || looked?.kind === 'couldNotLook' ? looked.facts : null;
}

function factsOf({ groupName, vpcId, tags }: GroupState): GroupFacts {
  return { groupName, vpcId, tags: new Map(Object.entries(tags)) };
}

function factsIn(looked: LookedGroup): GroupFacts | null {
  return looked.kind === 'found' ? factsOf(looked.state) : factsLooked(looked);
}

function toMatch(
  { groupId, accountId, region }: Address,
  facts: GroupFacts | null,
): Omit<GroupToMatch, 'standing'> {
  const reference = { groupId, groupName: facts?.groupName ?? null, ownerId: accountId };
  return { reference, region, facts };
}
