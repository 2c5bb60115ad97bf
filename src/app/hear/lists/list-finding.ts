import { assert } from '../../../domain/assert.ts';
import type { ListEntry } from '../../../domain/change/exposure-change.ts';
import type { ListDoor, ListUse } from '../../../domain/finding/door.ts';
import type { FindingEvent } from '../../../domain/finding/events.ts';
import type { Finding, Opening } from '../../../domain/finding/finding.ts';
import { excessOfUses, replacedBy } from '../../../domain/finding/what-is-left.ts';
import type { Standing } from '../../../domain/guard/standing.ts';
import type { Instant } from '../../../domain/instant.ts';
import { rulesWithDoorsOf } from '../../../domain/inventory/compare-states.ts';
import type { GroupState, KnownRule } from '../../../domain/inventory/group-state.ts';
import { knownLists } from '../../../domain/inventory/known-lists.ts';
import type { ListAssociation, ListState } from '../../../domain/inventory/list-state.ts';
import { cidr } from '../../../domain/net/cidr.ts';
import { plannedDoorKey } from '../../../domain/plan/planned-rule.ts';
import {
  judgeListGrowth,
  type ListUser,
  offendingBlocks,
} from '../../../domain/policy/judge-list.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { KeptUnasked, LiveRules } from '../../ports.ts';
import { settled } from '../rules/judge-change.ts';
import { contestedEntries } from './lists-at-hand.ts';

/** A list that has new entries, and all by which a finding is made of it. */
export interface GrownList {
  readonly list: Pick<ListState, 'accountId' | 'region' | 'prefixListId' | 'listName' | 'ownerId'>;
  readonly before: readonly ListEntry[];
  readonly added: readonly ListEntry[];
  readonly removed: readonly ListEntry[];
  readonly associations: readonly ListAssociation[] | null;
  /** Groups that the inventory does not know yet. */
  readonly unknownGroups: readonly GroupState[];
  /** What stands behind a group, by its id. */
  readonly standingOf: (groupId: string) => Standing;
  /** The rules of known groups as EC2 shows them now, by group id, as far as they were read. */
  readonly shown: ReadonlyMap<string, LiveRules>;
}

/** What is said of a finding that is opened. */
export interface OpeningOfList {
  readonly findingId: string;
  readonly opening: Opening;
  readonly doubt: string | null;
  readonly lookAt: Instant | null;
  readonly now: Instant;
}

/** The door that a list's new entries are, as far as no open finding tells of them; null where they let
 * nobody in beyond what is approved. Pure. */
export function grownDoor(grown: GrownList, kept: KeptUnasked, policy: Policy): ListDoor | null {
  const { list, before, associations } = grown;
  const told = contestedEntries(kept.open).get(list.prefixListId) ?? new Set();
  const added = grown.added.filter((entry) => !told.has(entry.cidr));
  const blocks = added.map((entry) => cidr(entry.cidr));
  const others = [...kept.lists.values()].filter((each) => each.prefixListId !== list.prefixListId);
  const contested = contestedEntries(kept.open);
  const lists = knownLists(
    [...others, { prefixListId: list.prefixListId, entries: before }],
    contested,
  );
  const groups = groupsUsing(grown, kept);
  const uses = judgeListGrowth({ prefixListId: list.prefixListId, blocks, lists, groups }, policy);
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

/** The groups whose rules may name the list, and what of their rules counts as open before. */
function groupsUsing(
  { unknownGroups, standingOf, shown }: GrownList,
  { groups, open }: KeptUnasked,
): readonly ListUser[] {
  const unknown = unknownGroups.filter(({ groupId }) => !groups.has(groupId));
  return [...groups.values(), ...unknown].map((group) => ({
    group,
    standing: standingOf(group.groupId),
    before: {
      inbound: still(settledOf(group, 'inbound', open), shown.get(group.groupId)?.inbound),
      outbound: still(settledOf(group, 'outbound', open), shown.get(group.groupId)?.outbound),
    },
  }));
}

/** What is known may have been closed unheard: a rule that EC2 does not show hides nothing. */
function still(
  rules: readonly KnownRule[],
  shown: readonly KnownRule[] | undefined,
): readonly KnownRule[] {
  return shown === undefined ? rules : rulesWithDoorsOf(shown, rules);
}

function settledOf(
  group: GroupState,
  direction: 'inbound' | 'outbound',
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
