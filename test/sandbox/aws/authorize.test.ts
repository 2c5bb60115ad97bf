import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { emulatedAws, errorOf, refusalOf, tcpFrom } from './support/emulated-aws.ts';

function ingress(GroupId: string, ...IpPermissions: IpPermission[]) {
  return new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions });
}

function rdpFrom(CidrIp: string): IpPermission {
  return { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp }] };
}

describe('AuthorizeSecurityGroupIngress', () => {
  it('adds one rule with its own id per source of every kind', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    const other = cloud.group();
    const list = cloud.aws.world.addPrefixList({ name: 'vpn', family: 'ipv4', maxEntries: 3 });
    const answer = await cloud.ec2.send(
      ingress(groupId, {
        IpProtocol: 'tcp',
        FromPort: 3389,
        ToPort: 3390,
        IpRanges: [{ CidrIp: '192.0.2.0/24', Description: 'office' }, { CidrIp: '0.0.0.0/0' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:DB8:0::/32' }],
        PrefixListIds: [{ PrefixListId: list.prefixListId }],
        UserIdGroupPairs: [{ GroupId: other.groupId }, { GroupId: groupId }],
      }),
    );
    const rules = answer.SecurityGroupRules ?? [];
    expect(new Set(rules.map((rule) => rule.SecurityGroupRuleId)).size).toBe(6);
    expect(rules.map((rule) => rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId)).toEqual([
      '192.0.2.0/24',
      '0.0.0.0/0',
      '2001:db8::/32',
      list.prefixListId,
      undefined,
      undefined,
    ]);
    expect(rules.map((rule) => rule.ReferencedGroupInfo?.GroupId).slice(4)).toEqual([
      other.groupId,
      groupId,
    ]);
    expect(rules.map((rule) => rule.Description).slice(0, 2)).toEqual(['office', undefined]);
    expect(rules.every((rule) => rule.FromPort === 3389 && rule.IsEgress === false)).toBe(true);
    expect(cloud.aws.world.state.groups.get(groupId)?.rules).toHaveLength(6);
  });

  it('understands the flat form and the name of a group of the default VPC', async () => {
    await using cloud = await emulatedAws();
    const vpc = cloud.aws.world.addVpc({ cidr: '172.31.0.0/16', isDefault: true });
    const { groupId } = cloud.aws.world.addGroup({ groupName: 'legacy', vpcId: vpc.vpcId });
    const answer = await cloud.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupName: 'legacy',
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        CidrIp: '203.0.113.9/32',
      }),
    );
    expect(answer.SecurityGroupRules?.[0]).toMatchObject({ GroupId: groupId, FromPort: 22 });
  });

  it.each([
    ['10.0.0.1/8', '10.0.0.0/8'],
    ['255.255.255.255/1', '128.0.0.0/1'],
    ['1.2.3.4/0', '0.0.0.0/0'],
  ])('stores %s without its host bits, as %s', async (written, stored) => {
    await using cloud = await emulatedAws();
    const answer = await cloud.ec2.send(ingress(cloud.group().groupId, rdpFrom(written)));
    expect(answer.SecurityGroupRules?.[0]?.CidrIpv4).toBe(stored);
  });

  it.each([
    ['6', 'tcp'],
    ['17', 'udp'],
    ['TCP', 'tcp'],
  ])('answers protocol %s as %s', async (written, stored) => {
    await using cloud = await emulatedAws();
    const permission = { ...rdpFrom('192.0.2.0/24'), IpProtocol: written };
    const answer = await cloud.ec2.send(ingress(cloud.group().groupId, permission));
    expect(answer.SecurityGroupRules?.[0]?.IpProtocol).toBe(stored);
  });

  it.each([
    ['-1', 3389, '-1'],
    ['50', 3389, '50'],
    ['58', undefined, 'icmpv6'],
  ])('gives protocol %s no ports, whatever was sent', async (written, port, stored) => {
    await using cloud = await emulatedAws();
    const ports = port === undefined ? {} : { FromPort: port, ToPort: port };
    const permission = { IpProtocol: written, ...ports, Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
    const answer = await cloud.ec2.send(ingress(cloud.group().groupId, permission));
    expect(answer.SecurityGroupRules?.[0]).toMatchObject({
      IpProtocol: stored,
      FromPort: -1,
      ToPort: -1,
    });
  });

  it.each<[string, IpPermission]>([
    ['InvalidParameterValue', rdpFrom('10.0.0.0/33')],
    ['InvalidParameterValue', rdpFrom('10.0.0.0')],
    ['InvalidParameterValue', rdpFrom('::/0')],
    ['InvalidParameterValue', { IpProtocol: 'tcp', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
    ['InvalidParameterValue', { ...rdpFrom('10.0.0.0/8'), ToPort: 70_000 }],
    ['InvalidParameterValue', { ...rdpFrom('10.0.0.0/8'), ToPort: 3388 }],
    ['InvalidParameterValue', { ...rdpFrom('10.0.0.0/8'), IpProtocol: 'smtp' }],
    ['MissingParameter', { IpProtocol: 'tcp', FromPort: 1, ToPort: 1 }],
    ['InvalidGroup.NotFound', { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-0bad' }] }],
    [
      'InvalidPrefixListID.NotFound',
      { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-0bad' }] },
    ],
  ])('refuses with %s and changes nothing: %j', async (code, permission) => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    const good = rdpFrom('198.51.100.0/24');
    expect(await refusalOf(cloud.ec2.send(ingress(groupId, good, permission)))).toBe(code);
    expect(cloud.aws.world.state.groups.get(groupId)?.rules).toEqual([]);
  });

  it('refuses a duplicate of a stored rule, whatever its description, and adds none of the call', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group([tcpFrom('10.0.0.0/8', 3389, { description: 'old' })]);
    const call = cloud.ec2.send(ingress(groupId, rdpFrom('192.0.2.0/24'), rdpFrom('10.9.9.9/8')));
    const error = await errorOf(call);
    expect(error.name).toBe('InvalidPermission.Duplicate');
    expect(error.message).toContain(
      '"peer: 10.0.0.0/8, TCP, from port: 3389, to port: 3389, ALLOW"',
    );
    expect(cloud.aws.world.state.groups.get(groupId)?.rules).toHaveLength(1);
  });

  it('refuses an unknown group', async () => {
    await using cloud = await emulatedAws();
    const call = cloud.ec2.send(ingress('sg-0bad', rdpFrom('10.0.0.0/8')));
    expect(await refusalOf(call)).toBe('InvalidGroup.NotFound');
  });

  it('takes 60 rules of one family and refuses the next, counting a prefix list at its size', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    const list = cloud.aws.world.addPrefixList({ name: 'vpn', family: 'ipv4', maxEntries: 59 });
    const byList = { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: list.prefixListId }] };
    await cloud.ec2.send(ingress(groupId, byList, rdpFrom('10.0.0.0/8')));
    const ipv6 = { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
    await cloud.ec2.send(ingress(groupId, ipv6));
    const call = cloud.ec2.send(ingress(groupId, rdpFrom('11.0.0.0/8')));
    expect(await refusalOf(call)).toBe('RulesPerSecurityGroupLimitExceeded');
  });

  it('tags every rule that it adds', async () => {
    await using cloud = await emulatedAws();
    const tags = [{ Key: 'owner', Value: 'ops' }];
    const answer = await cloud.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: cloud.group().groupId,
        IpPermissions: [rdpFrom('10.0.0.0/8'), rdpFrom('11.0.0.0/8')],
        TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: tags }],
      }),
    );
    expect(answer.SecurityGroupRules?.map((rule) => rule.Tags)).toEqual([tags, tags]);
  });

  it('answers a dry run with DryRunOperation and changes nothing', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    const call = new AuthorizeSecurityGroupIngressCommand({
      GroupId: groupId,
      IpPermissions: [rdpFrom('0.0.0.0/0')],
      DryRun: true,
    });
    expect(await refusalOf(cloud.ec2.send(call))).toBe('DryRunOperation');
    expect(cloud.aws.world.state.groups.get(groupId)?.rules).toEqual([]);
  });

  it('names the parameter that it does not support', async () => {
    await using cloud = await emulatedAws();
    const call = new AuthorizeSecurityGroupIngressCommand({
      GroupId: cloud.group().groupId,
      SourceSecurityGroupName: 'other',
      IpPermissions: [rdpFrom('10.0.0.0/8')],
    });
    const error = await errorOf(cloud.ec2.send(call));
    expect(error.name).toBe('UnsupportedSandboxParameter');
    expect(error.message).toContain('SourceSecurityGroupName of AuthorizeSecurityGroupIngress');
    expect(cloud.aws.records).toEqual([]);
  });
});

describe('AuthorizeSecurityGroupEgress', () => {
  it('adds an outbound rule; the same inbound rule is no duplicate', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group([tcpFrom('10.0.0.0/8', 3389)]);
    const answer = await cloud.ec2.send(
      new AuthorizeSecurityGroupEgressCommand({
        GroupId: groupId,
        IpPermissions: [rdpFrom('10.0.0.0/8')],
      }),
    );
    expect(answer.SecurityGroupRules?.[0]?.IsEgress).toBe(true);
  });
});
