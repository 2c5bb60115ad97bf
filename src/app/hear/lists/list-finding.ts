import { assert } from '../../../domain/assert.ts';
import {
  DIRECTIONS,
  type Direction,
  type ListEntry,
} from '../../../domain/change/exposure-change.ts';
import { exempt, exemptionsOf } from '../../../domain/exemption/let-through.ts';
import type { ListDoor, ListUse } from '../../../domain/finding/door.ts';
import type { FindingEvent } from '../../../domain/finding/events.ts';
import type { Finding, Opening } from '../../../domain/finding/finding.ts';
import { excessOfUses, replacedBy } from '../../../domain/finding/what-is-left.ts';
import type { Standing } from '../../../domain/guard/standing.ts';
import type { Instant } from '../../../domain/instant.ts';
import { rulesWithDoorsOf } from '../../../domain/inventory/compare-states.ts';
import type { GroupState, KnownRule } from '../../../domain/inventory/group-state.ts';
import { knownLists, vpcsOf } from '../../../domain/inventory/known-lists.ts';
import type { ListAssociation, ListState } from '../../../domain/inventory/list-state.ts';
import { type Cidr, cidr } from '../../../domain/net/cidr.ts';
import {
  difference,
  type Exposure,
  exposureOf,
  isEmpty,
  toRows,
} from '../../../domain/net/exposure.ts';
import { asAdmission, plannedDoorKey } from '../../../domain/plan/planned-rule.ts';
import {
  judgeListGrowth,
  type ListGrowth,
  type ListUser,
  offendingBlocks,
} from '../../../domain/policy/judge-list.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { KeptUnasked, LiveRules } from '../../ports.ts';
import { standingOf } from '../exempted.ts';
import { settled } from '../rules/judge-change.ts';
import { contestedEntries, listsAtHand } from './lists-at-hand.ts';
import type { ListsLooked } from './read-lists.ts';
import { untoldEntries } from './untold-entries.ts';

/** A list that has new entries, and all by which a finding is made of it. */
export interface GrownList {
  readonly list: Pick<ListState, 'accountId' | 'region' | 'prefixListId' | 'listName' | 'ownerId'>;
  /** Entries that were there before, for sure. */
  readonly before: readonly ListEntry[];
  readonly added: readonly ListEntry[];
  readonly removed: readonly ListEntry[];
  readonly associations: readonly ListAssociation[] | null;
  /** Groups that the inventory does not know yet. */
  readonly unknownGroups: readonly GroupState[];
  /** What stands behind a group, by its id. */
  readonly standingOf: (groupId: string) => Standing;
  /** The rules of groups as EC2 shows them now, by group id; null where it was not asked, and what is known
   * is believed. */
  readonly shown: ReadonlyMap<string, LiveRules> | null;
  /** Other lists, as they were read. */
  readonly others: ListsLooked;
}

/** What is said of a finding that is opened. */
export interface OpeningOfList {
  readonly findingId: string;
  readonly opening: Opening;
  readonly doubt: string | null;
  readonly lookAt: Instant | null;
  readonly now: Instant;
}

/** The door that a list's new entries are, as far as open findings do not tell all of them; null where they let
 * nobody in beyond what is approved. Pure. */
export function grownDoor(
  grown: GrownList,
  kept: KeptUnasked,
  { policy, at }: { readonly policy: Policy; readonly at: Instant },
): ListDoor | null {
  const { list, associations } = grown;
  const growth = growthOf(grown, kept);
  const judge = (blocks: readonly Cidr[]): readonly ListUse[] =>
    notExempted(judgeListGrowth({ ...growth, blocks }, policy), policy, at);
  const added = untoldEntries(grown, kept.open, judge);
  const blocks = added.map((entry) => cidr(entry.cidr));
  const uses = judge(blocks);
  const [first] = uses;
  if (first === undefined) return null;
  const offending = new Set(offendingBlocks(blocks, uses).map(({ text }) => text));
  const entries = added.filter((entry) => offending.has(entry.cidr));
  assert(entries.length > 0, 'What a list lets in is let in by an entry');
  const { accountId, region, prefixListId, listName, ownerId } = list;
  return {
    kind: 'list',
    accountId,
    region,
    prefixListId,
    listName,
    ownerId,
    guardName: first.guardName,
    guardKind: first.guardKind,
    managedBy: null,
    entries,
    replaced: replacedBy(entries, grown.removed),
    uses,
    associations,
  };
}

