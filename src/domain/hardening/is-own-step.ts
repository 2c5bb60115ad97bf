import type { ExposureChange } from '../change/exposure-change.ts';
import { doorKey } from '../change/security-group-rule.ts';
import type { Instant } from '../instant.ts';
import { MINUTE_MS } from '../instant.ts';
import { OWN_STEP_MS } from '../plan/is-own-step.ts';
import { plannedDoorKey } from '../plan/planned-rule.ts';
import type { Hardening } from './hardening.ts';

/** How far AWS's clock may be behind ours, in ms. */
const CLOCK_LAG_MS = MINUTE_MS;

/** Whether a change is what a step of a hardening does, and at the time of one. So Portcullis knows a call
 * of its own whose answer was lost, and with it the request id. Pure, total. */
export function isOwnHardeningStep(
  change: ExposureChange,
  changedAt: Instant,
  { began, plan }: Hardening,
): boolean {
  if (began === null || (change.kind !== 'rulesAdded' && change.kind !== 'rulesRemoved')) {
    return false;
  }
  const isInTime = changedAt >= began.first - CLOCK_LAG_MS && changedAt <= began.last + OWN_STEP_MS;
  const { group, direction, rules, ruleIds } = change;
  if (!isInTime || group.groupId !== plan.groupId || group.ownerId !== plan.accountId) return false;
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
