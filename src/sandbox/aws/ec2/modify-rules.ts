import { AwsError, invalidParameterValue, missingParameter } from '../wire/aws-error.ts';
import type { QueryParams } from '../wire/query-params.ts';
import { groupById, ruleOfGroup } from '../world/lookup.ts';
import { type RuleSource, type SecurityGroup, withGroup } from '../world/model.ts';
import type { Ec2Action, Ec2Call } from './action.ts';
import { checkRules } from './rule-limits.ts';
import {
  type RequestedRule,
  type RequestedSource,
  readCidr,
  readTraffic,
  resolveRule,
} from './rule-request.ts';

/** Gives rules new values under their old ids, all or none. The kind of source and the address family
 * stay; tags stay; a description left out is gone. */
export const modifySecurityGroupRules: Ec2Action = {
  name: 'ModifySecurityGroupRules',
  trail: { kind: 'wrapper' },
  prepare: (params) => {
    const groupId = params.requiredText('GroupId');
    const updates = params.list('SecurityGroupRule').map(readUpdate);
    if (updates.length === 0) throw missingParameter('SecurityGroupRule');
    return (call) => {
      const group = groupById(call.state, groupId);
      const next = updates.reduce((changed, update) => applyUpdate(call, changed, update), group);
      checkRules(call.state, next);
      return { body: { return: true }, next: withGroup(call.state, next) };
    };
  },
};

interface RuleUpdate {
  readonly ruleId: string;
  readonly values: RequestedRule;
}

function readUpdate(update: QueryParams): RuleUpdate {
  const ruleId = update.requiredText('SecurityGroupRuleId');
  const rule = update.child('SecurityGroupRule');
  const values = { ...readTraffic(rule), source: readOneSource(rule) };
  const description = rule.text('Description');
  return { ruleId, values: description ? { ...values, description } : values };
}

function readOneSource(rule: QueryParams): RequestedSource {
  const cidrIpv4 = rule.text('CidrIpv4');
  const cidrIpv6 = rule.text('CidrIpv6');
  const prefixListId = rule.text('PrefixListId');
  const groupId = rule.text('ReferencedGroupId');
  const sources: readonly RequestedSource[] = [
    ...(cidrIpv4 === undefined ? [] : [readCidr(cidrIpv4, 'ipv4')]),
    ...(cidrIpv6 === undefined ? [] : [readCidr(cidrIpv6, 'ipv6')]),
    ...(prefixListId === undefined ? [] : [{ kind: 'prefix-list', prefixListId } as const]),
    ...(groupId === undefined ? [] : [{ kind: 'requested-group', groupId } as const]),
  ];
  const [source, ...others] = sources;
  if (source === undefined) {
    throw missingParameter('cidrIp, cidrIpv6, prefixListId, or referencedGroupId');
  }
  if (others.length === 0) return source;
  throw new AwsError(
    'InvalidParameterCombination',
    'Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified',
  );
}

function applyUpdate(call: Ec2Call, group: SecurityGroup, update: RuleUpdate): SecurityGroup {
  const before = ruleOfGroup(group, update.ruleId);
  const values = resolveRule(call, group, update.values);
  if (values.source.kind !== before.source.kind) {
    throw invalidParameterValue(
      `Invalid rule type for security group rule '${update.ruleId}'. You may not specify ` +
        `${FIELD_NAMES[values.source.kind]} for an existing ${KIND_NAMES[before.source.kind]} rule.`,
    );
  }
  const { ruleId, direction, tags } = before;
  const after = { ...values, ruleId, direction, tags };
  return { ...group, rules: group.rules.map((rule) => (rule === before ? after : rule)) };
}

const FIELD_NAMES: Readonly<Record<RuleSource['kind'], string>> = {
  ipv4: 'CidrIpv4',
  ipv6: 'CidrIpv6',
  'prefix-list': 'PrefixListId',
  group: 'ReferencedGroupId',
};

const KIND_NAMES: Readonly<Record<RuleSource['kind'], string>> = {
  ipv4: 'IPv4 CIDR',
  ipv6: 'IPv6 CIDR',
  'prefix-list': 'prefix list',
  group: 'referenced group',
};