/** What policy does not let through for a time. What findings exempt is entries by themselves: of these no other
 * entry is told, so that none outlives the exemption unseen. */
function notExempted(uses: readonly ListUse[], policy: Policy, at: Instant): readonly ListUse[] {
  const standing = standingOf(policy);
  if (standing.length === 0) return uses;
  return uses.flatMap((use) => {
    const { groupId, direction, excess } = use;
    const through = exemptionsOf({ groupId, direction, at }, { findings: [], standing });
    const { left } = exempt(exposureOf(excess.map(asAdmission)), through);
    return isEmpty(left) ? [] : [{ ...use, excess: toRows(left) }];
  });
}

function growthOf(grown: GrownList, kept: KeptUnasked): Omit<ListGrowth, 'blocks'> {
  const { prefixListId } = grown.list;
  const others = new Map(kept.lists);
  others.delete(prefixListId);
  const { lists: read, unreadLists } = grown.others;
  const { approved } = listsAtHand({ open: kept.open, lists: others }, read, unreadLists);
  const own = knownLists([{ prefixListId, entries: grown.before }], contestedEntries(kept.open));
  return {
    prefixListId,
    lists: new Map([...approved, ...own]),
    groups: groupsUsing(grown, kept),
  };
}

/** The groups whose rules, or other lists, hide any of what a list's new entries let in there beyond what is
 * approved. Pure. */
export function groupsHiding(
  grown: GrownList,
  kept: KeptUnasked,
  policy: Policy,
): readonly GroupState[] {
  const growth = growthOf(grown, kept);
  const own = growth.lists.get(growth.prefixListId) ?? [];
  const lists = new Map([...vpcsOf(growth.lists), [growth.prefixListId, own]]);
  const alone = growth.groups.map((user) => ({ ...user, before: { inbound: [], outbound: [] } }));
  const unhidden = { ...growth, lists, groups: alone };
  const added = untoldEntries(grown, kept.open, (some) =>
    judgeListGrowth({ ...unhidden, blocks: some }, policy),
  );
  const blocks = added.map((entry) => cidr(entry.cidr));
  return growth.groups
    .filter((user, i) => {
      const whole = judgeListGrowth({ ...unhidden, blocks, groups: alone.slice(i, i + 1) }, policy);
      const left = judgeListGrowth({ ...growth, blocks, groups: [user] }, policy);
      return DIRECTIONS.some((way) => !isEmpty(difference(letIn(whole, way), letIn(left, way))));
    })
    .map(({ group }) => group);
}

function letIn(uses: readonly ListUse[], way: Direction): Exposure {
  const its = uses.filter(({ groupId, direction }) => groupId !== null && direction === way);
  return exposureOf(its.flatMap(({ excess }) => excess.map(asAdmission)));
}

/** The groups whose rules may name the list, and what of their rules counts as open before. */
function groupsUsing(
  { unknownGroups, standingOf, shown }: GrownList,
  { groups, open }: KeptUnasked,
): readonly ListUser[] {
  const unknown = unknownGroups.filter(({ groupId }) => !groups.has(groupId));
  const still = (group: GroupState, direction: Direction): readonly KnownRule[] => {
    const rules = settledOf(group, direction, open);
    if (shown === null) return rules;
    // What is known may have been closed unheard.
    return rulesWithDoorsOf(shown.get(group.groupId)?.[direction] ?? [], rules);
  };
  return [...groups.values(), ...unknown].map((group) => ({
    group,
    standing: standingOf(group.groupId),
    before: { inbound: still(group, 'inbound'), outbound: still(group, 'outbound') },
  }));
}

function settledOf(
  group: GroupState,
  direction: Direction,
  open: readonly Finding[],
): GroupState['inbound'] {
  const own = open.filter(
    ({ door }) =>
      door.kind === 'rules' && door.groupId === group.groupId && door.direction === direction,
  );
  return settled(group[direction], own);
}

/** The event that opens the finding of a door. Pure. */
export function openedByList(
  door: ListDoor,
  { findingId, opening, doubt, lookAt, now }: OpeningOfList,
): FindingEvent {
  return {
    kind: 'finding.opened',
    id: findingId,
    door,
    opening,
    rules: rulesOf(door.uses),
    excess: excessOfUses(door.uses),
    previous: [],
    doubt,
    lookAt,
    at: now,
  };
}

function rulesOf(uses: readonly ListUse[]): ListUse['rules'] {
  const rules = uses.flatMap((use) => use.rules);
  return [...new Map(rules.map((rule) => [plannedDoorKey(rule), rule])).values()];
}
