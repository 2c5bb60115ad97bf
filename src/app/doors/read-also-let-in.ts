import type { Direction } from '../../domain/change/exposure-change.ts';
import type { AttachmentDoor, ListDoor } from '../../domain/finding/door.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { KnownRule } from '../../domain/inventory/group-state.ts';
import { type KnownLists, knownLists } from '../../domain/inventory/known-lists.ts';
import type { ListState } from '../../domain/inventory/list-state.ts';
import type { ExposureRow } from '../../domain/net/exposure.ts';
import { intersection } from '../../domain/net/intervals.ts';
import { traffic } from '../../domain/net/traffic.ts';
import { type AlsoLetIn, leftOpenOf, leftOpenOfAll } from '../../domain/plan/left-open.ts';
import { bareRule, type PlannedRule } from '../../domain/plan/planned-rule.ts';
import type { LiveRules, Looked, Place } from '../ports.ts';
import { listIdsIn, readLists } from './lists-named.ts';
import { inReadTime, type LookNeeds } from './look.ts';
import { readRules } from './look-at-rules.ts';

/** Groups whose rules are read for what else leaves one door open: an interface has at most 16. */
export const OTHER_GROUPS_READ_MAX = 10;
/** Prefix lists that other rules name and that are read: each is two calls. */
export const OTHER_LISTS_READ_MAX = 5;

/** A group, and which of the excess its rules may let in beside the finding's own. */
interface OtherRules {
  readonly groupId: string;
  readonly direction: Direction;
  readonly excess: readonly ExposureRow[];
  readonly isOther: (rule: KnownRule) => boolean;
}

/** What other rules let in now of what a finding tells: of a group's door the group's other rules, of a
 * list's the rules of the groups that use it (what is left in the list too), of an attachment's the other
 * groups on the same interfaces. `isOwn` says which rules are the finding's.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readAlsoLetIn(
  finding: Finding,
  isOwn: (rule: KnownRule) => boolean,
  needs: LookNeeds,
): Promise<AlsoLetIn> {
  const { door } = finding;
  const others = await othersOf(finding, isOwn, needs);
  const read: { readonly other: OtherRules; readonly rules: readonly PlannedRule[] }[] = [];
  const notKnown = [...others.notKnown];
  for (const other of others.list.slice(0, OTHER_GROUPS_READ_MAX)) {
    const looked = await readRules({ ...placeOf(door), groupId: other.groupId }, needs);
    if (looked.kind === 'couldNotLook') notKnown.push(looked.reason);
    read.push({ other, rules: otherRules(other, looked) });
  }
  if (others.list.length > OTHER_GROUPS_READ_MAX) {
    notKnown.push(`only the rules of the first ${OTHER_GROUPS_READ_MAX} groups were read`);
  }
  const lists = await listsFor(
    finding,
    read.flatMap(({ rules }) => rules),
    needs,
  );
  const parts = read.map(({ other, rules }) => leftOpenOf(other.excess, rules, lists.known));
  return { ...leftOpenOfAll(parts), notKnown: [...new Set([...notKnown, ...lists.notKnown])] };
}

function placeOf({ accountId, region }: Place): Place {
  return { accountId, region };
}

/** Rules that are not the finding's, on the traffic that it tells. */
function otherRules(
  { direction, excess, isOther }: OtherRules,
  looked: Looked<LiveRules>,
): readonly PlannedRule[] {
  if (looked.kind !== 'found') return [];
  const told = traffic(...excess);
  return looked.value[direction]
    .filter((rule) => isOther(rule) && intersection(traffic(rule), told).length > 0)
    .map(bareRule);
}

interface Others {
  readonly list: readonly OtherRules[];
  readonly notKnown: readonly string[];
}

async function othersOf(
  { door, excess }: Finding,
  isOwn: (rule: KnownRule) => boolean,
  needs: LookNeeds,
): Promise<Others> {
  switch (door.kind) {
    case 'rules': {
      const { groupId, direction } = door;
      if (groupId === null) return { list: [], notKnown: ['the id of the group is not known'] };
      const isOther = (rule: KnownRule): boolean => !isOwn(rule);
      return { list: [{ groupId, direction, excess, isOther }], notKnown: [] };
    }
    case 'list':
      return { list: othersOfList(door), notKnown: [] };
    case 'attachment':
      return await othersOnInterfaces(door, excess, needs);
  }
}

/** Rules that name the list stay when entries are taken out of it: they let in what is left there. */
function othersOfList({ uses }: ListDoor): readonly OtherRules[] {
  return uses.flatMap(({ groupId, direction, excess }) =>
    groupId === null ? [] : [{ groupId, direction, excess, isOther: () => true }],
  );
}

/** Whoever is let in by another group on an interface stays in when this one is taken off it. Hosts in
 * further VPCs are not looked at: the group says nothing of where it stands there. */
async function othersOnInterfaces(
  door: AttachmentDoor,
  excess: readonly ExposureRow[],
  { interfaces, clock }: LookNeeds,
): Promise<Others> {
  const groupIds = new Set<string>();
  const notKnown: string[] = [];
  for (const place of door.places.slice(0, OTHER_GROUPS_READ_MAX)) {
    if (place.kind === 'vpc') {
      notKnown.push(`other groups in VPC ${place.vpcId} are not looked at`);
      continue;
    }
    const { interfaceId } = place;
    const looked = await inReadTime(interfaces.describe({ ...placeOf(door), interfaceId }), clock);
    if (looked.kind === 'couldNotLook') notKnown.push(looked.reason);
    if (looked.kind === 'found') for (const id of looked.value.groupIds) groupIds.add(id);
  }
  if (door.places.length > OTHER_GROUPS_READ_MAX) {
    notKnown.push(`only the first ${OTHER_GROUPS_READ_MAX} interfaces were looked at`);
  }
  groupIds.delete(door.groupId);
  const list = [...groupIds].map((groupId) => {
    return { groupId, direction: 'inbound', excess, isOther: () => true } as const;
  });
  return { list, notKnown };
}

/** The lists that other rules name, each with its blocks; the list of a door as it is without the
 * entries that the finding is about. */
async function listsFor(
  { door, excess }: Finding,
  others: readonly PlannedRule[],
  needs: LookNeeds,
): Promise<{ readonly known: KnownLists; readonly notKnown: readonly string[] }> {
  const ids = listIdsIn([...others, ...(others.length === 0 ? [] : excess)]);
  const shown = ids.slice(0, OTHER_LISTS_READ_MAX);
  const { found, notKnown } = await readLists(shown, door, needs);
  const known = knownLists(door.kind === 'list' ? found.map((list) => without(list, door)) : found);
  if (ids.length === shown.length) return { known, notKnown };
  const more = `only the first ${OTHER_LISTS_READ_MAX} prefix lists of other rules were read`;
  return { known, notKnown: [...notKnown, more] };
}

function without(list: ListState, { prefixListId, entries }: ListDoor): ListState {
  if (list.prefixListId !== prefixListId) return list;
  const own = new Set(entries.map(({ cidr }) => cidr));
  return { ...list, entries: list.entries.filter(({ cidr }) => !own.has(cidr)) };
}
