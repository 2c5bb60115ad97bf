import type { Plan } from './plan.ts';
import { type PlannedRule, plannedDoorKey } from './planned-rule.ts';

/** What the group holds now of the rules that a plan names.
 *
 * - `same`: every one, unchanged.
 * - `gone`: none of them, under no id and with no such door.
 * - `different`: anything else; `now` is what there is of them. */
export type LiveComparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'different'; readonly now: readonly PlannedRule[] };

/** Compares a plan with the live inbound rules of its group. A rule whose id is known is looked up
 * by id, since an edit keeps the id and changes the door; and by its door, since a rule that was
 * removed and made again has a new id and the same door. Pure, total. */
export function compareLive(plan: Plan, live: readonly PlannedRule[]): LiveComparison {
  const now = live.filter((rule) => plan.revoke.some((planned) => isAbout(planned, rule)));
  if (now.length === 0) return { kind: 'gone' };
  const isUnchanged = plan.revoke.every((planned) => now.some((rule) => isSame(planned, rule)));
  const isSameSet = isUnchanged && now.length === plan.revoke.length;
  return isSameSet ? { kind: 'same' } : { kind: 'different', now };
}

function isAbout(planned: PlannedRule, rule: PlannedRule): boolean {
  if (planned.ruleId !== null && planned.ruleId === rule.ruleId) return true;
  return plannedDoorKey(planned) === plannedDoorKey(rule);
}

function isSame(planned: PlannedRule, rule: PlannedRule): boolean {
  if (planned.ruleId !== null && planned.ruleId !== rule.ruleId) return false;
  return plannedDoorKey(planned) === plannedDoorKey(rule);
}
