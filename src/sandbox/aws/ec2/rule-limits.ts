import { AwsError } from '../wire/aws-error.ts';
import type { RuleValues, SecurityGroup, SecurityGroupRule, WorldState } from '../world/model.ts';
import { peerOf, ruleKey } from './rule-identity.ts';

/** A group reference counts in both families, a prefix list as many times as it may have entries (Amazon VPC
 * quotas). Throws `InvalidPermission.Duplicate` when two of the rules of one direction are the same, and
 * `RulesPerSecurityGroupLimitExceeded`. */
export function checkRules(state: WorldState, group: SecurityGroup): void {
  for (const direction of ['ingress', 'egress'] as const) {
    const rules = group.rules.filter((rule) => rule.direction === direction);
    refuseDuplicates(rules);
    refuseTooMany(state, rules);
  }
}

function refuseDuplicates(rules: readonly SecurityGroupRule[]): void {
  const seen = new Set<string>();
  for (const rule of rules) {
    const key = ruleKey(rule);
    if (seen.has(key)) throw duplicate(rule);
    seen.add(key);
  }
}

function duplicate(rule: RuleValues): AwsError {
  const traffic =
    rule.protocol === '-1'
      ? 'ALL'
      : `${rule.protocol.toUpperCase()}, from port: ${rule.fromPort}, to port: ${rule.toPort}`;
  return new AwsError(
    'InvalidPermission.Duplicate',
    `the specified rule "peer: ${peerOf(rule.source)}, ${traffic}, ALLOW" already exists`,
  );
}

function refuseTooMany(state: WorldState, rules: readonly SecurityGroupRule[]): void {
  if (heaviest(state, rules) <= state.rulesPerGroupMax) return;
  throw new AwsError(
    'RulesPerSecurityGroupLimitExceeded',
    'The maximum number of rules per security group has been reached.',
  );
}

/** Whether the rules of `group` stay within the quota, prefix lists at their size in `state`. */
export function fitsRules(state: WorldState, group: SecurityGroup): boolean {
  return (['ingress', 'egress'] as const).every((direction) => {
    const rules = group.rules.filter((rule) => rule.direction === direction);
    return heaviest(state, rules) <= state.rulesPerGroupMax;
  });
}

/** The weight of `rules` in the address family where they weigh most. */
function heaviest(state: WorldState, rules: readonly SecurityGroupRule[]): number {
  const weights = (['ipv4', 'ipv6'] as const).map((family) =>
    rules.reduce((sum, rule) => sum + weightOf(state, rule, family), 0),
  );
  return Math.max(...weights);
}

function weightOf(state: WorldState, rule: RuleValues, family: 'ipv4' | 'ipv6'): number {
  if (rule.source.kind === 'group') return 1;
  if (rule.source.kind !== 'prefix-list') return rule.source.kind === family ? 1 : 0;
  const list = state.prefixLists.get(rule.source.prefixListId);
  return list?.family === family ? list.maxEntries : 0;
}
