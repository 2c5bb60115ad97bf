import type { QueryParams } from '../wire/query-params.ts';
import { items, numbers, tag, tagSpecifications, texts } from './flat-fields.ts';

/** `requestParameters` of the older EC2 actions: camelCase, lists under `items`, an empty list `{}`.
 * Written from the request as it came, well formed or not: a refused call is recorded with what it
 * asked for. Shapes as in the real records read in 2026-11; where none was found (prefix lists, rule
 * ids, descriptions by id) the shape is inferred from its neighbours. */
export function flatRuleRequest(params: QueryParams): object {
  return {
    ...texts(params, { groupId: 'GroupId', groupName: 'GroupName' }),
    ipPermissions: items(params.list('IpPermissions').map(permission)),
    ...traffic(params),
    ...texts(params, { cidrIp: 'CidrIp' }),
    ...ruleIds(params.texts('SecurityGroupRuleId')),
    ...ruleDescriptions(params.list('SecurityGroupRuleDescription')),
    ...tagSpecifications(params),
  };
}

export function flatCreateGroupRequest(params: QueryParams): object {
  return {
    ...texts(params, {
      groupName: 'GroupName',
      groupDescription: 'GroupDescription',
      vpcId: 'VpcId',
    }),
    ...tagSpecifications(params),
  };
}

export function flatDeleteGroupRequest(params: QueryParams): object {
  return texts(params, { groupId: 'GroupId', groupName: 'GroupName' });
}

export function flatTagsRequest(params: QueryParams): object {
  return {
    resourcesSet: items(params.texts('ResourceId').map((resourceId) => ({ resourceId }))),
    tagSet: items(params.list('Tag').map(tag)),
  };
}

function permission(params: QueryParams): object {
  const group = { groupId: 'GroupId', groupName: 'GroupName', userId: 'UserId' };
  const ranges = (list: string, names: Readonly<Record<string, string>>) =>
    items(params.list(list).map((each) => texts(each, { ...names, description: 'Description' })));
  return {
    ...traffic(params),
    groups: ranges('Groups', group),
    ipRanges: ranges('IpRanges', { cidrIp: 'CidrIp' }),
    ipv6Ranges: ranges('Ipv6Ranges', { cidrIpv6: 'CidrIpv6' }),
    prefixListIds: ranges('PrefixListIds', { prefixListId: 'PrefixListId' }),
  };
}

function traffic(params: QueryParams): object {
  return {
    ...texts(params, { ipProtocol: 'IpProtocol' }),
    ...numbers(params, { fromPort: 'FromPort', toPort: 'ToPort' }),
  };
}

function ruleIds(ids: readonly string[]): object {
  if (ids.length === 0) return {};
  return {
    securityGroupRuleIds: items(ids.map((securityGroupRuleId) => ({ securityGroupRuleId }))),
  };
}

function ruleDescriptions(entries: readonly QueryParams[]): object {
  if (entries.length === 0) return {};
  const names = { securityGroupRuleId: 'SecurityGroupRuleId', description: 'Description' };
  return { securityGroupRuleDescriptions: items(entries.map((entry) => texts(entry, names))) };
}
