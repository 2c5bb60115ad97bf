import { isDeepStrictEqual } from 'node:util';
import type { SecurityGroup, SecurityGroupRule } from '../../aws/world/model.ts';
import { inboundRules } from '../../stories/find.ts';

/** What became of a rule since the start. */
export interface ComparedRule {
  readonly rule: SecurityGroupRule;
  readonly change: 'none' | 'added' | 'edited' | 'removed';
}

/** The inbound rules of a group beside those that it had at the start (none when it was not there);
 * those removed since come last. Pure. */
export function compareRules(
  group: SecurityGroup,
  before: SecurityGroup | undefined,
): readonly ComparedRule[] {
  const old = new Map(
    before === undefined ? [] : inboundRules(before).map((rule) => [rule.ruleId, rule]),
  );
  const now = inboundRules(group).map((rule): ComparedRule => {
    const was = old.get(rule.ruleId);
    old.delete(rule.ruleId);
    if (was === undefined) return { rule, change: 'added' };
    return { rule, change: isDeepStrictEqual(was, rule) ? 'none' : 'edited' };
  });
  return [...now, ...[...old.values()].map((rule) => ({ rule, change: 'removed' as const }))];
}
