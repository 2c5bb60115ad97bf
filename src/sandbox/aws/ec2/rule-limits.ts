import { AwsError } from '../wire/aws-error.ts';
import type { RuleValues, SecurityGroup, SecurityGroupRule, WorldState } from '../world/model.ts';
import { peerOf, ruleKey } from './rule-identity.ts';

/** Rules per group, direction and address family: EC2's default quota (Amazon VPC quotas, "Inbound or
 * outbound rules per security group"). A group reference counts in both families, a prefix list as
 * many times as it may have entries. */
export const RULES_PER_GROUP_MAX = 60;

/** Throws `InvalidPermission.Duplicate` when two of the rules of one direction are the same, and
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
  for (const family of ['ipv4', 'ipv6'] as const) {
    const weight = rules.reduce((sum, rule) => sum + weightOf(state, rule, family), 0);
    if (weight > RULES_PER_GROUP_MAX) {
      throw new AwsError(
        'RulesPerSecurityGroupLimitExceeded',
        'The maximum number of rules per security group has been reached.',
      );
    }
  }
}

function weightOf(state: WorldState, rule: RuleValues, family: 'ipv4' | 'ipv6'): number {
  if (rule.source.kind === 'group') return 1;
  if (rule.source.kind !== 'prefix-list') return rule.source.kind === family ? 1 : 0;
  const list = state.prefixLists.get(rule.source.prefixListId);
  return list?.family === family ? list.maxEntries : 0;
}
