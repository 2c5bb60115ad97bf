import {
  AssociateSecurityGroupVpcCommand,
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  CreateTagsCommand,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupVpcAssociationsCommand,
  DetachNetworkInterfaceCommand,
  DisassociateSecurityGroupVpcCommand,
  ModifyInstanceAttributeCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { type EmulatedAws, emulatedAws, refusalOf } from './support/emulated-aws.ts';

const LAUNCHED = new Date('2026-01-01T00:00:00Z');

/** An instance with one interface in one group, and a second group to move to. */
function host(cloud: EmulatedAws) {
  const { vpcId } = cloud;
  const { world } = cloud.aws;
  const [before, after] = [cloud.group().groupId, cloud.group().groupId];
  const { subnetId } = world.addSubnet({ vpcId, cidr: '10.0.1.0/24' });
  const windows = { platform: 'windows', vpcId, launchedAt: LAUNCHED } as const;
  const { instanceId } = world.addInstance(windows);
  const place = { vpcId, subnetId, groupIds: [before], privateIp: '10.0.1.9', instanceId };
  const { networkInterfaceId } = world.addInterface(place);
  const groups = () => world.state.interfaces.get(networkInterfaceId)?.groupIds;
  return { before, after, subnetId, instanceId, networkInterfaceId, groups };
}

function setGroups(NetworkInterfaceId: string, Groups: string[]) {
  return new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups });
}

describe('ModifyNetworkInterfaceAttribute', () => {
  it('replaces the whole set of groups', async () => {
    await using cloud = await emulatedAws();
    const { networkInterfaceId, before, after, groups } = host(cloud);
    await cloud.ec2.send(setGroups(networkInterfaceId, [after, before, after]));
    expect(groups()).toEqual([after, before]);
    await cloud.ec2.send(setGroups(networkInterfaceId, [after]));
    expect(groups()).toEqual([after]);
  });

  it('refuses no group, an unknown one, one of another VPC and more than five', async () => {
    await using cloud = await emulatedAws();
    const { networkInterfaceId, before, groups } = host(cloud);
    const other = cloud.aws.world.addVpc({ cidr: '10.9.0.0/16', hasDefaultGroup: true });
    const [foreign = ''] = [...cloud.aws.world.state.groups.values()]
      .filter(({ vpcId }) => vpcId === other.vpcId)
      .map(({ groupId }) => groupId);
    const many = Array.from({ length: 6 }, () => cloud.group().groupId);
    const attempt = (wanted: string[]) =>
      refusalOf(cloud.ec2.send(setGroups(networkInterfaceId, wanted)));
    expect(await attempt([])).toBe('InvalidParameterCombination');
    expect(await attempt(['sg-0bad'])).toBe('InvalidGroup.NotFound');
    expect(await attempt([foreign])).toBe('InvalidParameter');
    expect(await attempt(many)).toBe('SecurityGroupsPerInterfaceLimitExceeded');
    expect(groups()).toEqual([before]);
  });

  it('is refused on what a service keeps', async () => {
    await using cloud = await emulatedAws();
    const groupIds = [cloud.group().groupId];
    const seed = { vpcId: cloud.vpcId, groupIds, privateIp: '10.0.0.5' };
    const kept = cloud.aws.world.addInterface({ ...seed, requesterId: 'amazon-rds' });
    const call = cloud.ec2.send(setGroups(kept.networkInterfaceId, groupIds));
    expect(await refusalOf(call)).toBe('AuthFailure');
  });
});

describe('ModifyInstanceAttribute', () => {
  it('replaces the groups of the only interface, and asks which one where there are more', async () => {
    await using cloud = await emulatedAws();
    const { instanceId, after, groups } = host(cloud);
    const input = { InstanceId: instanceId, Groups: [after] };
    await cloud.ec2.send(new ModifyInstanceAttributeCommand(input));
    expect(groups()).toEqual([after]);
    const second = { vpcId: cloud.vpcId, groupIds: [after], privateIp: '10.0.1.10', instanceId };
    cloud.aws.world.addInterface(second);
    const call = cloud.ec2.send(new ModifyInstanceAttributeCommand(input));
    expect(await refusalOf(call)).toBe('InvalidInstanceID');
  });
});

