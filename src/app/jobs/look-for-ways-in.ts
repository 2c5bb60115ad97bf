import type { GroupToWeigh } from '../../domain/finding/to-weigh.ts';
import { matchGuard } from '../../domain/guard/match.ts';
import { STANDS_ALONE, type Standing } from '../../domain/guard/standing.ts';
import { HOUR_MS, SECOND_MS } from '../../domain/instant.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import {
  type GatewayWay,
  letsInRdp,
  type SessionWay,
  type WaysIn,
  windowsBehind,
} from '../../domain/weight/ways-in.ts';
import type { WeighedGroup } from '../../domain/weight/weight.ts';
import { inTime } from '../in-time.ts';
import type {
  Clock,
  Hosts,
  ListedGroup,
  ManagedInstances,
  Place,
  Store,
  Surroundings,
} from '../ports.ts';

/** How long looking for ways in may take, in ms: the weight, which an alert waits for, is worth more. */
export const WAYS_IN_MS_MAX = 2 * SECOND_MS;
/** Instances of one finding about which Systems Manager is asked: a filter takes no more. */
export const SESSIONS_ASKED_MAX = 100;
/** Groups of RD Gateways of one VPC whose hosts are looked up. */
export const GATEWAY_GROUPS_MAX = 20;

export interface WaysInNeeds {
  readonly store: Store;
  readonly surroundings: Surroundings;
  readonly hosts: Hosts;
  readonly managedInstances: ManagedInstances;
  readonly policy: Policy;
  readonly clock: Clock;
}

/** A weighed group that can be looked up. */
export interface GroupWithWays extends WeighedGroup {
  readonly weighable: GroupToWeigh;
}

/** Some ways in, and what could not be looked up. */
interface Found<Way> {
  readonly ways: readonly Way[];
  readonly notKnown: readonly string[];
}

const NONE = { ways: [], notKnown: [] };

/** Looks for ways to the hosts behind groups that need no open port; null where RDP is not let in. It
 * never fails: what cannot be asked now is told as not known. */
export async function lookForWaysIn(
  place: Place,
  groups: readonly GroupWithWays[],
  needs: WaysInNeeds,
): Promise<WaysIn | null> {
  const letting = groups.filter(
    // Nobody but AWS gets to the desktops of its directories' controllers.
    ({ weighable }) => weighable.kind !== 'directory' && letsInRdp(weighable),
  );
  if (letting.length === 0) return null;
  const [sessions, gateways] = await Promise.all([
    soon(needs.clock, sessionsTo(windowsBehind(letting, place.region), place, needs)),
    soon(needs.clock, gatewaysNear(letting, place, needs)),
  ]);
  return {
    sessions: sessions.ways,
    gateways: gateways.ways,
    notKnown: [...sessions.notKnown, ...gateways.notKnown],
  };
}

/** What is found in time. A better way in is not worth trying the whole weighing again. */
async function soon<Way>(clock: Clock, looking: Promise<Found<Way>>): Promise<Found<Way>> {
  const reason = `AWS did not tell of better ways in within ${WAYS_IN_MS_MAX / SECOND_MS} s`;
  const late = (): Found<Way> => ({ ways: [], notKnown: [reason] });
  return await inTime(looking.catch(asNotKnown), { ms: WAYS_IN_MS_MAX, clock, late });
}

function asNotKnown(error: unknown): Found<never> {
  if (error instanceof OutsideError) return { ways: [], notKnown: [error.message] };
  throw error;
}

async function sessionsTo(
  windows: readonly SessionWay[],
  { accountId, region }: Place,
  needs: WaysInNeeds,
): Promise<Found<SessionWay>> {
  if (windows.length === 0) return NONE;
  const asked = windows.slice(0, SESSIONS_ASKED_MAX);
  const instanceIds = asked.map(({ instanceId }) => instanceId);
  const managed = await needs.managedInstances.find({ accountId, region, instanceIds });
  await sayWhetherAsked({ accountId, region }, managed, needs);
  if (managed.kind === 'unknown') return NONE;
  const ways = asked.filter(({ instanceId }) => managed.value.get(instanceId)?.isOnline === true);
  return { ways, notKnown: [] };
}

