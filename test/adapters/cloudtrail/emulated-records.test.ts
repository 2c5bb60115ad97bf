import {
  AssociateSecurityGroupVpcCommand,
  AttachNetworkInterfaceCommand,
  AuthorizeSecurityGroupEgressCommand,
  CreateNetworkInterfaceCommand,
  DeleteManagedPrefixListCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DetachNetworkInterfaceCommand,
  DisassociateSecurityGroupVpcCommand,
  ModifyInstanceAttributeCommand,
  ModifyManagedPrefixListCommand,
  ModifyNetworkInterfaceAttributeCommand,
  RestoreManagedPrefixListVersionCommand,
  RevokeSecurityGroupEgressCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { DS_TARGET } from '../../../src/sandbox/aws/ds/service.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import { type EmulatedAws, emulatedAws } from '../../sandbox/aws/support/emulated-aws.ts';
import { jsonCaller } from '../../sandbox/aws/support/json-call.ts';

/** What the last record that a call of the real SDK left is decoded to. */
function lastTexts({ aws }: EmulatedAws): readonly string[] {
  return decodedTexts(decode(aws.records.at(-1)));
}

/** An instance with one interface in one group, and a place for more. */
function host({ aws: { world }, vpcId, group }: EmulatedAws) {
  const { groupId } = group();
  const { subnetId } = world.addSubnet({ vpcId, cidr: '10.0.1.0/24' });
  const { imageId } = world.addImage({ platform: 'windows' });
  const seed = { platform: 'windows', vpcId, launchedAt: new Date(0) } as const;
  const { instanceId } = world.addInstance(seed);
  const place = { vpcId, subnetId, groupIds: [groupId], privateIp: '10.0.1.9', instanceId };
  const { networkInterfaceId } = world.addInterface(place);
  return { groupId, subnetId, imageId, instanceId, networkInterfaceId };
}

describe('outbound rules and groups', () => {
  test('are added, revoked and deleted', async () => {
    await using cloud = await emulatedAws();
    const { groupId: GroupId } = cloud.group();
    const IpPermissions = [
      { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    ];
    await cloud.ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    expect(lastTexts(cloud)).toEqual([
      expect.stringMatching(/^tcp 3389-3389 from 10\.0\.0\.0\/8 as sgr-/),
    ]);
    await cloud.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    expect(lastTexts(cloud)).toEqual([
      expect.stringMatching(/^tcp 3389-3389 from 10\.0\.0\.0\/8 as sgr-/),
    ]);
    expect(decode(cloud.aws.records.at(-1))).toMatchObject({ change: { direction: 'outbound' } });
    await cloud.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    expect(lastTexts(cloud)).toEqual([`deleted ${GroupId}`]);
  });
});

describe('prefix lists', () => {
  test('are modified, restored and deleted', async () => {
    await using cloud = await emulatedAws();
    const entries = [{ cidr: '10.0.0.0/8' }];
    const seed = { name: 'corp', family: 'ipv4', maxEntries: 10, entries } as const;
    const { prefixListId: PrefixListId } = cloud.aws.world.addPrefixList(seed);
    const AddEntries = [{ Cidr: '0.0.0.0/0', Description: 'temp' }];
    const RemoveEntries = [{ Cidr: '10.0.0.0/8' }];
    const modify = { PrefixListId, CurrentVersion: 1, AddEntries, RemoveEntries };
    await cloud.ec2.send(new ModifyManagedPrefixListCommand(modify));
    expect(lastTexts(cloud)).toEqual([
      `listModified ${PrefixListId} at 1`,
      '+ 0.0.0.0/0, temp',
      '- 10.0.0.0/8',
    ]);
    const size = { PrefixListId, MaxEntries: 20 };
    await cloud.ec2.send(new ModifyManagedPrefixListCommand(size));
    expect(lastTexts(cloud)).toEqual(['ignored: noListEntries']);
    const restore = { PrefixListId, PreviousVersion: 1, CurrentVersion: 2 };
    await cloud.ec2.send(new RestoreManagedPrefixListVersionCommand(restore));
    expect(lastTexts(cloud)).toEqual([`listRestored ${PrefixListId} at 2`]);
    await cloud.ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId }));
    expect(lastTexts(cloud)).toEqual([`listDeleted ${PrefixListId} at no version`]);
  });

  test('a call that fails changes none', async () => {
    await using cloud = await emulatedAws();
    const call = new DeleteManagedPrefixListCommand({ PrefixListId: 'pl-0bad' });
    await expect(cloud.ec2.send(call)).rejects.toThrow();
    expect(lastTexts(cloud)).toEqual([expect.stringMatching(/^ignored: Client\.\w+/)]);
  });
});

