import type { Direction } from '../change/exposure-change.ts';
import type { Door, ListDoor } from '../finding/door.ts';
import type { Finding } from '../finding/finding.ts';
import { type GroupToWeigh, groupsToWeigh } from '../finding/to-weigh.ts';
import type { GuardKind } from '../guard/services.ts';
import type { InterfaceState } from '../inventory/interface-state.ts';
import type { KnownLists } from '../inventory/known-lists.ts';
import { type Cidr, cidr } from '../net/cidr.ts';
import { isSame } from '../plan/compare-live.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';
import {
  type ConnectedHost,
  type Connections,
  type ConnectionsOn,
  togetherByFates,
} from './connections.ts';
import { fatesOf, type Shutting } from './fates.ts';
import { isTrackedWay } from './tracking-table.ts';
import type { RulesOnInterface } from './untracked.ts';

/** What was read, while a door was open, of the hosts behind it. */
export interface BehindDoor {
  readonly interfaces: readonly InterfaceState[];
  /** Rules by group id; a group that is missing here could not be read. */
  readonly rules: ReadonlyMap<string, RulesOnInterface>;
  /** Lists that rules name, as far as they are known. */
  readonly lists: KnownLists;
}

/** What becomes of the connections by a finding's door once its plan is carried out, told of each host
 * behind it by all groups that stand there. Pure, total. */
export function connectionsOf(finding: Finding, behind: BehindDoor): Connections['on'] {
  const each = groupsToWeigh(finding).flatMap((opened) =>
    behind.interfaces
      .filter((state) => isBehind(state, opened, finding.door))
      .map((state) => connectionsOn(state, opened, finding, behind)),
  );
  return togetherByFates(each);
}

/** Whether connections end at an interface, and by this door: one that is attached to nothing has none,
 * but a directory's say of what they are attached to only in their descriptions. */
export function isBehind(
  { interfaceId, vpcId, groupIds, instanceId, managedBy }: InterfaceState,
  { groupId, kind }: Pick<GroupToWeigh, 'groupId' | 'kind'>,
  door: Door,
): boolean {
  const isAttached = instanceId !== null || managedBy !== null || kind === 'directory';
  if (groupId === null || !groupIds.includes(groupId) || !isAttached) return false;
  if (door.kind !== 'attachment') return true;
  return door.places.some((place) =>
    place.kind === 'vpc' ? place.vpcId === vpcId : place.interfaceId === interfaceId,
  );
}

function connectionsOn(
  state: InterfaceState,
  opened: GroupToWeigh,
  finding: Finding,
  behind: BehindDoor,
): ConnectionsOn {
  const fates = fatesOf(shuttingOf(state, opened, finding, behind));
  const unread = state.groupIds.filter((id) => !behind.rules.has(id));
  return {
    hosts: [hostOf(state, opened.kind)],
    direction: opened.direction,
    ...fates,
    reason: fates.notKnown.length === 0 ? null : reasonFor(unread),
  };
}

function reasonFor(unread: readonly string[]): string {
  if (unread.length === 0) return 'it hangs on prefix lists, or groups, that rules name';
  return `the rules of ${unread.join(', ')} could not be read`;
}

function hostOf(
  { instanceId, interfaceId, managedBy }: InterfaceState,
  kind: GuardKind,
): ConnectedHost {
  const id = instanceId ?? interfaceId;
  if (kind === 'directory' || kind === 'domainController')
    return { kind: 'directoryController', id };
  return { kind: instanceId === null || managedBy !== null ? 'service' : 'instance', id };
}

function shuttingOf(
  { groupIds, managedBy }: InterfaceState,
  { groupId, direction, excess }: GroupToWeigh,
  finding: Finding,
  { rules, lists }: BehindDoor,
): Shutting {
  const own = finding.door.kind === 'rules' ? finding.rules : [];
  const on = (ids: readonly string[], way: Direction): readonly PlannedRule[] =>
    ids.flatMap((id) => rules.get(id)?.[way] ?? []);
  const others = groupIds.filter((id) => id !== groupId);
  const groupsOwn = groupId === null ? [] : on([groupId], direction);
  const inOrOut = { inbound: on(groupIds, 'inbound'), outbound: on(groupIds, 'outbound') };
  return {
    direction,
    excess,
    // What was approved was read to be there; an older answer does not make it otherwise.
    before: { ...inOrOut, [direction]: [...inOrOut[direction], ...own] },
    after: [...on(others, direction), ...leftOf(groupsOwn, finding)],
    ...listsAround(finding.door, lists),
    isWhole: groupIds.every((id) => rules.has(id)),
    isByTrackedWay: isTrackedWay(managedBy),
  };
}

/** The rules of a door's own group that the plan leaves there. */
function leftOf(
  groupsOwn: readonly PlannedRule[],
  { door, rules, previous }: Finding,
): readonly PlannedRule[] {
  switch (door.kind) {
    case 'rules': {
      const ids = new Set(rules.flatMap(({ ruleId }) => ruleId ?? []));
      const isOwn = (rule: PlannedRule): boolean =>
        ids.has(rule.ruleId ?? '') || rules.some((each) => isSame(each, rule));
      return [...groupsOwn.filter((rule) => !isOwn(rule)), ...previous];
    }
    case 'list':
      return groupsOwn;
    case 'attachment':
      return [];
  }
}

function listsAround(door: Door, lists: KnownLists): Pick<Shutting, 'listsBefore' | 'listsAfter'> {
  if (door.kind !== 'list') return { listsBefore: lists, listsAfter: lists };
  const { prefixListId, entries, replaced } = door;
  const known = lists.get(prefixListId);
  if (known === undefined) return { listsBefore: lists, listsAfter: lists };
  const added = blocksOf(entries);
  const isAdded = ({ text }: Cidr): boolean => added.some((block) => block.text === text);
  const left = [...known.filter((block) => !isAdded(block)), ...blocksOf(replaced)];
  return {
    listsBefore: new Map([...lists, [prefixListId, [...known, ...added]]]),
    listsAfter: new Map([...lists, [prefixListId, left]]),
  };
}

function blocksOf(entries: ListDoor['entries']): readonly Cidr[] {
  return entries.map((entry) => cidr(entry.cidr));
}
