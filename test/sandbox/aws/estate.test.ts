import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import {
  fsxInterface,
  RDS_INTERFACE,
  workSpacesInterface,
} from '../../../src/sandbox/aws/world/service-interfaces.ts';
import { emulatedAws, STARTED_AT } from './support/emulated-aws.ts';

describe('DescribeVpcs', () => {
  it('tells every block of either family with its state', async () => {
    await using cloud = await emulatedAws();
    const { vpcId } = cloud.aws.world.addVpc({
      cidr: '10.1.0.0/16',
      furtherBlocks: [
        { cidr: '100.64.0.0/16', state: 'associated' },
        { cidr: '10.2.0.0/16', state: 'disassociating' },
        { cidr: '2001:db8:1::/56', state: 'associated' },
      ],
    });
    const Filters = [{ Name: 'cidr-block-association.cidr-block', Values: ['100.64.0.0/16'] }];
    const [vpc] = (await cloud.ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs ?? [];
    expect(vpc).toMatchObject({ VpcId: vpcId, CidrBlock: '10.1.0.0/16' });
    expect(
      vpc?.CidrBlockAssociationSet?.map((each) => [each.CidrBlock, each.CidrBlockState?.State]),
    ).toEqual([
      ['10.1.0.0/16', 'associated'],
      ['100.64.0.0/16', 'associated'],
      ['10.2.0.0/16', 'disassociating'],
    ]);
    expect(vpc?.Ipv6CidrBlockAssociationSet).toMatchObject([
      { Ipv6CidrBlock: '2001:db8:1::/56', Ipv6CidrBlockState: { State: 'associated' } },
    ]);
    const ids = vpc?.CidrBlockAssociationSet?.map(({ AssociationId }) => AssociationId);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('DescribeInstances', () => {
  it('filters by platform, tag, VPC and groups on any interface, in pages', async () => {
    await using cloud = await emulatedAws();
    const { world } = cloud.aws;
    const { vpcId } = cloud;
    const { groupId } = cloud.group();
    const second = cloud.group([], 'second');
    const add = (platform: 'windows' | 'linux', role: string, index: number) => {
      const tags = [{ key: 'Role', value: role }];
      const { instanceId } = world.addInstance({ platform, vpcId, launchedAt: STARTED_AT, tags });
      world.addInterface({ vpcId, instanceId, groupIds: [groupId], privateIp: `10.0.0.${index}` });
      return instanceId;
    };
    const windows = Array.from({ length: 6 }, (_, index) => add('windows', 'server', index + 10));
    add('linux', 'domain-controller', 20);
    const controller = add('windows', 'domain-controller', 21);
    const further = { vpcId, instanceId: controller, privateIp: '10.0.0.22' };
    world.addInterface({ ...further, groupIds: [second.groupId] });
    const asked = async (filters: Readonly<Record<string, string>>) => {
      const Filters = Object.entries(filters).map(([Name, value]) => ({ Name, Values: [value] }));
      const found: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = { Filters, MaxResults: 5, ...(NextToken === undefined ? {} : { NextToken }) };
        const answer = await cloud.ec2.send(new DescribeInstancesCommand(page));
        const instances = answer.Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
        found.push(...instances.map(({ InstanceId = '' }) => InstanceId));
        ({ NextToken } = answer);
      } while (NextToken !== undefined);
      return found;
    };
    expect(await asked({ platform: 'windows' })).toEqual([...windows, controller]);
    expect(await asked({ platform: 'windows', 'tag:Role': 'domain-*' })).toEqual([controller]);
    expect(await asked({ 'network-interface.group-id': second.groupId })).toEqual([controller]);
    expect(await asked({ 'vpc-id': 'vpc-other' })).toEqual([]);
  });
});

describe('interfaces of services', () => {
  it('are kept by the service, and found by what it writes on them', async () => {
    await using cloud = await emulatedAws();
    const { vpcId } = cloud;
    const groupIds = [cloud.group().groupId];
    const marks = [RDS_INTERFACE, fsxInterface('fs-0a'), workSpacesInterface(cloud.aws.accountId)];
    const ids = marks.map(
      (each, index) =>
        cloud.aws.world.addInterface({ vpcId, groupIds, privateIp: `10.0.0.${index + 5}`, ...each })
          .networkInterfaceId,
    );
    const asked = async (Name: string, value: string) => {
      const Filters = [{ Name, Values: [value] }];
      const answer = await cloud.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
      return answer.NetworkInterfaces?.map(({ NetworkInterfaceId }) => NetworkInterfaceId);
    };
    expect(await asked('requester-managed', 'true')).toEqual(ids);
    expect(await asked('requester-id', 'amazon-rds')).toEqual([ids[0]]);
    expect(await asked('tag-key', 'AmazonFSx.FileSystemId')).toEqual([ids[1]]);
    expect(await asked('description', 'Created By Amazon Workspaces for *')).toEqual([ids[2]]);
  });
});
