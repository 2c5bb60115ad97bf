import {
  CreateNetworkInterfaceCommand,
  type EC2Client,
  ModifyInstanceAttributeCommand,
  ModifyManagedPrefixListCommand,
  ModifyNetworkInterfaceAttributeCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/sandbox/aws/identity/identity.ts';
import { ALICE, type EmulatedAws, emulatedAws } from './support/emulated-aws.ts';
import { shapeDifferences } from './support/shape-differences.ts';
import { hasSamples, sample, sampleLine } from './support/shared-samples.ts';

const CONSOLE_USER: Identity = { kind: 'iam-user', userName: 'bob', fromConsole: true };

interface Case {
  readonly file: string;
  readonly as?: Identity;
  /** Differences that are known, each with its reason in a constant above or beside it. */
  readonly known?: readonly string[];
  readonly call: (cloud: EmulatedAws, ec2: EC2Client) => Promise<unknown>;
}

function seedList(cloud: EmulatedAws): string {
  const entries = [{ cidr: '10.0.0.0/8' }];
  const seed = { name: 'corp-vpn', family: 'ipv4', maxEntries: 10, entries } as const;
  return cloud.aws.world.addPrefixList(seed).prefixListId;
}

const CONSOLE_ROLE: Identity = {
  kind: 'assumed-role',
  roleName: 'voclabs',
  sessionName: 's',
  fromConsole: true,
};

/** An instance with one interface in one group. */
function seedHost(cloud: EmulatedAws) {
  const { world } = cloud.aws;
  const { vpcId } = world.addVpc({ cidr: '10.7.0.0/16', isDefault: true, hasDefaultGroup: true });
  const { subnetId } = world.addSubnet({ vpcId, cidr: '10.7.0.0/24' });
  const { groupId } = world.addGroup({ groupName: 'win', vpcId });
  const { imageId } = world.addImage({ platform: 'linux' });
  const launchedAt = new Date(0);
  const { instanceId } = world.addInstance({ platform: 'windows', vpcId, launchedAt });
  const place = { vpcId, subnetId, groupIds: [groupId], privateIp: '10.7.0.9', instanceId };
  const { networkInterfaceId } = world.addInterface(place);
  return { vpcId, subnetId, groupId, imageId, instanceId, networkInterfaceId };
}

const SHORTENED_LIST = [
  'addressFamily',
  'maxEntries',
  'ownerId',
  'prefixListArn',
  'prefixListName',
];

const INFERRED: readonly Case[] = [
  {
    file: 'modifymanagedprefixlist-add-one',
    as: CONSOLE_USER,
    call: (cloud, ec2) => {
      const AddEntries = [{ Cidr: '0.0.0.0/0', Description: 'temp' }];
      const list = { PrefixListId: seedList(cloud), CurrentVersion: 1 };
      return ec2.send(new ModifyManagedPrefixListCommand({ ...list, AddEntries }));
    },
  },
  {
    file: 'modifymanagedprefixlist-add-two-remove-one',
    as: CONSOLE_USER,
    // The sample's answer was written shorter than its neighbour's.
    known: SHORTENED_LIST.map(
      (key) => `$.responseElements.ModifyManagedPrefixListResponse.prefixList.${key}: extra`,
    ),
    call: (cloud, ec2) => {
      const AddEntries = [{ Cidr: '198.51.100.0/24' }, { Cidr: '203.0.113.0/24' }];
      const RemoveEntries = [{ Cidr: '10.0.0.0/8' }];
      const list = { PrefixListId: seedList(cloud), CurrentVersion: 1 };
      return ec2.send(new ModifyManagedPrefixListCommand({ ...list, AddEntries, RemoveEntries }));
    },
  },
  {
    file: 'modifynetworkinterfaceattribute-groupset',
    as: CONSOLE_ROLE,
    call: (cloud, ec2) => {
      const { networkInterfaceId: NetworkInterfaceId, vpcId, groupId } = seedHost(cloud);
      const second = cloud.aws.world.addGroup({ groupName: 'b', vpcId });
      const Groups = [groupId, second.groupId];
      const input = { NetworkInterfaceId, Groups };
      return ec2.send(new ModifyNetworkInterfaceAttributeCommand(input));
    },
  },
  {
    file: 'modifyinstanceattribute-groupset',
    as: CONSOLE_ROLE,
    call: (cloud, ec2) => {
      const { instanceId: InstanceId, groupId } = seedHost(cloud);
      return ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, Groups: [groupId] }));
    },
  },
];

