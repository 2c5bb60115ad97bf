import { BEHIND_UNKNOWN } from '../domain/guard/behind.ts';
import { type GroupToMatch, matchGuard } from '../domain/guard/match.ts';
import type { BesideGroup, Standing } from '../domain/guard/standing.ts';
import type { InterfaceState } from '../domain/inventory/interface-state.ts';
import { OutsideError } from '../domain/outside-error.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { type BehindNeeds, type LookedBehind, lookBehind } from './discovery/look-behind.ts';
import type {
  GroupAddress,
  NetworkInterfaces,
  Page,
  Place,
  SecurityGroups,
  Store,
} from './ports.ts';
import { areHostsRead, readInterfaceCursor } from './tasks/interface-cursor.ts';

/** Pages of interfaces, of the groups and of their hosts, that are listed to learn where groups stand
 * before a sweep knows it: a change waits for it. */
export const STANDING_PAGES_MAX = 5;
/** Groups beside that are looked up because nothing is known of them; more count as what they may be. */
export const BESIDE_LOOKED_MAX = 20;
/** Values of one filter, at most (EC2 API, `Filter.Values`). */
const VALUES_PER_FILTER = 200;

/** What stands behind groups, by group id. `doubt`: what could not be looked up, in words. */
export interface Standings {
  readonly of: (groupId: string) => Standing;
  readonly doubt: string | null;
}

/** What is kept of where groups stand, and of what stands behind them. */
export type StandingStore = Pick<Store, 'beside' | 'behind' | 'cursor' | 'group'>;

export interface StandingNeeds extends BehindNeeds {
  readonly store: StandingStore;
  readonly groups: Pick<SecurityGroups, 'describeGroup'>;
  readonly interfaces: Pick<NetworkInterfaces, 'withGroups' | 'onInstances'>;
  readonly policy: Policy;
}

/** Looks up where groups stand that policy does not select, all of one account and Region: they may stand
 * beside others that it does. What is known of the account's hosts says it once a sweep has read them;
 * before that, EC2 is asked.
 * @throws OutsideError, retryable, when EC2 or the store cannot be asked now. */
export async function standingsOf(
  place: Place,
  groups: readonly Omit<GroupToMatch, 'standing'>[],
  needs: StandingNeeds,
): Promise<Standings> {
  const behind = await lookBehind(place, groups, needs);
  const aloneOf = (groupId: string): Standing => ({ beside: [], behind: behind.of(groupId) });
  const asked = groups.flatMap((group) => {
    const { groupId } = group.reference;
    if (groupId === null) return [];
    const match = matchGuard(needs.policy, { ...group, standing: aloneOf(groupId) });
    return match.kind === 'guarded' ? [] : [groupId];
  });
  if (asked.length === 0) return { of: aloneOf, doubt: behind.doubt };
  const known = await needs.store.beside(place, asked);
  const isSwept = areHostsRead(await readInterfaceCursor(place, needs.store));
  const live = isSwept ? NOTHING_LIVE : await readLive(place, asked, needs);
  if (live.kind === 'couldNotLook') {
    const doubt = `Could not look on which hosts the group stands: ${live.reason}`;
    const of = (groupId: string): Standing =>
      asked.includes(groupId) ? { beside: null, behind: behind.of(groupId) } : aloneOf(groupId);
    return { of, doubt };
  }
  const beside = new Map(
    asked.map((groupId) => {
      const others = besideOn(groupId, live.interfaces);
      return [groupId, together(known.get(groupId) ?? [], others)];
    }),
  );
  const looked = await lookUpFacts(place, [...beside.values()].flat(), needs);
  const standings = new Map(
    [...beside].map(([groupId, others]) => [groupId, others.flatMap(looked.withFacts)]),
  );
  const all = await withBehind(place, [...standings.values()].flat(), needs);
  const of = (groupId: string): Standing => ({
    beside: standings.get(groupId)?.map((each) => withLatest(each, all)) ?? [],
    behind: behind.of(groupId),
  });
  return { of, doubt: behind.doubt ?? looked.doubt ?? all.doubt };
}

/** What is known of a group beside stays where it was not asked about. */
function withLatest(group: BesideGroup, { of }: LookedBehind): BesideGroup {
  const behind = of(group.groupId);
  return behind === BEHIND_UNKNOWN ? group : { ...group, behind };
}

/** What stands behind groups that stand beside others. */
function withBehind(
  place: Place,
  beside: readonly BesideGroup[],
  needs: StandingNeeds,
): Promise<LookedBehind> {
  const distinct = new Map(beside.map((each) => [each.groupId, each]));
  const { accountId: ownerId, region } = place;
  const groups = [...distinct.values()].slice(0, BESIDE_LOOKED_MAX).map(({ groupId, facts }) => {
    const groupName = facts?.groupName ?? null;
    return { reference: { groupId, groupName, ownerId }, region, facts };
  });
  return lookBehind(place, groups, needs);
}

/** What the inventory knows of where groups stand, without asking anybody.
 * @throws OutsideError when the store cannot be asked. */
export async function knownStandings(
  place: Place,
  groupIds: readonly string[],
  { store }: Pick<StandingNeeds, 'store'>,
): Promise<(groupId: string) => Standing> {
  const known = await store.beside(place, groupIds);
  const { things, looked } = await store.behind(place, groupIds);
  return (groupId) => ({
    beside: known.get(groupId) ?? [],
    behind: { things: things.get(groupId) ?? [], looked },
  });
}