describe('attachments', () => {
  test('groups of interfaces and instances are replaced as a whole', async () => {
    await using cloud = await emulatedAws();
    const { groupId, instanceId, networkInterfaceId } = host(cloud);
    const Groups = [groupId, cloud.group().groupId];
    const ofInterface = { NetworkInterfaceId: networkInterfaceId, Groups };
    await cloud.ec2.send(new ModifyNetworkInterfaceAttributeCommand(ofInterface));
    expect(lastTexts(cloud)).toEqual([
      `attached ${networkInterfaceId} of nothing: ${Groups.join(' ')}`,
    ]);
    const ofInstance = { InstanceId: instanceId, Groups: [groupId] };
    await cloud.ec2.send(new ModifyInstanceAttributeCommand(ofInstance));
    expect(lastTexts(cloud)).toEqual([`attached ${instanceId}: ${groupId}`]);
  });

  test('an interface is made, attached, detached and deleted', async () => {
    await using cloud = await emulatedAws();
    const { groupId, subnetId, instanceId } = host(cloud);
    const make = { SubnetId: subnetId, Groups: [groupId] };
    const made = await cloud.ec2.send(new CreateNetworkInterfaceCommand(make));
    const NetworkInterfaceId = made.NetworkInterface?.NetworkInterfaceId ?? '';
    expect(lastTexts(cloud)).toEqual([`attached ${NetworkInterfaceId} of nothing: ${groupId}`]);
    const attach = { NetworkInterfaceId, InstanceId: instanceId, DeviceIndex: 1 };
    const { AttachmentId } = await cloud.ec2.send(new AttachNetworkInterfaceCommand(attach));
    expect(lastTexts(cloud)).toEqual([`attached ${NetworkInterfaceId} of ${instanceId}: not told`]);
    await cloud.ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId }));
    expect(lastTexts(cloud)).toEqual([`detached ${AttachmentId}: not told`]);
    await cloud.ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    expect(lastTexts(cloud)).toEqual([`detached ${NetworkInterfaceId} of nothing: none`]);
  });

  test.each(['for the instance', 'for its interface'])(
    'instances are launched with groups named %s, and terminated',
    async (where) => {
      await using cloud = await emulatedAws();
      const { groupId, subnetId, imageId } = host(cloud);
      const launch = { ImageId: imageId, MinCount: 2, MaxCount: 2 };
      const spec = { DeviceIndex: 0, SubnetId: subnetId, Groups: [groupId] };
      const placed =
        where === 'for the instance'
          ? { SubnetId: subnetId, SecurityGroupIds: [groupId] }
          : { NetworkInterfaces: [spec] };
      const run = new RunInstancesCommand({ ...launch, ...placed });
      const { Instances = [] } = await cloud.ec2.send(run);
      expect(lastTexts(cloud)).toEqual(
        Instances.map(({ InstanceId, NetworkInterfaces }) => {
          const interfaceId = NetworkInterfaces?.[0]?.NetworkInterfaceId;
          return `attached ${interfaceId} of ${InstanceId}: ${groupId}`;
        }),
      );
      expect(Instances).toHaveLength(2);
      const InstanceIds = Instances.map(({ InstanceId = '' }) => InstanceId);
      await cloud.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
      expect(lastTexts(cloud)).toEqual(InstanceIds.map((id) => `detached ${id}: none`));
    },
  );

  test('a group is let into another VPC and out of it', async () => {
    await using cloud = await emulatedAws();
    const pair = {
      GroupId: cloud.group().groupId,
      VpcId: cloud.aws.world.addVpc({ cidr: '10.9.0.0/16' }).vpcId,
    };
    await cloud.ec2.send(new AssociateSecurityGroupVpcCommand(pair));
    expect(lastTexts(cloud)).toEqual([`attached ${pair.VpcId}: ${pair.GroupId}`]);
    await cloud.ec2.send(new DisassociateSecurityGroupVpcCommand(pair));
    expect(lastTexts(cloud)).toEqual([`detached ${pair.VpcId}: ${pair.GroupId}`]);
  });
});

describe('directories', () => {
  test('are born, and get routes with and without a new group', async () => {
    await using cloud = await emulatedAws();
    const { vpcId, aws } = cloud;
    const SubnetIds = ['10.0.1.0/24', '10.0.2.0/24'].map(
      (cidr) => aws.world.addSubnet({ vpcId, cidr }).subnetId,
    );
    const ds = jsonCaller(aws, DS_TARGET);
    const VpcSettings = { VpcId: vpcId, SubnetIds };
    const asked = { Name: 'corp.example.com', Password: 'Never-Shown-1', VpcSettings };
    const { body } = await ds('CreateMicrosoftAD', asked);
    expect(lastTexts(cloud)).toEqual([`born ${body.DirectoryId}`]);
    const { directoryId: DirectoryId } = aws.world.addDirectory({ vpcId });
    await ds('AddIpRoutes', { DirectoryId, IpRoutes: [{ CidrIp: '192.0.2.0/24' }] });
    expect(lastTexts(cloud)).toEqual([`routes of ${DirectoryId} to 192.0.2.0/24`]);
    await ds('AddIpRoutes', {
      DirectoryId,
      IpRoutes: [{ CidrIp: '198.51.100.0/24' }],
      UpdateSecurityGroupForDirectoryControllers: true,
    });
    const texts = aws.records.map((record) => decodedTexts(decode(record)).join());
    expect(texts).toContain(`routes of ${DirectoryId} and its group to 198.51.100.0/24`);
  });
});
