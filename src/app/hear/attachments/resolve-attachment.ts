import type {
  Attachment,
  AttachmentChange,
  AttachmentTarget,
} from '../../../domain/change/exposure-change.ts';
import type { Instant } from '../../../domain/instant.ts';
import { shownByBoth } from '../../../domain/inventory/compare-states.ts';
import { listsNamed } from '../../../domain/inventory/group-state.ts';
import type { InterfaceState } from '../../../domain/inventory/interface-state.ts';
import type { ListState } from '../../../domain/inventory/list-state.ts';
import { groupsApproved } from '../../../domain/policy/approved-source.ts';
import type { LiveRules, Looked, Place } from '../../ports.ts';
import { NO_LISTS_READ, type ReadLists, readByBoth, readJudgedBy } from '../lists/read-lists.ts';
import type { HearNeeds } from '../prepared.ts';
import { changedAtOf } from '../rules/resolve.ts';
import { describeGroups, type LookedGroups, matchOf, withRules } from './look-up-groups.ts';

/** An interface with the groups that the change left on it. */
export interface PlacedInterface {
  readonly interfaceId: string;
  /** The instance, as far as the record tells it. */
  readonly instanceId: string | null;
  readonly after: readonly string[];
  /** The interface as EC2 has it now; null where it was not asked. */
  readonly live: Looked<InterfaceState> | null;
  /** What stands on the other interfaces of its host. */
  readonly siblings: readonly string[];
  /** Those other interfaces, as EC2 has them or as they were known; none where the record tells them. */
  readonly besides: readonly InterfaceState[];
}

/** A change of attachments with what is known of the places and of the groups. */
export interface ResolvedAttachment {
  readonly change: AttachmentChange;
  readonly changedAt: Instant;
  readonly at: Place;
  /** Nothing stood on the interfaces, or on the host by way of them, before this call. */
  readonly isFirst: boolean;
  readonly interfaces: readonly PlacedInterface[];
  readonly vpcs: readonly { readonly vpcId: string; readonly groupId: string }[];
  readonly groups: LookedGroups;
  /** The groups' rules, by group id, where EC2 was asked because what is known would hide something. */
  readonly shown: ReadonlyMap<string, LiveRules> | null;
  /** Groups of which a sweep had read where they stand before the call: they stood nowhere else. */
  readonly swept: ReadonlySet<string>;
  readonly lists: readonly ListState[];
  /** Those that could not be read, by id. */
  readonly unreadLists: readonly string[];
  /** What of the lists could not be looked at, in words. */
  readonly doubt: string | null;
  /** Why targets could not be looked at that the record does not tell enough of. */
  readonly unread: readonly string[];
}

/** Interfaces that one record has described: a launch may make hundreds. What is not described counts
 * as nobody's but its account's, and a revert reads it before it changes it. */
export const DESCRIBED_MAX = 20;

/** Calls that make an interface, and tell all groups of the host that they make it for. */
const MAKING = new Set(['RunInstances', 'CreateNetworkInterface']);
/** Calls before which an interface was not on its host. */
const PUTTING = new Set([...MAKING, 'AttachNetworkInterface']);

/** Adds to a record of attached groups what it does not tell: which interfaces, what stands on them,
 * who runs them, and what the groups are and let in.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function resolveAttachment(
  change: AttachmentChange,
  needs: HearNeeds,
): Promise<ResolvedAttachment> {
  const { record, ownerId: accountId } = change;
  const at: Place = { accountId, region: record.region };
  const isMaking = MAKING.has(record.eventName);
  const found = await findPlaces(change, at, { isMaking, needs });
  const vpcs = vpcsOf(change);
  const named = [...found.interfaces.flatMap(allGroups), ...vpcs.map(({ groupId }) => groupId)];
  const instanceIds = [...new Set(found.interfaces.flatMap((each) => instanceOf(each) ?? []))];
  const described = await describeGroups(at, named, needs, instanceIds);
  const unresolved = {
    change,
    changedAt: changedAtOf(change, needs.clock.now()),
    at,
    isFirst: PUTTING.has(record.eventName),
    vpcs,
    unread: found.unread,
    shown: null,
    ...listsOf(NO_LISTS_READ),
  };
  const { interfaces } = found;
  if (!counts(at, described, needs)) {
    return { ...unresolved, interfaces, groups: described, swept: new Set() };
  }
  const groups = await withRules(at, described, needs);
  return {
    ...unresolved,
    interfaces: isMaking ? await describeSome(at, interfaces, needs) : interfaces,
    groups,
    swept: await sweptBefore(unresolved.changedAt, at, groups, needs),
    ...listsOf(await readListsOf(at, groups, needs)),
  };
}

function instanceOf({ instanceId, live }: PlacedInterface): string | null {
  return instanceId ?? (live?.kind === 'found' ? live.value.instanceId : null);
}

async function sweptBefore(
  changedAt: Instant,
  at: Place,
  groups: LookedGroups,
  { store }: HearNeeds,
): Promise<ReadonlySet<string>> {
  const readAt = await store.interfacesReadAt(at, [...groups.keys()]);
  const before = [...readAt].filter(([, readTime]) => readTime < changedAt);
  return new Set(before.map(([groupId]) => groupId));
}

function listsOf({
  lists,
  unread,
  doubt,
}: ReadLists): Pick<ResolvedAttachment, 'lists' | 'unreadLists' | 'doubt'> {
  return { lists, unreadLists: unread, doubt };
}

/** What new groups are judged by. */
export type JudgedBy = Pick<
  ResolvedAttachment,
  'at' | 'groups' | 'shown' | 'lists' | 'unreadLists' | 'doubt'
