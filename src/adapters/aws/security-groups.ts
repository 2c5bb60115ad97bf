import {
  DescribeSecurityGroupsCommand,
  type SecurityGroup,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { GroupAddress, LiveRules, SecurityGroups } from '../../app/ports.ts';
import type { Direction } from '../../domain/change/exposure-change.ts';
import type { GroupFacts } from '../../domain/guard/group-facts.ts';
import type { KnownRule } from '../../domain/inventory/group-state.ts';
import { parseCidr } from '../../domain/net/cidr.ts';
import { parseProtocol } from '../../domain/net/protocol.ts';
import { ANY_PORT } from '../../domain/net/traffic.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { AwsAccounts } from './accounts.ts';
import { clientsByPlace, type PlaceClients } from './clients.ts';
import { listRules } from './list-rules.ts';
import { look } from './look.ts';
import { restore } from './restore.ts';
import { revoke } from './revoke.ts';

/** EC2's security groups in the accounts that are configured. A group of another account is answered with "could
 * not look". */
export function ec2SecurityGroups(accounts: AwsAccounts): SecurityGroups {
  const clients = clientsByPlace(accounts);
  return {
    describeGroup: (address) =>
      look(address, accounts, 'ec2:DescribeSecurityGroups', () =>
        describeGroup(clients(address), address),
      ),
    describeRules: (address) =>
      look(address, accounts, 'ec2:DescribeSecurityGroupRules', () =>
        describeRules(clients(address), address),
      ),
    restore: async (plan) => restore(clients(plan), plan),
    revoke: async (plan) => revoke(clients(plan), plan),
  };
}

async function describeGroup(
  { read }: PlaceClients,
  { groupId }: GroupAddress,
): Promise<GroupFacts | null> {
  const answer = await read.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }));
  const group = answer.SecurityGroups?.[0];
  return group === undefined ? null : groupFacts(group);
}

/** What EC2 says of a group besides its rules. */
export function groupFacts(group: SecurityGroup): GroupFacts {
  return {
    groupName: group.GroupName ?? '',
    vpcId: group.VpcId ?? null,
    tags: new Map(group.Tags?.map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
  };
}

async function describeRules(
  { read }: PlaceClients,
  { groupId }: GroupAddress,
): Promise<LiveRules | null> {
  const rules = await listRules(read, groupId);
  return {
    inbound: rules.filter((rule) => directionOf(rule) === 'inbound').map(knownRuleOf),
    outbound: rules.filter((rule) => directionOf(rule) === 'outbound').map(knownRuleOf),
  };
}

/** Which way a rule goes, as EC2 describes it. */
export function directionOf({ IsEgress }: SecurityGroupRule): Direction {
  return IsEgress === true ? 'outbound' : 'inbound';
}

/** A rule as EC2 describes it. An answer that is not understood is an error, not a rule less: what
 * is left out here would count as closed. */
export function knownRuleOf(rule: SecurityGroupRule): KnownRule {
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
    ...tagsField(rule),
  };
}

function tagsField({ Tags: tags = [] }: SecurityGroupRule): Pick<KnownRule, 'tags'> {
  if (tags.length === 0) return {};
  const sorted = tags.map(({ Key = '', Value = '' }) => [Key, Value] as const).sort();
  return { tags: Object.fromEntries(sorted) };
}

function sourceTextOf(rule: SecurityGroupRule): string | undefined {
  const block = rule.CidrIpv4 ?? rule.CidrIpv6;
  if (block === undefined) return rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId;
  const parsed = parseCidr(block);
  return parsed.kind === 'problem' ? undefined : parsed.text;
}