describe('an interface', () => {
  it('is made, attached, detached and deleted', async () => {
    await using cloud = await emulatedAws();
    const { ec2 } = cloud;
    const { subnetId, instanceId, after } = host(cloud);
    const made = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: subnetId, Groups: [after], Description: 'x' }),
    );
    const NetworkInterfaceId = made.NetworkInterface?.NetworkInterfaceId ?? '';
    expect(made.NetworkInterface).toMatchObject({
      Status: 'pending',
      PrivateIpAddress: '10.0.1.4',
    });
    const attach = { NetworkInterfaceId, InstanceId: instanceId, DeviceIndex: 1 };
    const { AttachmentId } = await ec2.send(new AttachNetworkInterfaceCommand(attach));
    const Filters = [{ Name: 'attachment.instance-id', Values: [instanceId] }];
    const shown = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
    expect(shown.NetworkInterfaces).toMatchObject([
      { Attachment: { DeviceIndex: 0, DeleteOnTermination: true } },
      { Attachment: { DeviceIndex: 1, AttachmentId, Status: 'attached' }, SubnetId: subnetId },
    ]);
    const doomed = new DeleteNetworkInterfaceCommand({ NetworkInterfaceId });
    expect(await refusalOf(ec2.send(doomed))).toBe('InvalidNetworkInterface.InUse');
    expect(await refusalOf(ec2.send(new AttachNetworkInterfaceCommand(attach)))).toBe(
      'InvalidNetworkInterface.InUse',
    );
    await ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId }));
    await ec2.send(doomed);
    expect(cloud.aws.world.state.interfaces.has(NetworkInterfaceId)).toBe(false);
  });

  it('of an operator is shown when it is not hidden or asked for, and refuses changes', async () => {
    await using cloud = await emulatedAws();
    const { networkInterfaceId, before } = host(cloud);
    const seed = { vpcId: cloud.vpcId, groupIds: [before], privateIp: '10.0.0.5' };
    const operator = { principal: 'workspaces.amazonaws.com', isHidden: true };
    const hidden = cloud.aws.world.addInterface({ ...seed, operator });
    const shown = async (IncludeManagedResources: boolean) => {
      const call = new DescribeNetworkInterfacesCommand({ IncludeManagedResources });
      const { NetworkInterfaces = [] } = await cloud.ec2.send(call);
      return NetworkInterfaces.map((each) => [each.NetworkInterfaceId, each.Operator?.Principal]);
    };
    expect(await shown(false)).toEqual([[networkInterfaceId, undefined]]);
    expect(await shown(true)).toEqual([
      [networkInterfaceId, undefined],
      [hidden.networkInterfaceId, operator.principal],
    ]);
    const call = cloud.ec2.send(setGroups(hidden.networkInterfaceId, [before]));
    expect(await refusalOf(call)).toBe('OperationNotPermitted');
  });

  it('stays where it is when it is the primary one', async () => {
    await using cloud = await emulatedAws();
    const { networkInterfaceId } = host(cloud);
    const AttachmentId =
      cloud.aws.world.state.interfaces.get(networkInterfaceId)?.attachment?.attachmentId;
    const call = cloud.ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId }));
    expect(await refusalOf(call)).toBe('OperationNotPermitted');
    const unknown = new DetachNetworkInterfaceCommand({ AttachmentId: 'eni-attach-0bad' });
    expect(await refusalOf(cloud.ec2.send(unknown))).toBe('InvalidAttachmentID.NotFound');
  });

  it('is in the default group of its VPC when none is named', async () => {
    await using cloud = await emulatedAws();
    const { vpcId } = cloud.aws.world.addVpc({ cidr: '10.8.0.0/16', hasDefaultGroup: true });
    const { subnetId } = cloud.aws.world.addSubnet({ vpcId, cidr: '10.8.0.0/24' });
    const made = await cloud.ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnetId }));
    expect(made.NetworkInterface?.Groups).toMatchObject([{ GroupName: 'default' }]);
    expect(made.NetworkInterface?.RequesterManaged).toBe(false);
  });

  it('can be tagged', async () => {
    await using cloud = await emulatedAws();
    const { networkInterfaceId, instanceId } = host(cloud);
    const Resources = [networkInterfaceId, instanceId];
    const tag = (Key: string) =>
      cloud.ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key, Value: 'dc' }] }));
    await tag('role');
    expect(cloud.aws.world.state.instances.get(instanceId)?.tags).toEqual([
      { key: 'role', value: 'dc' },
    ]);
    expect(await refusalOf(tag('aws:role'))).toBe('InvalidParameterValue');
  });
});

describe('AssociateSecurityGroupVpc', () => {
  it('lets a group stand in another VPC until it is taken back', async () => {
    await using cloud = await emulatedAws();
    const { ec2 } = cloud;
    const GroupId = cloud.group().groupId;
    const { vpcId: VpcId } = cloud.aws.world.addVpc({ cidr: '10.9.0.0/16', hasDefaultGroup: true });
    const { subnetId } = cloud.aws.world.addSubnet({ vpcId: VpcId, cidr: '10.9.0.0/24' });
    const create = new CreateNetworkInterfaceCommand({ SubnetId: subnetId, Groups: [GroupId] });
    expect(await refusalOf(ec2.send(create))).toBe('InvalidParameter');
    const answer = await ec2.send(new AssociateSecurityGroupVpcCommand({ GroupId, VpcId }));
    expect(answer.State).toBe('associating');
    const Filters = [{ Name: 'group-id', Values: [GroupId] }];
    const list = await ec2.send(new DescribeSecurityGroupVpcAssociationsCommand({ Filters }));
    expect(list.SecurityGroupVpcAssociations).toMatchObject([
      { GroupId, VpcId, State: 'associated', VpcOwnerId: '111122223333' },
    ]);
    const made = await ec2.send(create);
    const leave = new DisassociateSecurityGroupVpcCommand({ GroupId, VpcId });
    expect(await refusalOf(ec2.send(leave))).toBe('DependencyViolation');
    const NetworkInterfaceId = made.NetworkInterface?.NetworkInterfaceId ?? '';
    await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    expect((await ec2.send(leave)).State).toBe('disassociating');
    expect(cloud.aws.world.state.vpcAssociations.size).toBe(0);
  });

  it('refuses the VPC that the group is in, and default groups', async () => {
    await using cloud = await emulatedAws();
    const associate = (GroupId: string, VpcId: string) =>
      refusalOf(cloud.ec2.send(new AssociateSecurityGroupVpcCommand({ GroupId, VpcId })));
    const { groupId } = cloud.group();
    const standard = cloud.group([], 'default').groupId;
    const { vpcId } = cloud.aws.world.addVpc({ cidr: '10.9.0.0/16' });
    expect(await associate(groupId, cloud.vpcId)).toBe('InvalidParameterValue');
    expect(await associate(standard, vpcId)).toBe('InvalidParameterValue');
    expect(await associate(groupId, 'vpc-0bad')).toBe('InvalidVpcID.NotFound');
  });
});