>;

/** What new groups were judged by with the rules of all of them, and the lists that they name, read again: what an
 * earlier read did not show is not shown now either.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function resolveFresh<Resolved extends JudgedBy>(
  resolved: Resolved,
  needs: HearNeeds,
): Promise<Resolved> {
  const groups = await withRules(resolved.at, resolved.groups, needs, { isFresh: true });
  const read = listsOf(await readListsOf(resolved.at, groups, needs, { isFresh: true }));
  const shown = shownOf(groups, resolved.shown);
  const lists = readByBoth(resolved.shown === null ? null : resolved, read);
  return { ...resolved, ...read, ...lists, groups, shown };
}

/** The rules of groups as they were read, as far as an earlier read, if there was any, shows them, too. */
function shownOf(
  groups: LookedGroups,
  earlier: ReadonlyMap<string, LiveRules> | null,
): ReadonlyMap<string, LiveRules> {
  return new Map(
    [...groups].flatMap(([groupId, looked]): readonly [string, LiveRules][] => {
      const isShown = looked.kind === 'found' && (earlier === null || earlier.has(groupId));
      return isShown ? [[groupId, shownByBoth(earlier?.get(groupId) ?? null, looked.state)]] : [];
    }),
  );
}

/** The entries of lists that rules of groups name, or that policy approves. */
export function readListsOf(
  at: Place,
  groups: LookedGroups,
  needs: Pick<HearNeeds, 'store' | 'lists' | 'policy'>,
  { isFresh = false } = {},
): Promise<ReadLists> {
  const states = [...groups.values()].flatMap((each) => (each.kind === 'found' ? each.state : []));
  const named = new Set(states.flatMap(listsNamed));
  const addresses = [...named].map((prefixListId) => ({ ...at, prefixListId }));
  return readJudgedBy(at, addresses, needs, { isFresh });
}

function allGroups({ after, siblings }: PlacedInterface): readonly string[] {
  return [...after, ...siblings];
}

/** Whether any of the groups is guarded, or may be, or is approved as a source. */
function counts(at: Place, groups: LookedGroups, { policy }: HearNeeds): boolean {
  const approved = groupsApproved(policy);
  return [...groups].some(
    ([groupId, looked]) =>
      approved.has(groupId) || matchOf({ ...at, groupId }, looked, policy).kind !== 'notGuarded',
  );
}

function vpcsOf({ attachments }: AttachmentChange): ResolvedAttachment['vpcs'] {
  return attachments.flatMap(({ target, groupIds }) =>
    target.kind === 'vpc'
      ? (groupIds ?? []).map((groupId) => ({ vpcId: target.vpcId, groupId }))
      : [],
  );
}

interface Found {
  readonly interfaces: readonly PlacedInterface[];
  readonly unread: readonly string[];
}

interface Finding {
  readonly isMaking: boolean;
  readonly needs: HearNeeds;
}

async function findPlaces(
  { attachments }: AttachmentChange,
  at: Place,
  finding: Finding,
): Promise<Found> {
  const interfaces: PlacedInterface[] = [];
  const unread: string[] = [];
  for (const attachment of attachments) {
    const found = await findTarget(attachment, at, finding);
    interfaces.push(...found.interfaces);
    unread.push(...found.unread);
  }
  return { interfaces: finding.isMaking ? withSiblings(interfaces) : interfaces, unread };
}

