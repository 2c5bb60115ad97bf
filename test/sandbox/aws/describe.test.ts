import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
  DescribeVpcsCommand,
  paginateDescribeSecurityGroupRules,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import {
  type EmulatedAws,
  emulatedAws,
  errorOf,
  refusalOf,
  tcpFrom,
} from './support/emulated-aws.ts';

async function groupIds(cloud: EmulatedAws, input: DescribeSecurityGroupsCommandInput) {
  const answer = await cloud.ec2.send(new DescribeSecurityGroupsCommand(input));
  return answer.SecurityGroups?.map((group) => group.GroupId);
}

describe('DescribeSecurityGroups', () => {
  it('gathers the rules of the same protocol and ports into one permission', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group([
      tcpFrom('10.0.0.0/8', 3389, { description: 'corp "LAN" <b>' }),
      tcpFrom('::/0', 3389),
      tcpFrom('10.0.0.0/8', 445),
    ]);
    const answer = await cloud.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }));
    expect(answer.SecurityGroups?.[0]).toMatchObject({
      GroupId: groupId,
      VpcId: cloud.vpcId,
      OwnerId: cloud.aws.accountId,
      IpPermissionsEgress: [],
      IpPermissions: [
        {
          FromPort: 3389,
          IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'corp "LAN" <b>' }],
          Ipv6Ranges: [{ CidrIpv6: '::/0' }],
          PrefixListIds: [],
          UserIdGroupPairs: [],
        },
        { FromPort: 445, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      ],
    });
  });

  it('answers protocol -1 without ports', async () => {
    await using cloud = await emulatedAws();
    const group = cloud.aws.world.addGroup({ groupName: 'g', vpcId: cloud.vpcId });
    const answer = await cloud.ec2.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [group.groupId] }),
    );
    expect(answer.SecurityGroups?.[0]?.IpPermissionsEgress?.[0]).not.toHaveProperty('FromPort');
  });

  it('filters by "and" over filters, "or" over values, with wildcards', async () => {
    await using cloud = await emulatedAws();
    const web = cloud.group([tcpFrom('0.0.0.0/0', 443)], 'web-front');
    const back = cloud.group([tcpFrom('10.0.0.0/8', 3389)], 'web-back');
    const tagged = cloud.aws.world.addGroup({
      groupName: 'tagged',
      vpcId: cloud.vpcId,
      tags: [{ key: 'portcullis', value: 'domain-controller' }],
    });
    const by = (Name: string, ...Values: string[]) =>
      groupIds(cloud, { Filters: [{ Name, Values }] });
    expect(await by('group-name', 'web-*')).toEqual([web.groupId, back.groupId]);
    expect(await by('group-name', 'web-fron?', 'tagged')).toEqual([web.groupId, tagged.groupId]);
    expect(await by('vpc-id', cloud.vpcId)).toHaveLength(3);
    expect(await by('tag:portcullis', 'domain-*')).toEqual([tagged.groupId]);
    expect(await by('tag-key', 'portcullis')).toEqual([tagged.groupId]);
    expect(await by('ip-permission.cidr', '10.0.0.0/8')).toEqual([back.groupId]);
    expect(await by('egress.ip-permission.protocol', '-1')).toEqual([tagged.groupId]);
    const both = [
      { Name: 'group-name', Values: ['web-*'] },
      { Name: 'ip-permission.from-port', Values: ['443'] },
    ];
    expect(await groupIds(cloud, { Filters: both })).toEqual([web.groupId]);
  });

  it('names a filter that it does not support', async () => {
    await using cloud = await emulatedAws();
    const error = await errorOf(groupIds(cloud, { Filters: [{ Name: 'moon', Values: ['1'] }] }));
    expect(error.name).toBe('UnsupportedSandboxParameter');
    expect(error.message).toContain('the filter moon');
  });

  it('refuses unknown ids and names, page sizes and tokens', async () => {
    await using cloud = await emulatedAws();
    const refused = (input: DescribeSecurityGroupsCommandInput) =>
      refusalOf(groupIds(cloud, input));
    expect(await refused({ GroupIds: ['sg-0bad'] })).toBe('InvalidGroup.NotFound');
    expect(await refused({ GroupNames: ['bad'] })).toBe('InvalidGroup.NotFound');
    expect(await refused({ MaxResults: 4 })).toBe('InvalidParameterValue');
    expect(await refused({ NextToken: 'made up' })).toBe('InvalidParameterValue');
  });
});