/** The other groups on the hosts of a group, of interfaces that hold all of these hosts. Pure. */
function besideOn(groupId: string, interfaces: readonly InterfaceState[]): readonly BesideGroup[] {
  const own = interfaces.filter(({ groupIds }) => groupIds.includes(groupId));
  const hosts = new Set(own.map(hostOf));
  const beside = new Map<string, Set<string>>();
  for (const each of interfaces) {
    const host = hostOf(each);
    if (!hosts.has(host)) continue;
    for (const other of each.groupIds) {
      if (other === groupId) continue;
      beside.set(other, (beside.get(other) ?? new Set<string>()).add(host));
    }
  }
  return [...beside].map(([other, on]) => ({ groupId: other, hosts: [...on].sort(), facts: null }));
}

function hostOf({ instanceId, interfaceId }: InterfaceState): string {
  return instanceId ?? interfaceId;
}

function together(
  known: readonly BesideGroup[],
  live: readonly BesideGroup[],
): readonly BesideGroup[] {
  const all = new Map(known.map((each) => [each.groupId, each]));
  for (const { groupId, hosts, facts } of live) {
    const before = all.get(groupId);
    const on = [...new Set([...(before?.hosts ?? []), ...hosts])].sort();
    all.set(groupId, { groupId, hosts: on, facts: before?.facts ?? facts });
  }
  return [...all.values()];
}

type Live =
  | { readonly kind: 'found'; readonly interfaces: readonly InterfaceState[] }
  | { readonly kind: 'couldNotLook'; readonly reason: string };

const NOTHING_LIVE: Live = { kind: 'found', interfaces: [] };

/** The interfaces on which groups stand, and the others of the same hosts. */
async function readLive(
  place: Place,
  groupIds: readonly string[],
  { interfaces: ec2 }: StandingNeeds,
): Promise<Live> {
  const pages = { left: STANDING_PAGES_MAX };
  try {
    const own = await listAll(groupIds, pages, (some, token) =>
      ec2.withGroups({ ...place, groupIds: some }, token),
    );
    const instanceIds = [...new Set(own.flatMap(({ instanceId }) => instanceId ?? []))];
    const others = await listAll(instanceIds, pages, (some, token) =>
      ec2.onInstances({ ...place, instanceIds: some }, token),
    );
    const all = [...own, ...others];
    return {
      kind: 'found',
      interfaces: [...new Map(all.map((each) => [each.interfaceId, each])).values()],
    };
  } catch (error) {
    if (error instanceof TooMany) return { kind: 'couldNotLook', reason: error.message };
    if (!(error instanceof OutsideError) || error.isRetryable) throw error;
    return { kind: 'couldNotLook', reason: error.message };
  }
}

class TooMany extends Error {
  override readonly name = 'TooMany';
}

async function listAll(
  ids: readonly string[],
  pages: { left: number },
  list: (some: readonly string[], token: string | null) => Promise<Page<InterfaceState>>,
): Promise<readonly InterfaceState[]> {
  const found: InterfaceState[] = [];
  for (let from = 0; from < ids.length; from += VALUES_PER_FILTER) {
    const some = ids.slice(from, from + VALUES_PER_FILTER);
    let token: string | null = null;
    do {
      pages.left -= 1;
      if (pages.left < 0) throw new TooMany(TOO_MANY);
      const page: Page<InterfaceState> = await list(some, token);
      found.push(...page.items);
      token = page.nextPageToken;
    } while (token !== null);
  }
  return found;
}

const TOO_MANY = `it is on more interfaces than ${STANDING_PAGES_MAX} pages list, and no sweep has read them yet`;

interface LookedFacts {
  /** A group beside with what is known of it; none where it is not there any more. */
  readonly withFacts: (group: BesideGroup) => readonly BesideGroup[];
  readonly doubt: string | null;
}

async function lookUpFacts(
  place: Place,
  beside: readonly BesideGroup[],
  { store, groups }: StandingNeeds,
): Promise<LookedFacts> {
  const unknown = new Set(beside.flatMap(({ groupId, facts }) => (facts === null ? groupId : [])));
  const looked = new Map<string, BesideGroup['facts'] | 'notThere'>();
  let doubt: string | null = null;
  for (const groupId of [...unknown].slice(0, BESIDE_LOOKED_MAX)) {
    const found = await describe({ ...place, groupId }, { store, groups });
    if (found.kind === 'found') looked.set(groupId, found.value);
    else if (found.kind === 'notThere') looked.set(groupId, 'notThere');
    else doubt ??= `Could not look at ${groupId}, which stands on the same host: ${found.reason}`;
  }
  if (unknown.size > BESIDE_LOOKED_MAX) {
    doubt ??= `Only ${BESIDE_LOOKED_MAX} of the ${unknown.size} groups on the same hosts were looked at`;
  }
  const withFacts = (group: BesideGroup): readonly BesideGroup[] => {
    const facts = group.facts ?? looked.get(group.groupId) ?? null;
    return facts === 'notThere' ? [] : [{ ...group, facts }];
  };
  return { withFacts, doubt };
}

async function describe(
  address: GroupAddress,
  { store, groups }: Pick<StandingNeeds, 'store' | 'groups'>,
): ReturnType<SecurityGroups['describeGroup']> {
  const known = await store.group(address);
  if (known === null) return groups.describeGroup(address);
  const { groupName, vpcId, tags } = known;
  return { kind: 'found', value: { groupName, vpcId, tags: new Map(Object.entries(tags)) } };
}