const NOWHERE: Found = { interfaces: [], unread: [] };

function findTarget(attachment: Attachment, at: Place, finding: Finding): Promise<Found> | Found {
  const { target, groupIds } = attachment;
  switch (target.kind) {
    case 'interface':
      return finding.isMaking && groupIds !== null
        ? { interfaces: [placedByRecord(target, groupIds)], unread: [] }
        : findInterface(target, groupIds, at, finding.needs);
    case 'instance':
      return findInstance(target, groupIds, at, finding.needs);
    case 'attachment':
      return NOWHERE;
    case 'vpc': {
      const unread = `Which group came to VPC ${target.vpcId} could not be read from the record`;
      return groupIds === null ? { interfaces: [], unread: [unread] } : NOWHERE;
    }
  }
}

function placedByRecord(
  target: AttachmentTarget & { readonly kind: 'interface' },
  after: readonly string[],
): PlacedInterface {
  const { interfaceId, instanceId } = target;
  return { interfaceId, instanceId, after, live: null, siblings: [], besides: [] };
}

async function findInterface(
  { interfaceId, instanceId }: AttachmentTarget & { readonly kind: 'interface' },
  groupIds: readonly string[] | null,
  at: Place,
  { interfaces, store }: HearNeeds,
): Promise<Found> {
  const live = await interfaces.describe({ ...at, interfaceId });
  const now = live.kind === 'found' ? live.value : null;
  const known = now ?? (await store.networkInterface({ ...at, interfaceId }));
  const after = groupIds ?? known?.groupIds ?? null;
  if (after === null) return live.kind === 'couldNotLook' ? couldNotLook(live.reason) : NOWHERE;
  const hostId = instanceId ?? known?.instanceId ?? null;
  const host = hostId === null ? null : await interfaces.ofInstance({ ...at, instanceId: hostId });
  const others = host?.kind === 'found' ? host.value : [];
  const besides = others.filter((each) => each.interfaceId !== interfaceId);
  const siblings = besides.flatMap(groupsOn);
  const placed = { interfaceId, instanceId, after, live, siblings, besides };
  return { interfaces: [placed], unread: [] };
}

async function findInstance(
  { instanceId }: AttachmentTarget & { readonly kind: 'instance' },
  groupIds: readonly string[] | null,
  at: Place,
  { interfaces, store }: HearNeeds,
): Promise<Found> {
  const host = await interfaces.ofInstance({ ...at, instanceId });
  const known =
    host.kind === 'found' ? host.value : await store.interfacesOf({ ...at, instanceId });
  if (known.length === 0) {
    return host.kind === 'couldNotLook' ? couldNotLook(host.reason) : NOWHERE;
  }
  const placed = known.map((each): PlacedInterface => {
    const { interfaceId } = each;
    const others = known.filter((other) => other.interfaceId !== interfaceId);
    return {
      interfaceId,
      instanceId,
      // EC2 changes the groups of an instance as such only where it has one interface.
      after: known.length === 1 ? (groupIds ?? each.groupIds) : each.groupIds,
      live: host.kind === 'found' ? { kind: 'found', value: each } : host,
      siblings: others.flatMap(groupsOn),
      besides: others,
    };
  });
  return { interfaces: placed, unread: [] };
}

function couldNotLook(reason: string): Found {
  return { interfaces: [], unread: [reason] };
}

function groupsOn({ groupIds }: InterfaceState): readonly string[] {
  return groupIds;
}

/** A launch tells all interfaces of each instance that it makes. */
function withSiblings(interfaces: readonly PlacedInterface[]): readonly PlacedInterface[] {
  return interfaces.map((each) => {
    const others = interfaces.filter(
      (other) =>
        other !== each && other.instanceId !== null && other.instanceId === each.instanceId,
    );
    return { ...each, siblings: others.flatMap(({ after }) => after) };
  });
}

async function describeSome(
  at: Place,
  interfaces: readonly PlacedInterface[],
  needs: HearNeeds,
): Promise<readonly PlacedInterface[]> {
  const described: PlacedInterface[] = [];
  for (const [i, each] of interfaces.entries()) {
    const { interfaceId } = each;
    const isAsked = i < DESCRIBED_MAX && each.live === null;
    const live = isAsked ? await needs.interfaces.describe({ ...at, interfaceId }) : each.live;
    described.push({ ...each, live });
  }
  return described;
}