describe('DescribeSecurityGroupRules', () => {
  it.each([
    [12, 3],
    [10, 2],
  ])('pages through all %i rules of a group, each once', async (count, expectedPages) => {
    await using cloud = await emulatedAws();
    const { groupId, rules } = cloud.group(
      Array.from({ length: count }, (_, index) => tcpFrom('10.0.0.0/8', 1_000 + index)),
    );
    cloud.group([tcpFrom('0.0.0.0/0', 1)]);
    const seen: (string | undefined)[] = [];
    let pages = 0;
    const Filters = [{ Name: 'group-id', Values: [groupId] }];
    const paging = { client: cloud.ec2, pageSize: 5 };
    for await (const page of paginateDescribeSecurityGroupRules(paging, { Filters })) {
      pages += 1;
      seen.push(...(page.SecurityGroupRules ?? []).map((rule) => rule.SecurityGroupRuleId));
    }
    expect(pages).toBe(expectedPages);
    expect(seen).toEqual(rules.map((rule) => rule.ruleId));
  });

  it('answers rules by id and refuses an unknown one', async () => {
    await using cloud = await emulatedAws();
    const ruleId = cloud.group([tcpFrom('0.0.0.0/0', 3389)]).rules[0]?.ruleId ?? '';
    const describeRules = (...SecurityGroupRuleIds: string[]) =>
      cloud.ec2.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds }));
    expect((await describeRules(ruleId)).SecurityGroupRules?.[0]?.CidrIpv4).toBe('0.0.0.0/0');
    expect(await refusalOf(describeRules('sgr-0bad'))).toBe('InvalidSecurityGroupRuleId.NotFound');
  });
});

describe('the hosts', () => {
  it('are instances with platform, groups and interfaces', async () => {
    await using cloud = await emulatedAws();
    const { world } = cloud.aws;
    const { groupId } = cloud.group([], 'windows');
    const { vpcId } = cloud;
    const launchedAt = new Date('2026-01-01T00:00:00Z');
    const { instanceId } = world.addInstance({ platform: 'windows', vpcId, launchedAt });
    world.addInstance({ platform: 'linux', vpcId, launchedAt });
    const groups = { vpcId, groupIds: [groupId] };
    world.addInterface({ ...groups, privateIp: '10.0.0.4', publicIp: '192.0.2.1', instanceId });
    world.addInterface({ ...groups, privateIp: '10.0.0.5', requesterId: 'amazon-rds' });

    const Filters = [{ Name: 'platform', Values: ['windows'] }];
    const found = await cloud.ec2.send(new DescribeInstancesCommand({ Filters }));
    expect(found.Reservations).toHaveLength(1);
    expect(found.Reservations?.[0]?.Instances?.[0]).toMatchObject({
      InstanceId: instanceId,
      Platform: 'windows',
      LaunchTime: launchedAt,
      State: { Name: 'running', Code: 16 },
      PrivateIpAddress: '10.0.0.4',
      PublicIpAddress: '192.0.2.1',
      SecurityGroups: [{ GroupId: groupId, GroupName: 'windows' }],
      NetworkInterfaces: [{ Groups: [{ GroupId: groupId }], Attachment: { DeviceIndex: 0 } }],
    });
    const all = await cloud.ec2.send(new DescribeInstancesCommand({}));
    expect(all.Reservations?.[1]?.Instances?.[0]?.Platform).toBeUndefined();

    const byGroup = [{ Name: 'group-id', Values: [groupId] }];
    const interfaces = await cloud.ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters: byGroup }),
    );
    expect(interfaces.NetworkInterfaces).toMatchObject([
      { Attachment: { InstanceId: instanceId }, RequesterManaged: false },
      { RequesterId: 'amazon-rds', RequesterManaged: true },
    ]);
  });

  it('live in VPCs', async () => {
    await using cloud = await emulatedAws();
    const answer = await cloud.ec2.send(new DescribeVpcsCommand({ VpcIds: [cloud.vpcId] }));
    expect(answer.Vpcs).toMatchObject([
      { VpcId: cloud.vpcId, CidrBlock: '10.0.0.0/16', IsDefault: false },
    ]);
  });
});
