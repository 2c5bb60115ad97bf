import { type Door, placeKey } from '../finding/door.ts';
import type { Finding } from '../finding/finding.ts';
import { type PlannedRule, plannedDoorKey } from './planned-rule.ts';

/** What is not open any more of a finding's door, by name, where this is left of it: places, entries, or
 * rules. Pure, total. */
export function partDone(
  { door, rules }: Pick<Finding, 'door' | 'rules'>,
  { now, left }: { readonly now: readonly PlannedRule[]; readonly left?: Door },
): readonly string[] {
  if (left === undefined) return rulesDone(rules, now);
  const still = new Set(partsOf(left));
  return partsOf(door).filter((part) => !still.has(part));
}

/** A rule that was edited once more is open still, whatever it says. */
function rulesDone(rules: readonly PlannedRule[], now: readonly PlannedRule[]): readonly string[] {
  const still = new Set(now.flatMap((rule) => [plannedDoorKey(rule), rule.ruleId ?? '']));
  return rules
    .filter((rule) => !still.has(plannedDoorKey(rule)) && !still.has(rule.ruleId ?? 'none'))
    .map(({ ruleId, source }) => ruleId ?? source);
}

function partsOf(door: Door): readonly string[] {
  switch (door.kind) {
    case 'rules':
      return [];
    case 'list':
      return door.entries.map(({ cidr }) => cidr);
    case 'attachment':
      return door.places.map(placeKey);
  }
}
