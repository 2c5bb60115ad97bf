import type { RuleSource, RuleValues, SecurityGroupRule } from '../world/model.ts';

/** Two rules of one group and direction with the same key are the same rule to EC2: the description
 * and the tags do not count. */
export function ruleKey(rule: RuleValues): string {
  return [rule.protocol, rule.fromPort, rule.toPort, peerOf(rule.source)].join(' ');
}

/** The source as EC2 prints it in its messages. */
export function peerOf(source: RuleSource): string {
  switch (source.kind) {
    case 'ipv4':
    case 'ipv6':
      return source.cidr;
    case 'prefix-list':
      return source.prefixListId;
    case 'group':
      return source.groupId;
  }
}

/** The rule of `rules` that is the same as `wanted`, if any. */
export function sameRule(
  rules: readonly SecurityGroupRule[],
  wanted: RuleValues,
): SecurityGroupRule | undefined {
  const key = ruleKey(wanted);
  return rules.find((rule) => ruleKey(rule) === key);
}
