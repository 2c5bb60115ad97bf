import type { Actor } from '../change/actor.ts';
import type { Direction, RuleChange } from '../change/exposure-change.ts';
import { type Instant, MINUTE_MS } from '../instant.ts';
import { intersection } from '../net/intervals.ts';
import { type TrafficRange, traffic } from '../net/traffic.ts';
import { type PlannedRule, plannedDoorKey, plannedRule } from '../plan/planned-rule.ts';
import type { GroupState, RemovedRule, ReplacedRule } from './group-state.ts';

/** How far apart a revoke and an authorize by one actor may be and still be one edit, in ms: tools make
 * both calls within seconds, and so does somebody at the console. */
export const ONE_EDIT_MS = MINUTE_MS;
/** Removed rules that are remembered of one group; those that were removed last are kept. */
export const REMOVED_MAX = 50;

/** Rules that somebody added. */
export interface AddedRules {
  readonly rules: readonly PlannedRule[];
  readonly direction: Direction;
  readonly actor: Actor;
  readonly at: Instant;
}

/** The rules that a change removed, with their values: those that a record names by id only are told by
 * the group as it was known; one that is not known is left out. Pure. */
export function removedRules(
  { record, direction, rules, ruleIds }: RuleChange,
  group: GroupState | null,
  removedAt: Instant,
): readonly RemovedRule[] {
  const way = direction === 'outbound' ? 'outbound' : 'inbound';
  const by = actorKey(record.actor);
  const named = rules.map((rule) => ({ ...plannedRule(rule), description: rule.description }));
  const byId = (group?.[way] ?? []).filter(({ ruleId }) => ruleIds.includes(ruleId ?? ''));
  return [...named, ...byId].map((rule) => ({ ...rule, direction: way, by, removedAt }));
}

/** What is remembered once more rules were removed: no longer than it can count, and not all of many. */
export function rememberRemoved(
  known: readonly RemovedRule[],
  removed: readonly RemovedRule[],
): readonly RemovedRule[] {
  const all = [...known, ...removed].toSorted((a, b) => a.removedAt - b.removedAt);
  const latest = all.at(-1)?.removedAt ?? 0;
  return all.filter(({ removedAt }) => latest - removedAt <= ONE_EDIT_MS).slice(-REMOVED_MAX);
}

/** The removed rules whose place added ones took: removed by the same actor within moments, before or
 * after, on some of the same traffic, and not the same door. Pure, total. */
export function replacedBy(
  { rules, direction, actor, at }: AddedRules,
  removed: readonly RemovedRule[],
): readonly ReplacedRule[] {
  const by = actorKey(actor);
  const doors = new Set(rules.map(plannedDoorKey));
  const added = traffic(...rules);
  const isOnIt = (rule: TrafficRange): boolean => intersection(added, traffic(rule)).length > 0;
  return removed
    .filter(
      (rule) =>
        rule.by === by &&
        rule.direction === direction &&
        Math.abs(rule.removedAt - at) <= ONE_EDIT_MS &&
        !doors.has(plannedDoorKey(rule)) &&
        isOnIt(rule),
    )
    .map(({ direction: _, by: __, ...rule }) => rule);
}

/** Equal for one principal in one session. */
function actorKey({ kind, arn, name }: Actor): string {
  return `${kind} ${arn ?? name}`;
}
