import type { ExposureChange } from '../change/exposure-change.ts';
import { doorKey } from '../change/security-group-rule.ts';
import { plannedDoorKey } from '../plan/planned-rule.ts';
import type { SteppedPlan } from './harden-plan.ts';

/** Whether a change is what a step of a plan does, and nothing else. Pure, total. */
export function doesStepOf(
  change: ExposureChange,
  plan: Pick<SteppedPlan, 'accountId' | 'groupId' | 'steps'>,
): boolean {
  if (change.kind !== 'rulesAdded' && change.kind !== 'rulesRemoved') return false;
  const { group, direction, rules, ruleIds } = change;
  if (group.groupId !== plan.groupId || group.ownerId !== plan.accountId) return false;
  const kind = change.kind === 'rulesAdded' ? 'add' : 'revoke';
  return plan.steps.some((step) => {
    if (step.kind !== kind || step.direction !== direction) return false;
    const doors = new Set(step.rules.map(plannedDoorKey));
    const ids = new Set(step.rules.map(({ ruleId }) => ruleId));
    const isNamed = rules.length + ruleIds.length > 0;
    return (
      isNamed &&
      rules.every((rule) => doors.has(doorKey(rule))) &&
      (kind === 'add' || ruleIds.every((id) => ids.has(id)))
    );
  });
}
