import type { XmlObject } from '../wire/xml.ts';
import type {
  RuleSource,
  RuleValues,
  SecurityGroup,
  SecurityGroupRule,
  WorldState,
} from '../world/model.ts';
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
    ...sourceXml(call.state, rule.source),
    securityGroupRuleArn: `arn:aws:ec2:${call.region}:${group.ownerId}:security-group-rule/${rule.ruleId}`,
  };
}

function sourceXml(state: WorldState, source: RuleSource): XmlObject {
  switch (source.kind) {
    case 'ipv4':
      return { cidrIpv4: source.cidr };
    case 'ipv6':
      return { cidrIpv6: source.cidr };
    case 'prefix-list':
      return { prefixListId: source.prefixListId };
    case 'group':
      return { referencedGroupInfo: groupReferenceXml(state, source) };
  }
}

/** A reference to a group; across a peering with what EC2 knows of that. */
function groupReferenceXml(
  state: WorldState,
  { groupId, userId, peer }: Extract<RuleSource, { kind: 'group' }>,
): XmlObject {
  if (peer === undefined) return { groupId, userId };
  return {
    groupId,
    userId,
    vpcId: peer.vpcId,
    vpcPeeringConnectionId: peer.peeringId,
    peeringStatus: state.peerings.get(peer.peeringId)?.status ?? 'deleted',
  };
}

/** A rule as Revoke answers it: no owner, no ARN, and a group reference by its id alone. */
export function revokedRuleXml(
  call: Ec2Call,
  group: SecurityGroup,
  rule: SecurityGroupRule,
): XmlObject {
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
      : sourceXml(call.state, rule.source)),
  };
}

/** Rules as DescribeSecurityGroups answers them: one permission per protocol and ports, holding its
 * sources by kind. `-1` has no ports. */
export function permissionsXml(
  state: WorldState,
  rules: readonly RuleValues[],
): readonly XmlObject[] {
  const byTraffic = Map.groupBy(
    rules,
    (rule) => `${rule.protocol} ${rule.fromPort} ${rule.toPort}`,
  );
  return [...byTraffic.values()].map((each) => permissionXml(state, each));
}

function permissionXml(state: WorldState, rules: readonly RuleValues[]): XmlObject {
  const [first] = rules;
  const hasPorts = first !== undefined && first.protocol !== '-1';
  const of = (kind: RuleSource['kind']) =>
    rules.filter((rule) => rule.source.kind === kind).map((rule) => permittedXml(state, rule));
  return {
    ipProtocol: first?.protocol,
    ...(hasPorts ? { fromPort: first.fromPort, toPort: first.toPort } : {}),
    groups: of('group'),
    ipRanges: of('ipv4'),
    ipv6Ranges: of('ipv6'),
    prefixListIds: of('prefix-list'),
  };
}

function permittedXml(state: WorldState, rule: RuleValues): XmlObject {
  const { source, description } = rule;
  switch (source.kind) {
    case 'ipv4':
      return { cidrIp: source.cidr, description };
    case 'ipv6':
      return { cidrIpv6: source.cidr, description };
    case 'prefix-list':
      return { prefixListId: source.prefixListId, description };
    case 'group':
      return { ...groupReferenceXml(state, source), description };
  }
}