const REAL: readonly Case[] = [
  {
    file: 'CreateNetworkInterface/01-invictus-1',
    call: (cloud, ec2) => {
      const PrivateIpAddresses = [{ PrivateIpAddress: '10.7.0.10', Primary: true }];
      const TagSpecifications = [
        { ResourceType: 'network-interface' as const, Tags: [{ Key: 'a', Value: 'b' }] },
      ];
      const SubnetId = seedHost(cloud).subnetId;
      const input = { SubnetId, PrivateIpAddresses, TagSpecifications };
      return ec2.send(new CreateNetworkInterfaceCommand(input));
    },
  },
];

/** The last record that the case's call leaves, as JSON; refusals are part of some cases. */
async function emitted({ as = ALICE, call }: Case): Promise<unknown> {
  await using cloud = await emulatedAws();
  await Promise.allSettled([call(cloud, cloud.as(as))]);
  return JSON.parse(JSON.stringify(cloud.aws.records.at(-1)));
}

describe.skipIf(!hasSamples)('records have the keys and types of real ones', () => {
  it.each(REAL)('$file', async (example) => {
    const real = sample(`cloudtrail/records/${example.file}.json`);
    expect(shapeDifferences(real, await emitted(example))).toEqual(example.known ?? []);
  });

  it('RunInstances in the console way: nothing that real ones lack', async () => {
    const real = sample('cloudtrail/records/RunInstances/19-console-multi-and-single-2.json');
    const record = await emitted({
      file: '',
      call: (cloud, ec2) => {
        const { subnetId, groupId, imageId } = seedHost(cloud);
        const spec = { DeviceIndex: 0, SubnetId: subnetId, Groups: [groupId] };
        const tag = { ResourceType: 'instance' as const, Tags: [{ Key: 'a', Value: 'b' }] };
        return ec2.send(
          new RunInstancesCommand({
            ...{ ImageId: imageId, MinCount: 1, MaxCount: 1, InstanceType: 't3.large' },
            KeyName: 'k',
            NetworkInterfaces: [{ ...spec, Description: 'Primary', DeleteOnTermination: true }],
            TagSpecifications: [tag],
          }),
        );
      },
    });
    const section = (name: string, of: unknown) =>
      Object.entries(of ?? {}).find(([key]) => key === name)?.[1];
    const differences = ['requestParameters', 'responseElements'].flatMap((name) =>
      shapeDifferences(section(name, real), section(name, record)),
    );
    // A console sends no client token; what is missing are options that the emulator does not have.
    expect(differences.filter((each) => !each.endsWith(': missing'))).toEqual([
      '$.clientToken: extra',
    ]);
  });

  it('TerminateInstances, out of a LookupEvents answer', async () => {
    const { CloudTrailEvent } = sampleLine('logs/plaso-lookup-events.jsonl', 'TerminateInstances');
    const record = await emitted({
      file: '',
      as: CONSOLE_USER,
      call: (cloud, ec2) => {
        const InstanceIds = [seedHost(cloud).instanceId];
        return ec2.send(new TerminateInstancesCommand({ InstanceIds }));
      },
    });
    // The sample is of 2022: empty session parts were written then, and no TLS details.
    expect(shapeDifferences(JSON.parse(CloudTrailEvent), record)).toEqual([
      '$.userIdentity.sessionContext.sessionIssuer: missing',
      '$.userIdentity.sessionContext.webIdFederationData: missing',
      '$.tlsDetails: extra',
    ]);
  });
});

describe.skipIf(!hasSamples)('records have the keys and types of inferred ones', () => {
  it.each(INFERRED)('$file', async (example) => {
    const inferred = sample(`cloudtrail/constructed/${example.file}.json`);
    const differences = shapeDifferences(inferred, await emitted(example));
    expect(differences.toSorted()).toEqual(example.known ?? []);
  });
});
