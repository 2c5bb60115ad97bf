import { type ExposureRow, exposureOf, intersection, toRows } from '../net/exposure.ts';
import type { PlannedRule } from './planned-rule.ts';
import { asAdmission } from './planned-rule.ts';

/** What rules that a finding does not name still let in of what it tells. */
export interface LeftOpen {
  /** The rules, those that let in any of it. Empty when the door is shut for good. */
  readonly rules: readonly PlannedRule[];
  readonly excess: readonly ExposureRow[];
}

/** Which of a group's rules, of the excess's direction, still open any of an excess: the most permissive
 * rule wins, so revoking one rule shuts a door only as far as no other leaves it open. Pure, total. */
export function leftOpenOf(
  excess: readonly ExposureRow[],
  others: readonly PlannedRule[],
): LeftOpen {
  const told = exposureOf(excess.map(asAdmission));
  const openers = others.filter(
    (rule) => intersection(exposureOf([asAdmission(rule)]), told).length > 0,
  );
  const open = intersection(exposureOf(openers.map(asAdmission)), told);
  return { rules: openers, excess: toRows(open) };
}
