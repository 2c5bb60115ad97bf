import type { Finding } from '../../domain/finding/finding.ts';
import { groupsToWeigh } from '../../domain/finding/to-weigh.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import type { KnownRule } from '../../domain/inventory/group-state.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import { type KnownLists, knownLists } from '../../domain/inventory/known-lists.ts';
import { messageOf } from '../../domain/outside-error.ts';
import { type Connections, connectionsNotKnown } from '../../domain/tracking/connections.ts';
import { connectionsOf, isBehind } from '../../domain/tracking/connections-of.ts';
import type { RulesOnInterface } from '../../domain/tracking/untracked.ts';
import { inTime } from '../in-time.ts';
import type { Clock, GroupListing, NetworkInterfaces, Place, Store } from '../ports.ts';
import { listIdsIn } from './lists-named.ts';

/** How long it may take, in ms, to read what decides the fate of connections. It is read beside the look
 * that comes before a revert anyhow, and the revert waits for it no longer than this. */
export const CONNECTIONS_MS_MAX = 5 * SECOND_MS;
/** Interfaces behind one door of which it is told. */
export const CONNECTED_MAX = 50;
/** Groups that stand on them whose rules are read, in one call a page. */
export const CONNECTED_GROUPS_MAX = 50;
/** Pages of these rules, of a thousand each. */
export const CONNECTED_RULE_PAGES_MAX = 5;
/** Prefix lists, named by these rules, that are taken from the inventory. */
export const CONNECTED_LISTS_MAX = 50;

export interface ConnectionNeeds {
  readonly interfaces: NetworkInterfaces;
  readonly listing: GroupListing;
  readonly store: Pick<Store, 'list'>;
  readonly clock: Clock;
}

/** What will become of the connections by a finding's door, if its plan is carried out now: whether a flow
 * is tracked shows only while the rules are there. Read within `ms`. Never fails: what could not be looked
 * at is said. */
export async function readConnections(
  finding: Finding,
  needs: ConnectionNeeds,
  ms = CONNECTIONS_MS_MAX,
): Promise<Connections> {
  const late = () => connectionsNotKnown(`EC2 took longer than ${ms / SECOND_MS} s`);
  try {
    return await inTime(read(finding, needs), { ms, clock: needs.clock, late });
  } catch (error) {
    return connectionsNotKnown(messageOf(error));
  }
}

async function read(finding: Finding, needs: ConnectionNeeds): Promise<Connections> {
  const { interfaces, notKnown } = await interfacesBehind(finding, needs);
  const rules = await rulesOn(interfaces, finding.door, needs);
  const lists = await knownListsOf(finding, [...rules.values()], needs);
  return { on: connectionsOf(finding, { interfaces, rules, lists }), notKnown };
}

/** The interfaces at which connections by the door may end. */
async function interfacesBehind(
  finding: Finding,
  { interfaces }: ConnectionNeeds,
): Promise<{ readonly interfaces: readonly InterfaceState[]; readonly notKnown: string[] }> {
  const opened = groupsToWeigh(finding);
  const named = [...new Set(opened.flatMap(({ groupId }) => groupId ?? []))];
  const groupIds = named.slice(0, CONNECTED_GROUPS_MAX);
  if (groupIds.length === 0) return { interfaces: [], notKnown: [] };
  const page = await interfaces.withGroups({ ...placeOf(finding.door), groupIds }, null);
  const behind = page.items.filter((state) =>
    opened.some((each) => isBehind(state, each, finding.door)),
  );
  const isMore = behind.length > CONNECTED_MAX || page.nextPageToken !== null;
  const notKnown = [
    ...(isMore ? [`only the first ${CONNECTED_MAX} interfaces were looked at`] : []),
    ...(named.length > groupIds.length
      ? [`only the first ${CONNECTED_GROUPS_MAX} groups were looked at`]
      : []),
  ];
  return { interfaces: behind.slice(0, CONNECTED_MAX), notKnown };
}

/** The rules of all groups on some interfaces. One that cannot be read, or is beyond the limit, is
 * missing. */
async function rulesOn(
  interfaces: readonly InterfaceState[],
  { accountId, region }: Place,
  { listing }: ConnectionNeeds,
): Promise<ReadonlyMap<string, RulesOnInterface>> {
  const groupIds = [...new Set(interfaces.flatMap((state) => state.groupIds))];
  const asked = groupIds.slice(0, CONNECTED_GROUPS_MAX);
  const rules = new Map(asked.map((id) => [id, noRules()]));
  if (asked.length === 0) return rules;
  let pageToken: string | null = null;
  for (let pages = 0; pages < CONNECTED_RULE_PAGES_MAX; pages += 1) {
    const page: Awaited<ReturnType<GroupListing['rules']>> = await listing.rules(
      { accountId, region, groupIds: asked },
      pageToken,
    );
    for (const each of page.items) {
      if (each.kind === 'notUnderstood') rules.delete(each.groupId);
      else rules.get(each.groupId)?.[each.kind].push(each.rule);
    }
    pageToken = page.nextPageToken;
    if (pageToken === null) return rules;
  }
  // Which groups the rest belongs to is not said.
  return new Map();
}

function noRules(): Record<'inbound' | 'outbound', KnownRule[]> {
  return { inbound: [], outbound: [] };
}

/** The lists that decide it, from the inventory: calls for each would take too long here. */
async function knownListsOf(
  { door, excess }: Finding,
  rules: readonly RulesOnInterface[],
  { store }: ConnectionNeeds,
): Promise<KnownLists> {
  const all = rules.flatMap(({ inbound, outbound }) => [...inbound, ...outbound]);
  const ids = listIdsIn([...excess, ...all]).slice(0, CONNECTED_LISTS_MAX);
  const found = [];
  for (const prefixListId of ids) found.push(await store.list({ ...placeOf(door), prefixListId }));
  return knownLists(found.filter((list) => list !== null));
}

function placeOf({ accountId, region }: Place): Place {
  return { accountId, region };
}
