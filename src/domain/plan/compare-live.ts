import { type PlannedRule, plannedDoorKey } from './planned-rule.ts';

/** What the group holds now of the rules that a finding or a plan names.
 *
 * - `same`: every one, unchanged.
 * - `gone`: none of them, under no id and with no such door.
 * - `different`: anything else; `now` is what there is of them. */
export type LiveComparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'different'; readonly now: readonly PlannedRule[] };

/** Compares named rules with the live rules of their group, of the same direction. A rule whose id is known is looked up
 * by id, since an edit keeps the id and changes the door; and by its door, since a rule that was
 * removed and made again has a new id and the same door. An edited rule
 * that is as it was before its edit (`previous`) is gone, as far as its door goes. Pure, total. */
export function compareLive(
  named: readonly PlannedRule[],
  live: readonly PlannedRule[],
  previous: readonly PlannedRule[] = [],
): LiveComparison {
  const isRestored = (rule: PlannedRule) => previous.some((was) => isSame(was, rule));
  const now = live.filter((rule) => !isRestored(rule) && named.some((each) => isAbout(each, rule)));
  if (now.length === 0) return { kind: 'gone' };
  const isUnchanged = named.every((each) => now.some((rule) => isSame(each, rule)));
  const isSameSet = isUnchanged && now.length === named.length;
  return isSameSet ? { kind: 'same' } : { kind: 'different', now };
}

function isAbout(named: PlannedRule, rule: PlannedRule): boolean {
  if (named.ruleId !== null && named.ruleId === rule.ruleId) return true;
  return plannedDoorKey(named) === plannedDoorKey(rule);
}

/** Whether a live rule is the named one, unchanged. */
export function isSame(named: PlannedRule, rule: PlannedRule): boolean {
  if (named.ruleId !== null && named.ruleId !== rule.ruleId) return false;
  return plannedDoorKey(named) === plannedDoorKey(rule);
}
