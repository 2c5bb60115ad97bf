import type { XmlObject } from '../wire/xml.ts';
import { groupById, groupByName } from '../world/lookup.ts';
import type { RuleDirection, SecurityGroup } from '../world/model.ts';
import { type Ec2Action, type Ec2Call, NOT_RECORDED } from './action.ts';
import { type FilterTable, readFilters } from './filters.ts';
import { readPaging } from './paging.ts';
import { permissionsXml } from './rule-xml.ts';
import { tagSetXml } from './tag-params.ts';

export const describeSecurityGroups: Ec2Action = {
  name: 'DescribeSecurityGroups',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const groupIds = params.texts('GroupId');
    const groupNames = params.texts('GroupName');
    const matches = readFilters(params, FILTERS);
    const page = readPaging(params);
    return (call) => {
      const { items, nextToken } = page(named(call, groupIds, groupNames).filter(matches));
      return {
        body: { securityGroupInfo: items.map((group) => groupXml(call, group)), ...nextToken },
      };
    };
  },
};

function named(
  call: Ec2Call,
  groupIds: readonly string[],
  groupNames: readonly string[],
): readonly SecurityGroup[] {
  if (groupIds.length === 0 && groupNames.length === 0) return [...call.state.groups.values()];
  const groups = [
    ...groupIds.map((groupId) => groupById(call.state, groupId)),
    ...groupNames.map((groupName) => groupByName(call.state, groupName)),
  ];
  return [...new Set(groups)];
}

function groupXml(call: Ec2Call, group: SecurityGroup): XmlObject {
  return {
    ownerId: group.ownerId,
    groupName: group.groupName,
    groupId: group.groupId,
    groupDescription: group.description,
    ipPermissions: permissionsXml(call.state, rulesOf(group, 'ingress')),
    ipPermissionsEgress: permissionsXml(call.state, rulesOf(group, 'egress')),
    vpcId: group.vpcId,
    ...(group.tags.length > 0 ? { tagSet: tagSetXml(group.tags) } : {}),
    securityGroupArn: `arn:aws:ec2:${call.region}:${group.ownerId}:security-group/${group.groupId}`,
  };
}

function rulesOf(group: SecurityGroup, direction: RuleDirection) {
  return group.rules.filter((rule) => rule.direction === direction);
}

/** EC2 tests each `ip-permission.*` filter on any rule: two of them need not meet in one rule. */
function permissionFilters(start: string, direction: RuleDirection): FilterTable<SecurityGroup> {
  const sources = (group: SecurityGroup) => rulesOf(group, direction).map((rule) => rule.source);
  return {
    [`${start}.protocol`]: (group) => rulesOf(group, direction).map((rule) => rule.protocol),
    [`${start}.from-port`]: (group) => rulesOf(group, direction).map((rule) => `${rule.fromPort}`),
    [`${start}.to-port`]: (group) => rulesOf(group, direction).map((rule) => `${rule.toPort}`),
    [`${start}.cidr`]: (group) =>
      sources(group).flatMap((source) => (source.kind === 'ipv4' ? source.cidr : [])),
    [`${start}.ipv6-cidr`]: (group) =>
      sources(group).flatMap((source) => (source.kind === 'ipv6' ? source.cidr : [])),
    [`${start}.group-id`]: (group) =>
      sources(group).flatMap((source) => (source.kind === 'group' ? source.groupId : [])),
    [`${start}.prefix-list-id`]: (group) =>
      sources(group).flatMap((source) =>
        source.kind === 'prefix-list' ? source.prefixListId : [],
      ),
  };
}

const FILTERS: FilterTable<SecurityGroup> = {
  'group-id': (group) => [group.groupId],
  'group-name': (group) => [group.groupName],
  'vpc-id': (group) => [group.vpcId],
  'owner-id': (group) => [group.ownerId],
  description: (group) => [group.description],
  ...permissionFilters('ip-permission', 'ingress'),
  ...permissionFilters('egress.ip-permission', 'egress'),
};
