import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupReferencesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeStaleSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcPeeringConnectionsCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { withEntry } from '../../../src/sandbox/aws/world/model.ts';
import { type EmulatedAws, emulatedAws } from './support/emulated-aws.ts';

function subnetFilter(subnetId: string) {
  return { Filters: [{ Name: 'association.subnet-id', Values: [subnetId] }] };
}

describe('what a subnet is joined to', () => {
  it('are routes, the main table where no other names it, and network ACLs', async () => {
    await using cloud = await emulatedAws();
    const { vpcId, ec2 } = cloud;
    const { world } = cloud.aws;
    const open = world.addSubnet({ vpcId, cidr: '10.0.1.0/24' });
    const closed = world.addSubnet({ vpcId, cidr: '10.0.2.0/24' });
    const routes = [
      { destination: '0.0.0.0/0', target: 'igw-0a' },
      { destination: '::/0', target: 'eigw-0a' },
    ];
    world.addRouteTable({ vpcId, subnetIds: [open.subnetId], routes });
    world.addRouteTable({ vpcId, isMain: true });
    const entry = { ruleNumber: 100, direction: 'ingress', action: 'allow' } as const;
    const entries = [
      { ...entry, protocol: '6', cidr: '10.0.0.0/8', fromPort: 3_389, toPort: 3_389 },
    ];
    world.addNetworkAcl({ vpcId, subnetIds: [open.subnetId], entries });

    const table = await ec2.send(new DescribeRouteTablesCommand(subnetFilter(open.subnetId)));
    expect(table.RouteTables?.[0]?.Routes).toMatchObject([
      { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' },
      { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-0a', State: 'active' },
      { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-0a' },
    ]);
    const none = await ec2.send(new DescribeRouteTablesCommand(subnetFilter(closed.subnetId)));
    expect(none.RouteTables).toEqual([]);
    const Filters = [
      { Name: 'association.main', Values: ['true'] },
      { Name: 'vpc-id', Values: [vpcId] },
    ];
    const main = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    expect(main.RouteTables?.[0]?.Associations).toMatchObject([{ Main: true }]);

    const acls = await ec2.send(new DescribeNetworkAclsCommand(subnetFilter(open.subnetId)));
    expect(acls.NetworkAcls?.[0]?.Entries).toMatchObject([
      {
        RuleNumber: 100,
        RuleAction: 'allow',
        Egress: false,
        PortRange: { From: 3_389, To: 3_389 },
      },
      { RuleNumber: 32_767, RuleAction: 'deny', Egress: true },
      { RuleNumber: 32_767, RuleAction: 'deny', Egress: false },
    ]);
    const SubnetIds = [open.subnetId];
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds }));
    expect(Subnets).toMatchObject([
      { CidrBlock: '10.0.1.0/24', VpcId: vpcId, AvailableIpAddressCount: 251 },
    ]);
  });
});

/** Two peered VPCs, each with a group, the second one's allowed into the first's. */
async function peered(cloud: EmulatedAws) {
  const { world, region, accountId: ownerId } = cloud.aws;
  const near = cloud.group().groupId;
  const { vpcId: farVpcId } = world.addVpc({ cidr: '10.9.0.0/16' });
  const far = world.addGroup({ groupName: 'far', vpcId: farVpcId }).groupId;
  const side = { ownerId, region };
  const peering = world.addPeering({
    requester: { ...side, vpcId: cloud.vpcId, cidr: '10.0.0.0/16' },
    accepter: { ...side, vpcId: farVpcId, cidr: '10.9.0.0/16' },
  });
  const UserIdGroupPairs = [{ GroupId: far }];
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 3_389, ToPort: 3_389, UserIdGroupPairs }];
  await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: near, IpPermissions }));
  return { near, far, farVpcId, peering };
}

async function staleGroups(cloud: EmulatedAws) {
  const { vpcId: VpcId } = cloud;
  const answer = await cloud.ec2.send(new DescribeStaleSecurityGroupsCommand({ VpcId }));
  return (answer.StaleSecurityGroupSet ?? []).map((group) => group.GroupId);
}

describe('a reference across a peering', () => {
  it('names the peer, and tells the other side who refers to it', async () => {
    await using cloud = await emulatedAws();
    const { near, far, farVpcId, peering } = await peered(cloud);
    const Filters = [{ Name: 'group-id', Values: [near] }];
    const rules = await cloud.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    expect(rules.SecurityGroupRules?.[0]?.ReferencedGroupInfo).toEqual({
      GroupId: far,
      UserId: '111122223333',
      VpcId: farVpcId,
      VpcPeeringConnectionId: peering.peeringId,
      PeeringStatus: 'active',
    });
    const asked = new DescribeSecurityGroupReferencesCommand({ GroupId: [far] });
    expect((await cloud.ec2.send(asked)).SecurityGroupReferenceSet).toEqual([
      { GroupId: far, ReferencingVpcId: cloud.vpcId, VpcPeeringConnectionId: peering.peeringId },
    ]);
    const all = await cloud.ec2.send(new DescribeVpcPeeringConnectionsCommand({}));
    expect(all.VpcPeeringConnections).toMatchObject([
      { Status: { Code: 'active' }, AccepterVpcInfo: { VpcId: farVpcId } },
    ]);
    expect(await staleGroups(cloud)).toEqual([]);
  });

  it('goes stale when the peering or the group is gone', async () => {
    await using cloud = await emulatedAws();
    const { near, far, peering } = await peered(cloud);
    const { world } = cloud.aws;
    const whole = world.state;
    const gone = { ...peering, status: 'deleted' } as const;
    world.alter((state) => {
      return { ...state, peerings: withEntry(state.peerings, peering.peeringId, gone) };
    });
    expect(await staleGroups(cloud)).toEqual([near]);
    world.alter(() => whole);
    expect(await staleGroups(cloud)).toEqual([]);
    const groups = new Map(whole.groups);
    groups.delete(far);
    world.alter((state) => ({ ...state, groups }));
    expect(await staleGroups(cloud)).toEqual([near]);
    expect(cloud.aws.records).toHaveLength(1);
  });
});
