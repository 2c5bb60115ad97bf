import {
  DescribeSecurityGroupsCommand,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  paginateDescribeSecurityGroupRules,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
  type SecurityGroupRule,
  type SecurityGroupRuleRequest,
  type SecurityGroupRuleUpdate,
} from '@aws-sdk/client-ec2';
import type {
  GroupAddress,
  LiveRules,
  Looked,
  SecurityGroups,
  StepAnswer,
} from '../../app/ports.ts';
import type { GroupFacts } from '../../domain/guard/match.ts';
import type { KnownRule } from '../../domain/inventory/group-state.ts';
import { parseCidr } from '../../domain/net/cidr.ts';
import { parseProtocol } from '../../domain/net/protocol.ts';
import { ANY_PORT } from '../../domain/net/traffic.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { type PlannedRule, sourceOf } from '../../domain/plan/planned-rule.ts';
import { awsFailure, firstLine, toOutsideError } from './aws-errors.ts';
import { clientsByRegion, type RegionClients } from './clients.ts';

/** Rules per page of DescribeSecurityGroupRules: 5 to 1,000 (EC2 API). */
const RULES_PER_PAGE = 1_000;

/** EC2's security groups in the account that the credentials are of. A group of another account is
 * answered with "could not look": its credentials are not configured. */
export function ec2SecurityGroups(homeAccountId: string): SecurityGroups {
  const clients = clientsByRegion();
  return {
    describeGroup: (address) =>
      look(address, homeAccountId, 'ec2:DescribeSecurityGroups', () =>
        describeGroup(clients(address.region), address),
      ),
    describeRules: (address) =>
      look(address, homeAccountId, 'ec2:DescribeSecurityGroupRules', () =>
        describeRules(clients(address.region), address),
      ),
    restore: (plan) => restore(clients(plan.region), plan),
    revoke: (plan) => revoke(clients(plan.region), plan),
  };
}

async function look<T>(
  address: GroupAddress,
  homeAccountId: string,
  action: string,
  read: () => Promise<T | null>,
): Promise<Looked<T>> {
  if (address.accountId !== homeAccountId) {
    const reason = `account ${address.accountId} is not configured; credentials are of ${homeAccountId}`;
    return { kind: 'couldNotLook', reason };
  }
  try {
    const value = await read();
    return value === null ? { kind: 'notThere' } : { kind: 'found', value };
  } catch (error) {
    if (isGroupNotFound(error)) return { kind: 'notThere' };
    const outside = toOutsideError(error, action);
    if (outside.isRetryable) throw outside;
    return { kind: 'couldNotLook', reason: outside.message };
  }
}

const GROUP_NOT_FOUND = new Set([
  'InvalidGroup.NotFound',
  'InvalidGroupId.Malformed',
  'InvalidGroupId.NotFound',
]);

const RULE_NOT_FOUND = new Set([
  'InvalidPermission.NotFound',
  'InvalidSecurityGroupRuleId.NotFound',
]);

function isGroupNotFound(error: unknown): boolean {
  return GROUP_NOT_FOUND.has(awsFailure(error).code);
}

async function describeGroup(
  { read }: RegionClients,
  { groupId }: GroupAddress,
): Promise<GroupFacts | null> {
  const answer = await read.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }));
  const group = answer.SecurityGroups?.[0];
  return group === undefined ? null : groupFacts(group);
}

