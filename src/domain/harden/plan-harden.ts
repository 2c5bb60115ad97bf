import { DIRECTIONS, type Direction } from '../change/exposure-change.ts';
import type { DirectoryType } from '../guard/estate.ts';
import type { GroupState, KnownRule } from '../inventory/group-state.ts';
import { type KnownLists, knownLists } from '../inventory/known-lists.ts';
import {
  difference,
  type Exposure,
  type ExposureRow,
  intersection,
  isEmpty,
  toRows,
  union,
} from '../net/exposure.ts';
import type { WantedRule } from '../scenario/wanted-rule.ts';
import { assemble } from './assemble.ts';
import { describeWanted } from './describe-wanted.ts';
import { fewestRules } from './fewest-rules.ts';
import { directed, imageOf } from './group-rules.ts';
import type { DirectedRule, HardenAnswer, NoHardenReason } from './harden-plan.ts';
import type { ListStates } from './quota.ts';
import { isWithin, namedReach, reachOf, widestReach } from './reach.ts';

/** The trusts of a directory: by the names of the other side, or why they could not be looked up. */
export type Trusts =
  | { readonly kind: 'known'; readonly domains: readonly string[] }
  | { readonly kind: 'notKnown'; readonly reason: string };

/** The directory whose group is hardened. */
export interface HardenedDirectory {
  readonly directoryId: string;
  readonly type: DirectoryType;
  readonly trusts: Trusts;
}

/** What of a port table a plan needs besides the rules that follow from it. */
export interface ChosenTable {
  readonly name: string;
  readonly title: string;
  readonly directoryTypes: readonly DirectoryType[];
  readonly hasTrust: boolean;
}

/** What a hardening is planned from.
 *
 * `wanted` is all that the group may admit and reach, its references to itself included: what is
 * `required` is made, what is `optional` stays as far as it is open (leave it out to have it closed, call it
 * required to have it made). `lists` holds every prefix list that could be
 * read of those that the group's rules and `wanted` name. `ownAccountIds` are the accounts whose groups
 * Portcullis may change; `managedBy` who runs the group, if anybody does. */
export interface HardenRequest {
  readonly group: GroupState;
  readonly directory: HardenedDirectory;
  readonly table: ChosenTable | null;
  readonly wanted: readonly WantedRule[];
  readonly lists: ListStates;
  readonly rulesMax: number;
  readonly ownAccountIds: ReadonlySet<string>;
  readonly managedBy: string | null;
}

/** The plan that makes a group's exposure equal what is wanted and its references to itself, exactly:
 * a rule that lies wholly within stays untouched, every other one goes, whatever its traffic, and what
 * is still missing is added in few rules. A reference of the group to itself always stays. Pure, total. */
export function planHarden(request: HardenRequest): HardenAnswer {
  const { group, directory, table, lists, rulesMax } = request;
  if (table === null) return refused({ kind: 'noScenario' });
  const reason = tableReason(table, directory) ?? ownerReason(request);
  if (reason !== null) return refused(reason);
  const changes = DIRECTIONS.map((direction) => changesOf(request, table, direction));
  return assemble({
    intent: 'harden',
    group,
    directoryId: directory.directoryId,
    table: { name: table.name, title: table.title },
    add: changes.flatMap(({ add }) => add),
    revoke: changes.flatMap(({ revoke }) => revoke),
    lists,
    rulesMax,
  });
}

function refused(reason: NoHardenReason): HardenAnswer {
  return { kind: 'refused', reason };
}

function tableReason(
  { title, directoryTypes, hasTrust }: ChosenTable,
  { type, trusts }: HardenedDirectory,
): NoHardenReason | null {
  if (!directoryTypes.includes(type)) {
    return { kind: 'otherDirectoryType', table: title, type, types: directoryTypes };
  }
  if (hasTrust) return null;
  if (trusts.kind === 'notKnown') {
    return { kind: 'trustsNotKnown', table: title, reason: trusts.reason };
  }
  if (trusts.domains.length === 0) return null;
  return { kind: 'trustsWithoutScenario', table: title, trusts: trusts.domains };
}

function ownerReason({ group, ownAccountIds, managedBy }: HardenRequest): NoHardenReason | null {
  if (!ownAccountIds.has(group.accountId)) {
    return { kind: 'foreignAccount', accountId: group.accountId };
  }
  return managedBy === null ? null : { kind: 'managedElsewhere', by: managedBy };
}

interface DirectionChanges {
  readonly add: readonly DirectedRule[];
  readonly revoke: readonly DirectedRule[];
}

function changesOf(
  { group, wanted, lists }: HardenRequest,
  table: ChosenTable,
  direction: Direction,
): DirectionChanges {
  const live = imageOf(group)[direction];
  const rows = wanted.filter((rule) => rule.direction === direction);
  const blocks = knownLists(lists.values());
  const keep = keptRules(live, rows, group.groupId, blocks);
  const add = fewestRules(demanded(rows, live, keep, blocks), keep).map(
    (row): DirectedRule => ({
      direction,
      ruleId: null,
      ...row,
      description: describeWanted(row, rows, table.title),
    }),
  );
  const revoke = live.filter((rule) => !keep.includes(rule));
  return { add, revoke: directed(revoke, direction) };
}

/** What has to be admitted at the end: what is required, and of the rest what is open now and would not
 * be any more. */
function demanded(
  wanted: readonly WantedRule[],
  live: readonly KnownRule[],
  keep: readonly KnownRule[],
  lists: KnownLists,
): readonly ExposureRow[] {
  const required = wanted.filter(({ need }) => need === 'required');
  const optional = wanted.filter(({ need }) => need === 'optional');
  if (optional.length === 0) return required;
  const open = union(namedReach(live), reachOf(live, lists));
  const stays = union(widestReach(required, lists), union(namedReach(keep), reachOf(keep, lists)));
  const lost = difference(intersection(widestReach(optional, lists), open), stays);
  return [...required, ...toRows(lost)];
}

/** The rules that stay: those of the group with itself, and those that lie wholly within what is wanted. */
function keptRules(
  live: readonly KnownRule[],
  wanted: readonly ExposureRow[],
  groupId: string,
  lists: KnownLists,
): readonly KnownRule[] {
  const byName = namedReach(wanted);
  const widest = widestReach(wanted, lists);
  return live.filter((rule) => rule.source === groupId || isWanted(rule, byName, widest, lists));
}

/** A list that holds nothing today lies within everything, and may hold anything tomorrow: it stays only
 * where it is wanted by its id. */
function isWanted(rule: KnownRule, byName: Exposure, widest: Exposure, lists: KnownLists): boolean {
  if (isWithin(namedReach([rule]), byName)) return true;
  const reach = reachOf([rule], lists);
  return !isEmpty(reach) && isWithin(reach, widest);
}
