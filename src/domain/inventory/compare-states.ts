import { type PlannedRule, plannedDoorKey } from '../plan/planned-rule.ts';
import type { KnownRule } from './group-state.ts';

/** Whether two lists hold the same rules under the same ids; descriptions and order aside. Almost every
 * group that is held against what is known is as it was, mostly in the same order. Pure. */
export function hasSameRules(a: readonly KnownRule[], b: readonly KnownRule[]): boolean {
  if (a.length !== b.length) return false;
  if (a.every((rule, i) => isSameRule(rule, b[i]))) return true;
  const texts = new Set(a.map(ruleText));
  return b.every((rule) => texts.has(ruleText(rule)));
}

function isSameRule(a: KnownRule, b: KnownRule | undefined): boolean {
  return (
    a.ruleId === b?.ruleId &&
    a.protocol === b.protocol &&
    a.fromPort === b.fromPort &&
    a.toPort === b.toPort &&
    a.source === b.source
  );
}

function ruleText({ ruleId, protocol, fromPort, toPort, source }: KnownRule): string {
  return `${ruleId} ${protocol} ${fromPort} ${toPort} ${source}`;
}

/** The rules of which a read shows the doors, under whatever ids. Pure. */
export function rulesWithDoorsOf<Rule extends PlannedRule>(
  shown: readonly PlannedRule[],
  rules: readonly Rule[],
): readonly Rule[] {
  const doors = new Set(shown.map(plannedDoorKey));
  return rules.filter((rule) => doors.has(plannedDoorKey(rule)));
}

/** Rules of both directions. */
interface BothWays {
  readonly inbound: readonly KnownRule[];
  readonly outbound: readonly KnownRule[];
}

/** The rules of a read of which an earlier one, if there was any, shows the doors, too. Pure. */
export function shownByBoth(earlier: BothWays | null, read: BothWays): BothWays {
  if (earlier === null) return read;
  return {
    inbound: rulesWithDoorsOf(earlier.inbound, read.inbound),
    outbound: rulesWithDoorsOf(earlier.outbound, read.outbound),
  };
}

/** The rules of `after` whose doors `before` does not have. A rule that was removed and made again
 * is none of them. Pure. */
export function rulesWithNewDoors(
  before: readonly KnownRule[],
  after: readonly KnownRule[],
): readonly KnownRule[] {
  const doors = new Set(before.map(plannedDoorKey));
  return after.filter((rule) => !doors.has(plannedDoorKey(rule)));
}
