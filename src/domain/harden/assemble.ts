import { DIRECTIONS, type Direction } from '../change/exposure-change.ts';
import type { GroupState } from '../inventory/group-state.ts';
import { type KnownLists, knownLists } from '../inventory/known-lists.ts';
import { difference, type ExposureRow, toRows } from '../net/exposure.ts';
import { trafficInterval } from '../net/traffic.ts';
import { hashed } from '../plan/plan.ts';
import { plannedDoorKey } from '../plan/planned-rule.ts';
import { listUsed } from './compare-rules.ts';
import { directedRules, imageOf, ofDirection, withChanges } from './group-rules.ts';
import type {
  DirectedRow,
  DirectedRule,
  GroupRules,
  HardenAnswer,
  HardenPlan,
  ListUsed,
  NarrowedRule,
  Stepped,
} from './harden-plan.ts';
import { orderSteps } from './order-steps.ts';
import type { ListStates } from './quota.ts';
import { isWithin, reachOf } from './reach.ts';

/** What a plan is put together from: the live group, what is made and what is removed. */
export interface Parts {
  readonly intent: HardenPlan['intent'];
  readonly group: GroupState;
  readonly directoryId: string;
  readonly table: HardenPlan['table'];
  readonly add: readonly DirectedRule[];
  readonly revoke: readonly DirectedRule[];
  readonly lists: ListStates;
  /** The quota of each direction and family, in rules. */
  readonly rulesMax: number;
}

/** What is to be done to a group, whatever for. */
export type Changing = Pick<Parts, 'group' | 'add' | 'revoke' | 'lists' | 'rulesMax'>;

/** The steps of a change in a safe order, with what they rest on, or why there are none. Pure, total. */
export function steppedOf(
  change: Changing,
):
  | { readonly kind: 'stepped'; readonly stepped: Stepped }
  | (HardenAnswer & { readonly kind: 'refused' }) {
  const { group, add, revoke, lists, rulesMax } = change;
  if (add.length + revoke.length === 0) {
    return { kind: 'refused', reason: { kind: 'nothingToDo' } };
  }
  const before = imageOf(group);
  const unknown = unknownLists([...directedRules(before), ...add], lists);
  if (unknown.length > 0) {
    return { kind: 'refused', reason: { kind: 'listsNotKnown', prefixListIds: unknown } };
  }
  const ordered = orderSteps({ before, add, revoke, lists, rulesMax });
  if (ordered.kind === 'overQuota') return { kind: 'refused', reason: ordered };
  const { steps, quota } = ordered;
  const stepped = {
    steps,
    quota,
    lists: listsUsed(listsOf([...directedRules(before), ...add]), lists),
    before,
    after: afterChange(before, change),
  };
  return { kind: 'stepped', stepped };
}

/** The plan of what is to be added and revoked, in a safe order, or why there is none. */
export function assemble(asked: Parts): HardenAnswer {
  const parts = withTags(asked);
  const answer = steppedOf(parts);
  if (answer.kind === 'refused') return answer;
  return { kind: 'plan', plan: planOf(parts, answer.stepped) };
}

/** What is made in the place of a removed rule has its tags: whoever looks for rules by their tags finds it.
 * One that is given back has its own. */
function withTags(parts: Parts): Parts {
  const blocks = knownLists(parts.lists.values());
  const tagged = parts.revoke.filter(({ tags }) => tags !== undefined);
  const add = parts.add.map((rule) => {
    if (rule.tags !== undefined) return rule;
    const tags = tagged.find((was) => isPartOf(rule, was, blocks))?.tags;
    return tags === undefined ? rule : { ...rule, tags };
  });
  return { ...parts, add };
}

function unknownLists(rules: readonly DirectedRule[], lists: ListStates): readonly string[] {
  return listsOf(rules).filter((id) => !lists.has(id));
}

function listsOf(rules: readonly DirectedRule[]): readonly string[] {
  const named = rules.map(({ source }) => source).filter((source) => source.startsWith('pl-'));
  return [...new Set(named)].sort();
}

function planOf(parts: Parts, { steps, quota, lists: used, before, after }: Stepped): HardenPlan {
  const { intent, group, directoryId, table, lists } = parts;
  const blocks = knownLists(lists.values());
  const gone = new Set(parts.revoke.map(directedKey));
  const { add, narrow, remove } = paired(parts.add, parts.revoke, blocks);
  return hashed<HardenPlan>({
    kind: 'harden',
    intent,
    accountId: group.accountId,
    region: group.region,
    groupId: group.groupId,
    directoryId,
    table,
    keep: directedRules(before).filter((rule) => !gone.has(directedKey(rule))),
    add,
    narrow,
    remove,
    opens: reachedOnlyBy(after, before, blocks),
    closes: reachedOnlyBy(before, after, blocks),
    steps,
    quota,
    lists: used,
    before,
    after,
  });
}

function afterChange(before: GroupRules, { add, revoke }: Changing): GroupRules {
  return DIRECTIONS.reduce<GroupRules>(
    (rules, direction) =>
      withChanges(rules, direction, {
        add: ofDirection(add, direction),
        revoke: ofDirection(revoke, direction),
      }),
    before,
  );
}

/** A rule's door with its direction, as one text. */
export function directedKey(rule: DirectedRule): string {
  return `${rule.direction} ${plannedDoorKey(rule)}`;
}

/** Rules that are removed while a part of them is made: shown as pairs. A new rule is shown beside the
 * first removed one that it is a part of. */
function paired(
  add: readonly DirectedRule[],
  revoke: readonly DirectedRule[],
  lists: KnownLists,
): Pick<HardenPlan, 'add' | 'narrow' | 'remove'> {
  const left = new Set(add);
  const narrow: NarrowedRule[] = [];
  for (const was of revoke) {
    const becomes = [...left].filter((rule) => isPartOf(rule, was, lists));
    if (becomes.length > 0) narrow.push({ was, becomes });
    for (const rule of becomes) left.delete(rule);
  }
  const narrowed = new Set(narrow.map(({ was }) => was));
  return { add: [...left], narrow, remove: revoke.filter((rule) => !narrowed.has(rule)) };
}

function isPartOf(rule: DirectedRule, was: DirectedRule, lists: KnownLists): boolean {
  if (rule.direction !== was.direction || !hasSameTraffic(rule, was)) return false;
  return isWithin(reachOf([rule], lists), reachOf([was], lists));
}

function hasSameTraffic(a: ExposureRow, b: ExposureRow): boolean {
  const left = trafficInterval(a);
  const right = trafficInterval(b);
  return left.start === right.start && left.end === right.end;
}

function reachedOnlyBy(
  these: GroupRules,
  others: GroupRules,
  lists: KnownLists,
): readonly DirectedRow[] {
  return DIRECTIONS.flatMap((direction) => rowsOnlyBy(these, others, direction, lists));
}

function rowsOnlyBy(
  these: GroupRules,
  others: GroupRules,
  direction: Direction,
  lists: KnownLists,
): readonly DirectedRow[] {
  const only = difference(reachOf(these[direction], lists), reachOf(others[direction], lists));
  return toRows(only).map((row) => ({ direction, ...row }));
}

function listsUsed(ids: readonly string[], lists: ListStates): readonly ListUsed[] {
  return ids.map((id) => listUsed(lists, id)).filter((list) => list !== null);
}
