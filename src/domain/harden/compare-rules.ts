import { DIRECTIONS, type Direction } from '../change/exposure-change.ts';
import type { GroupState, KnownRule } from '../inventory/group-state.ts';
import { plannedDoorKey } from '../plan/planned-rule.ts';
import { directed, imageOf, tagsKey, withChanges } from './group-rules.ts';
import type { DirectedRule, GroupRules, HardenStep, ListUsed, Stepped } from './harden-plan.ts';
import type { ListStates } from './quota.ts';

/** One thing that is not as a plan expects it.
 *
 * - `appeared`, `gone`: a rule.
 * - `replaced`: a rule of the same door under another id: somebody removed it and made it again.
 * - `described`: its description alone, which is now `now`.
 * - `tagged`: its tags alone.
 * - `list`: a prefix list holds other entries, or may hold more or fewer; `now` is null where it is gone or
 *   could not be read. */
export type Difference =
  | { readonly kind: 'appeared' | 'gone' | 'replaced' | 'tagged'; readonly rule: DirectedRule }
  | { readonly kind: 'described'; readonly rule: DirectedRule; readonly now: string | null }
  | { readonly kind: 'list'; readonly was: ListUsed; readonly now: ListUsed | null };

/** Whether a plan still fits what is there. */
export type StillGood =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly what: readonly Difference[] };

/** Whether a group, and the prefix lists that its rules name, are still as they were when a plan was made:
 * else it is stale, and made anew. `lists` are as they are read now. Pure, total. */
export function isStillGood(
  plan: Pick<Stepped, 'before' | 'lists'>,
  group: GroupState,
  lists: ListStates,
): StillGood {
  const what = [...differences(plan.before, imageOf(group)), ...changedLists(plan.lists, lists)];
  return what.length === 0 ? { kind: 'same' } : { kind: 'changed', what };
}

/** The group as a plan expects it after so many of its steps, 0 to their number. The ids of rules that it
 * made are null: they are EC2's to give. */
export function stateAfter(plan: Pick<Stepped, 'before' | 'steps'>, stepsDone: number): GroupRules {
  return plan.steps
    .slice(0, stepsDone)
    .reduce<GroupRules>(
      (rules, { kind, direction, rules: named }) =>
        withChanges(rules, direction, kind === 'add' ? { add: named } : { revoke: named }),
      plan.before,
    );
}

/** What is not as a plan expects it after so many of its steps: the surprise at which it stops. Before the
 * next step the group is to be as after the last. Descriptions and tags do not count: they let nobody in. */
export function surprises(
  plan: Pick<Stepped, 'before' | 'steps'>,
  stepsDone: number,
  group: Pick<GroupState, 'inbound' | 'outbound'>,
): readonly Difference[] {
  return differences(stateAfter(plan, stepsDone), imageOf(group)).filter(
    ({ kind }) => kind !== 'described' && kind !== 'tagged',
  );
}

/** How many of the rules that a step added are there without the tags that it gave them. */
export function untaggedBy(
  { kind, direction, rules }: HardenStep,
  group: Pick<GroupState, 'inbound' | 'outbound'>,
): number {
  if (kind === 'revoke') return 0;
  const live = new Map(group[direction].map((rule) => [plannedDoorKey(rule), rule]));
  return rules.filter((rule) => {
    const now = live.get(plannedDoorKey(rule));
    return rule.tags !== undefined && now !== undefined && tagsKey(now) !== tagsKey(rule);
  }).length;
}

function differences(expected: GroupRules, live: GroupRules): readonly Difference[] {
  return DIRECTIONS.flatMap((direction) => differencesOf(expected, live, direction));
}

function differencesOf(
  expected: GroupRules,
  live: GroupRules,
  direction: Direction,
): readonly Difference[] {
  const now = new Map(live[direction].map((rule) => [plannedDoorKey(rule), rule]));
  const expectedDoors = new Set(expected[direction].map(plannedDoorKey));
  const appeared = directed(live[direction], direction)
    .filter((rule) => !expectedDoors.has(plannedDoorKey(rule)))
    .map((rule): Difference => ({ kind: 'appeared', rule }));
  const others = directed(expected[direction], direction).flatMap((rule) =>
    differenceOf(rule, now.get(plannedDoorKey(rule))),
  );
  return [...others, ...appeared];
}

function differenceOf(rule: DirectedRule, now: KnownRule | undefined): readonly Difference[] {
  if (now === undefined) return [{ kind: 'gone', rule }];
  if (rule.ruleId !== null && rule.ruleId !== now.ruleId) return [{ kind: 'replaced', rule }];
  if ((rule.description ?? '') !== (now.description ?? '')) {
    return [{ kind: 'described', rule, now: now.description }];
  }
  return tagsKey(rule) === tagsKey(now) ? [] : [{ kind: 'tagged', rule }];
}

function changedLists(used: readonly ListUsed[], lists: ListStates): readonly Difference[] {
  return used.flatMap((was) => {
    const now = listUsed(lists, was.prefixListId);
    return now !== null && isSameList(was, now) ? [] : [{ kind: 'list', was, now } as const];
  });
}

/** A new version that holds the same is the same. */
function isSameList(a: ListUsed, b: ListUsed): boolean {
  return a.maxEntries === b.maxEntries && a.entries.join() === b.entries.join();
}

/** A list as a plan keeps it; null where it is not at hand. */
export function listUsed(lists: ListStates, id: string): ListUsed | null {
  const list = lists.get(id);
  if (list === undefined) return null;
  const { prefixListId, version, maxEntries, entries } = list;
  return { prefixListId, version, maxEntries, entries: entries.map(({ cidr }) => cidr).sort() };
}