function groupFacts(group: SecurityGroup): GroupFacts {
  return {
    groupName: group.GroupName ?? '',
    vpcId: group.VpcId ?? null,
    tags: new Map(group.Tags?.map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
  };
}

async function describeRules(
  { read }: RegionClients,
  { groupId }: GroupAddress,
): Promise<LiveRules | null> {
  const pages = paginateDescribeSecurityGroupRules(
    { client: read, pageSize: RULES_PER_PAGE },
    { Filters: [{ Name: 'group-id', Values: [groupId] }] },
  );
  const rules: SecurityGroupRule[] = [];
  for await (const page of pages) rules.push(...(page.SecurityGroupRules ?? []));
  return {
    inbound: rules.filter((rule) => rule.IsEgress !== true).map(knownRuleOf),
    outboundRuleIds: rules
      .filter((rule) => rule.IsEgress === true)
      .flatMap((rule) => rule.SecurityGroupRuleId ?? []),
  };
}

/** A rule as EC2 describes it. An answer that is not understood is an error, not a rule less: what
 * is left out here would count as closed. */
function knownRuleOf(rule: SecurityGroupRule): KnownRule {
  const protocol = parseProtocol(rule.IpProtocol);
  const source = sourceTextOf(rule);
  if (protocol === undefined || source === undefined) {
    const message = `EC2 described a rule that is not understood: ${JSON.stringify(rule)}`;
    throw new OutsideError('aws_failed', message, { isRetryable: false });
  }
  return {
    ruleId: rule.SecurityGroupRuleId ?? null,
    protocol,
    fromPort: rule.FromPort ?? ANY_PORT,
    toPort: rule.ToPort ?? ANY_PORT,
    source,
    description: rule.Description ?? null,
  };
}

function sourceTextOf(rule: SecurityGroupRule): string | undefined {
  const block = rule.CidrIpv4 ?? rule.CidrIpv6;
  if (block === undefined) return rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId;
  const parsed = parseCidr(block);
  return parsed.kind === 'problem' ? undefined : parsed.text;
}

async function restore({ write }: RegionClients, plan: Plan): Promise<StepAnswer> {
  try {
    const answer = await write.send(
      new ModifySecurityGroupRulesCommand({
        GroupId: plan.groupId,
        SecurityGroupRules: plan.restore.map(({ was }) => toRuleUpdate(was)),
      }),
    );
    return { kind: 'accepted', requestId: answer.$metadata.requestId ?? null };
  } catch (error) {
    return stepFailure(error, 'ec2:ModifySecurityGroupRules');
  }
}

/** A rule's old values whole: what is left out of the call, EC2 takes away. */
function toRuleUpdate(was: KnownRule): SecurityGroupRuleUpdate {
  return {
    SecurityGroupRuleId: was.ruleId ?? '',
    SecurityGroupRule: {
      IpProtocol: was.protocol,
      FromPort: was.fromPort,
      ToPort: was.toPort,
      ...(was.description === null ? {} : { Description: was.description }),
      ...ruleSourceFields(was),
    },
  };
}

function ruleSourceFields(rule: PlannedRule): SecurityGroupRuleRequest {
  const source = sourceOf(rule.source);
  switch (source.kind) {
    case 'prefixList':
      return { PrefixListId: source.prefixListId };
    case 'referencedGroup':
      return { ReferencedGroupId: source.groupId };
    case 'cidr':
      return source.cidr.kind === 'ipv4'
        ? { CidrIpv4: source.cidr.text }
        : { CidrIpv6: source.cidr.text };
  }
}

async function revoke({ write }: RegionClients, plan: Plan): Promise<StepAnswer> {
  try {
    const answer = await write.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: plan.groupId,
        IpPermissions: plan.revoke.map(toIpPermission),
      }),
    );
    // EC2 answers success and lists here what it did not find: that is "not done".
    const isAllUnknown = (answer.UnknownIpPermissions?.length ?? 0) >= plan.revoke.length;
    if (isAllUnknown) return { kind: 'notThere' };
    return { kind: 'accepted', requestId: answer.$metadata.requestId ?? null };
  } catch (error) {
    return stepFailure(error, 'ec2:RevokeSecurityGroupIngress');
  }
}

/** A rule's exact properties: a rule that was edited meanwhile does not match and is left alone,
 * where its id alone would delete whatever it has become. */
function toIpPermission(rule: PlannedRule): IpPermission {
  const ports = rule.protocol === '-1' ? {} : { FromPort: rule.fromPort, ToPort: rule.toPort };
  return { IpProtocol: rule.protocol, ...ports, ...sourceFields(rule) };
}

function sourceFields(rule: PlannedRule): IpPermission {
  const source = sourceOf(rule.source);
  switch (source.kind) {
    case 'prefixList':
      return { PrefixListIds: [{ PrefixListId: source.prefixListId }] };
    case 'referencedGroup':
      return { UserIdGroupPairs: [{ GroupId: source.groupId }] };
    case 'cidr':
      return source.cidr.kind === 'ipv4'
        ? { IpRanges: [{ CidrIp: source.cidr.text }] }
        : { Ipv6Ranges: [{ CidrIpv6: source.cidr.text }] };
  }
}

function stepFailure(error: unknown, action: string): StepAnswer {
  const failure = awsFailure(error);
  if (RULE_NOT_FOUND.has(failure.code) || isGroupNotFound(error)) {
    return { kind: 'notThere' };
  }
  const said = firstLine(failure.message);
  switch (failure.kind) {
    case 'denied': {
      const advice = `Allow ${action} on the group to the role that Portcullis runs as (${said})`;
      return { kind: 'refused', code: failure.code, advice };
    }
    case 'throttled':
      return {
        kind: 'refused',
        code: failure.code,
        advice: 'AWS was busy: approve again in a minute',
      };
    case 'unreachable':
      return { kind: 'noAnswer', reason: `EC2 did not answer the call (${said})` };
    case 'answered':
      return { kind: 'refused', code: failure.code, advice: said };
  }
}
