import type { XmlObject } from '../wire/xml.ts';
import type { RuleSource, RuleValues, SecurityGroup, SecurityGroupRule } from '../world/model.ts';
import type { Ec2Call } from './action.ts';

/** A rule as Authorize and DescribeSecurityGroupRules answer it, without its tags. */
export function ruleXml(call: Ec2Call, group: SecurityGroup, rule: SecurityGroupRule): XmlObject {
  return {
    groupOwnerId: group.ownerId,
    groupId: group.groupId,
    securityGroupRuleId: rule.ruleId,
    description: rule.description,
    isEgress: rule.direction === 'egress',
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    ...sourceXml(rule.source),
    securityGroupRuleArn: `arn:aws:ec2:${call.region}:${group.ownerId}:security-group-rule/${rule.ruleId}`,
  };
}

function sourceXml(source: RuleSource): XmlObject {
  switch (source.kind) {
    case 'ipv4':
      return { cidrIpv4: source.cidr };
    case 'ipv6':
      return { cidrIpv6: source.cidr };
    case 'prefix-list':
      return { prefixListId: source.prefixListId };
    case 'group':
      return { referencedGroupInfo: { groupId: source.groupId, userId: source.userId } };
  }
}

/** A rule as Revoke answers it: no owner, no ARN, and a group reference by its id alone. */
export function revokedRuleXml(group: SecurityGroup, rule: SecurityGroupRule): XmlObject {
  return {
    groupId: group.groupId,
    securityGroupRuleId: rule.ruleId,
    description: rule.description,
    isEgress: rule.direction === 'egress',
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    ...(rule.source.kind === 'group'
      ? { referencedGroupId: rule.source.groupId }
      : sourceXml(rule.source)),
  };
}

/** Rules as DescribeSecurityGroups answers them: one permission per protocol and ports, holding its
 * sources by kind. `-1` has no ports. */
export function permissionsXml(rules: readonly RuleValues[]): readonly XmlObject[] {
  const byTraffic = Map.groupBy(
    rules,
    (rule) => `${rule.protocol} ${rule.fromPort} ${rule.toPort}`,
  );
  return [...byTraffic.values()].map(permissionXml);
}

function permissionXml(rules: readonly RuleValues[]): XmlObject {
  const [first] = rules;
  const hasPorts = first !== undefined && first.protocol !== '-1';
  const of = (kind: RuleSource['kind']) => rules.filter((rule) => rule.source.kind === kind);
  return {
    ipProtocol: first?.protocol,
    ...(hasPorts ? { fromPort: first.fromPort, toPort: first.toPort } : {}),
    groups: of('group').map(permittedXml),
    ipRanges: of('ipv4').map(permittedXml),
    ipv6Ranges: of('ipv6').map(permittedXml),
    prefixListIds: of('prefix-list').map(permittedXml),
  };
}

function permittedXml(rule: RuleValues): XmlObject {
  const { source, description } = rule;
  switch (source.kind) {
    case 'ipv4':
      return { cidrIp: source.cidr, description };
    case 'ipv6':
      return { cidrIpv6: source.cidr, description };
    case 'prefix-list':
      return { prefixListId: source.prefixListId, description };
    case 'group':
      return { userId: source.userId, groupId: source.groupId, description };
  }
}
