import {
  DescribeInstancesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { type EmulatedAws, emulatedAws, refusalOf } from './support/emulated-aws.ts';

/** A default VPC with a subnet that hands out public addresses, and a Windows image. */
function place(cloud: EmulatedAws) {
  const { world } = cloud.aws;
  const vpc = world.addVpc({ cidr: '10.7.0.0/16', isDefault: true, hasDefaultGroup: true });
  const { vpcId } = vpc;
  const { subnetId } = world.addSubnet({ vpcId, cidr: '10.7.0.0/24', mapsPublicIp: true });
  const { groupId } = world.addGroup({ groupName: 'win', vpcId });
  const { imageId } = world.addImage({ platform: 'windows' });
  return { vpcId, subnetId, groupId, imageId };
}

async function launch(cloud: EmulatedAws, input: Partial<RunInstancesCommandInput>) {
  const { imageId } = place(cloud);
  const usual = { ImageId: imageId, MinCount: 1, MaxCount: 1, InstanceType: 't3.large' } as const;
  return cloud.ec2.send(new RunInstancesCommand({ ...usual, ...input }));
}

describe('RunInstances', () => {
  it('puts an instance without groups into the default group of the default VPC', async () => {
    await using cloud = await emulatedAws();
    const answer = await launch(cloud, {});
    expect(answer.Instances).toMatchObject([
      {
        Platform: 'windows',
        State: { Name: 'pending' },
        PrivateIpAddress: '10.7.0.4',
        PublicIpAddress: '203.0.113.1',
        SecurityGroups: [{ GroupName: 'default' }],
      },
    ]);
  });

  it('takes groups by name, tags, and as many as asked for', async () => {
    await using cloud = await emulatedAws();
    const Tags = [{ Key: 'role', Value: 'dc' }];
    const TagSpecifications = [{ ResourceType: 'instance' as const, Tags }];
    const answer = await launch(cloud, { SecurityGroups: ['win'], MaxCount: 2, TagSpecifications });
    const found = await cloud.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'tag:role', Values: ['dc'] }] }),
    );
    const instances = (found.Reservations ?? []).flatMap((each) => each.Instances ?? []);
    expect(instances.map((each) => each.PrivateIpAddress)).toEqual(['10.7.0.4', '10.7.0.5']);
    expect(instances.map((each) => each.State?.Name)).toEqual(['running', 'running']);
    expect(instances[0]?.SecurityGroups).toMatchObject([{ GroupName: 'win' }]);
    expect(instances[1]?.InstanceId).toBe(answer.Instances?.[1]?.InstanceId);
  });

  it('takes groups per interface, and an interface that is there already', async () => {
    await using cloud = await emulatedAws();
    const { subnetId, groupId, imageId, vpcId } = place(cloud);
    const seed = { vpcId, subnetId, groupIds: [groupId], privateIp: '10.7.0.99' };
    const { networkInterfaceId } = cloud.aws.world.addInterface(seed);
    const elsewhere = { vpcId: cloud.vpcId, groupIds: [], privateIp: '10.0.0.4' };
    cloud.aws.world.addInterface(elsewhere);
    const NetworkInterfaces = [
      { DeviceIndex: 0, SubnetId: subnetId, Groups: [groupId], AssociatePublicIpAddress: false },
      { DeviceIndex: 1, NetworkInterfaceId: networkInterfaceId, DeleteOnTermination: false },
    ];
    const ask = { ImageId: imageId, MinCount: 1, MaxCount: 1, NetworkInterfaces };
    const { Instances } = await cloud.ec2.send(new RunInstancesCommand(ask));
    expect(Instances?.[0]?.PublicIpAddress).toBeUndefined();
    expect(Instances?.[0]?.NetworkInterfaces).toMatchObject([
      { Groups: [{ GroupId: groupId }], Attachment: { DeviceIndex: 0 } },
      { NetworkInterfaceId: networkInterfaceId, Attachment: { DeviceIndex: 1 } },
    ]);
    expect(Instances?.[0]?.VpcId).toBe(vpcId);
    expect(await refusalOf(cloud.ec2.send(new RunInstancesCommand(ask)))).toBe(
      'InvalidNetworkInterface.InUse',
    );
  });

  it.each<[string, Partial<RunInstancesCommandInput>]>([
    ['InvalidAMIID.NotFound', { ImageId: 'ami-0bad' }],
    ['InvalidGroup.NotFound', { SecurityGroupIds: ['sg-0bad'] }],
    ['InvalidSubnetID.NotFound', { SubnetId: 'subnet-0bad' }],
    ['InvalidParameterValue', { MinCount: 2 }],
    ['UnsupportedSandboxParameter', { LaunchTemplate: { LaunchTemplateId: 'lt-0' } }],
    [
      'InvalidParameterCombination',
      { SecurityGroups: ['win'], NetworkInterfaces: [{ DeviceIndex: 0 }] },
    ],
  ])('refuses with %s: %j', async (code, input) => {
    await using cloud = await emulatedAws();
    expect(await refusalOf(launch(cloud, input))).toBe(code);
    expect(cloud.aws.world.state.instances.size).toBe(0);
    expect(cloud.aws.world.state.interfaces.size).toBe(0);
  });
});

describe('TerminateInstances', () => {
  it('ends the instance and the interfaces that end with it', async () => {
    await using cloud = await emulatedAws();
    const { Instances } = await launch(cloud, {});
    const InstanceIds = [Instances?.[0]?.InstanceId ?? ''];
    const answer = await cloud.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    expect(answer.TerminatingInstances).toMatchObject([
      { PreviousState: { Name: 'running' }, CurrentState: { Name: 'shutting-down' } },
    ]);
    expect(cloud.aws.world.state.interfaces.size).toBe(0);
    const found = await cloud.ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    expect(found.Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('terminated');
  });
});
