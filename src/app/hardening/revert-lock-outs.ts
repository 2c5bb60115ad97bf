import type { Door, ListDoor } from '../../domain/finding/door.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import type { Place, World } from '../../domain/lock-out/world.ts';
import type { DetachPlan, ListPlan, NarrowPlan, Plan, RulesPlan } from '../../domain/plan/plan.ts';
import { inReadTime } from '../doors/look.ts';
import { USES_READ_MAX } from '../doors/look-at-list.ts';
import { inTime } from '../in-time.ts';
import type { RevertLockOuts } from '../ports.ts';
import { type PlanNeeds, readGroupSurely } from './plan-hardening.ts';
import { readWorld } from './read-world.ts';
import { cutByRevert } from './simulate-revert.ts';

const NOTHING: RevertLockOuts = { lockOuts: [], notKnown: [] };

export type SimulateNeeds = Pick<PlanNeeds, 'groups' | 'lists' | 'interfaces' | 'clock' | 'policy'>;

/** How long a simulation may take, in ms: somebody waits for the form, at night perhaps. */
export const SIMULATION_MS_MAX = 3 * SECOND_MS;

/** Simulates a revert, within `ms`: whoever asks is waiting. What cannot be looked up is said; nothing is
 * thrown. */
export async function revertLockOuts(
  { door }: Pick<Finding, 'door'>,
  plan: Plan,
  needs: SimulateNeeds,
  ms = SIMULATION_MS_MAX,
): Promise<RevertLockOuts> {
  const { clock } = needs;
  const simulated = simulate(door, plan, needs).catch(notSimulated);
  return inTime(simulated, { ms, clock, late: notSimulated });
}

function notSimulated(): RevertLockOuts {
  return { lockOuts: [], notKnown: ['what it would cut'] };
}

function simulate(door: Door, plan: Plan, needs: SimulateNeeds): Promise<RevertLockOuts> {
  const isNarrowing = plan.kind === 'narrow' && plan.intent === 'narrow';
  if (plan.kind === 'rules' || isNarrowing) return ofRules(plan, needs);
  if (plan.kind === 'detach') return ofDetaching(plan, needs);
  const isRevert = plan.kind === 'list' && plan.intent === 'revert' && door.kind === 'list';
  return isRevert ? ofList(door, plan, needs) : Promise.resolve(NOTHING);
}

async function ofRules(
  plan: RulesPlan | NarrowPlan,
  needs: SimulateNeeds,
): Promise<RevertLockOuts> {
  const group = await readGroupSurely(plan, needs);
  if (group.kind === 'couldNotLook') return { lockOuts: [], notKnown: [group.reason] };
  const { world, notKnown } = await readWorld(group.state, needs);
  const { policy } = needs;
  const lockOuts = cutByRevert({ plan, before: world, groups: [group.state], policy });
  return { lockOuts, notKnown };
}

/** What a list holds concerns every group whose rules name it. */
async function ofList(
  door: ListDoor,
  plan: ListPlan,
  needs: SimulateNeeds,
): Promise<RevertLockOuts> {
  const { ids, notKnown } = usersOf(door, plan);
  // The groups are of the account that sees the list; another one may own it, and is where the plan is.
  const { accountId, region } = door;
  const read = await Promise.all(
    ids.slice(0, USES_READ_MAX).map(async (groupId) => {
      const group = await readGroupSurely({ accountId, region, groupId }, needs);
      if (group.kind === 'couldNotLook') return { ...NOTHING_READ, notKnown: [group.reason] };
      const around = await readWorld(group.state, needs);
      return { groups: [group.state], worlds: [around.world], notKnown: around.notKnown };
    }),
  );
  const before = together(read.flatMap(({ worlds }) => worlds));
  const groups = read.flatMap((each) => each.groups);
  const lockOuts = cutByRevert({ plan, before, groups, policy: needs.policy });
  const doubts = [...notKnown, ...read.flatMap((each) => each.notKnown)];
  return { lockOuts, notKnown: [...new Set(doubts)] };
}

const NOTHING_READ: { readonly groups: readonly GroupState[]; readonly worlds: readonly World[] } =
  { groups: [], worlds: [] };

function usersOf(
  { accountId, uses }: ListDoor,
  { associations }: ListPlan,
): { readonly ids: readonly string[]; readonly notKnown: readonly string[] } {
  const known = uses.flatMap(({ groupId }) => groupId ?? []);
  if (associations === null) {
    return { ids: [...new Set(known)], notKnown: ['which other groups use the list'] };
  }
  const own = associations.filter(({ ownerId }) => ownerId === accountId);
  const ids = [...new Set([...known, ...own.map(({ resourceId }) => resourceId)])];
  const groups = ids.filter((id) => id.startsWith('sg-'));
  return {
    ids: groups,
    notKnown: [
      ...(own.length < associations.length ? ['what it would cut in other accounts'] : []),
      ...(groups.length > USES_READ_MAX
        ? [`only the first ${USES_READ_MAX} groups that use the list were looked at`]
        : []),
    ],
  };
}

function together(worlds: readonly World[]): World {
  const places = new Map<string, Place>();
  for (const place of worlds.flatMap((world) => world.places)) places.set(place.hostId, place);
  return {
    groups: new Map(worlds.flatMap(({ groups }) => [...groups])),
    lists: new Map(worlds.flatMap(({ lists }) => [...lists])),
    places: [...places.values()],
  };
}

/** What a group is taken off concerns the hosts with all their groups. */
async function ofDetaching(plan: DetachPlan, needs: SimulateNeeds): Promise<RevertLockOuts> {
  const group = await readGroupSurely(plan, needs);
  if (group.kind === 'couldNotLook') return { lockOuts: [], notKnown: [group.reason] };
  const { world, notKnown } = await readWorld(group.state, needs, new Set(plan.interfaceIds));
  const beside = await Promise.all(
    [...world.groups.keys()]
      .filter((id) => id !== plan.groupId)
      .map((id) => readBeside(id, world, plan, needs)),
  );
  const groups = [group.state, ...beside.flatMap(({ state }) => state ?? [])];
  const lockOuts = cutByRevert({ plan, before: world, groups, policy: needs.policy });
  const doubts = [
    ...notKnown,
    ...beside.flatMap((each) => each.notKnown ?? []),
    ...(plan.vpcIds.length > 0 ? [`what it would cut in ${plan.vpcIds.join(', ')}`] : []),
  ];
  return { lockOuts, notKnown: [...new Set(doubts)] };
}

/** A group beside, of which the world has the rules, with what policy asks of it. */
async function readBeside(
  groupId: string,
  world: World,
  { accountId, region }: DetachPlan,
  { groups, clock }: SimulateNeeds,
): Promise<{ readonly state: GroupState | null; readonly notKnown: string | null }> {
  const rules = world.groups.get(groupId);
  const address = { accountId, region, groupId };
  const looked = await inReadTime(groups.describeGroup(address), clock);
  if (looked.kind !== 'found' || rules === undefined) {
    return { state: null, notKnown: `what ${groupId} is, which stands on the same hosts` };
  }
  const { groupName, vpcId, tags } = looked.value;
  const facts = { groupName, vpcId, tags: Object.fromEntries(tags) };
  const state: GroupState = { ...address, ...facts, ...rules, observedAt: clock.now() };
  return { state, notKnown: null };
}