/** Says once that Systems Manager may not be asked, and again only after it could be. */
async function sayWhetherAsked(
  { accountId, region }: Place,
  asked: Awaited<ReturnType<ManagedInstances['find']>>,
  { store, clock }: WaysInNeeds,
): Promise<void> {
  const name = `ways-in/${accountId}/${region}`;
  const before = (await store.cursor(name)) ?? 'known';
  if (before === asked.kind) return;
  const now = clock.now();
  const hour = Math.floor(now / HOUR_MS);
  const notice =
    asked.kind === 'known'
      ? null
      : {
          id: `${name}/${hour}`,
          title: 'Systems Manager may not be asked: alerts name no way in by it',
          detail:
            `In ${accountId}, ${region}: ${asked.reason}. Alerts about RDP cannot say which hosts are reached ` +
            'without an open port. Everything else works. This is said once.',
          count: 1,
        };
  await store.saveCursor({ name, text: asked.kind }, notice, now);
}

async function gatewaysNear(
  groups: readonly GroupWithWays[],
  { accountId, region }: Place,
  needs: WaysInNeeds,
): Promise<Found<GatewayWay>> {
  if (!needs.policy.guards.some(({ kind }) => kind === 'gateway')) return NONE;
  const found: Found<GatewayWay>[] = [];
  for (const vpcId of await vpcsOf(groups, { accountId, region }, needs)) {
    found.push(await gatewaysIn({ accountId, region, vpcId }, needs));
  }
  return {
    ways: found.flatMap(({ ways }) => ways),
    notKnown: found.flatMap(({ notKnown }) => notKnown),
  };
}

/** The VPCs of the groups, as far as these are known. */
async function vpcsOf(
  groups: readonly GroupWithWays[],
  place: Place,
  { store }: WaysInNeeds,
): Promise<ReadonlySet<string>> {
  const vpcIds = new Set<string>();
  for (const { groupId } of groups.map(({ weighable }) => weighable)) {
    const known = groupId === null ? null : await store.group({ ...place, groupId });
    if (known !== null && known.vpcId !== null) vpcIds.add(known.vpcId);
  }
  return vpcIds;
}

async function gatewaysIn(
  vpc: Place & { readonly vpcId: string },
  { surroundings, hosts, store, policy }: WaysInNeeds,
): Promise<Found<GatewayWay>> {
  const listed = await surroundings.groupsIn(vpc);
  if (listed.kind === 'unknown') return { ways: [], notKnown: [listed.reason] };
  const ids = listed.value.map(({ groupId }) => groupId);
  const { things, looked } = await store.behind(vpc, ids);
  const gateways = listed.value
    .filter((group) => {
      const behind = { things: things.get(group.groupId) ?? [], looked };
      return isGateway(group, { ...STANDS_ALONE, behind }, vpc, policy);
    })
    .slice(0, GATEWAY_GROUPS_MAX);
  if (gateways.length === 0) return NONE;
  const { accountId, region } = vpc;
  const groupIds = gateways.map(({ groupId }) => groupId);
  const choice = { kind: 'withGroups', groupIds } as const;
  const standing = await hosts.instances({ accountId, region, choice }, null);
  if (standing.kind === 'unknown') return { ways: [], notKnown: [standing.reason] };
  const ways = gateways.map(({ groupId, groupName }) => ({
    groupId,
    groupName,
    hosts: standing.value.items
      .filter(({ interfaces }) => interfaces.some((each) => each.groupIds.includes(groupId)))
      .map(({ name, instanceId }) => name ?? instanceId),
  }));
  return { ways: ways.filter((way) => way.hosts.length > 0), notKnown: [] };
}

function isGateway(
  { groupId, ...facts }: ListedGroup,
  standing: Standing,
  { accountId, region }: Place,
  policy: Policy,
): boolean {
  const reference = { groupId, groupName: facts.groupName, ownerId: accountId };
  const match = matchGuard(policy, { reference, region, facts, standing });
  return match.kind === 'guarded' && match.guard.kind === 'gateway';
}
