import { ModifyNetworkInterfaceAttributeCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { groupNamed, hostNamed, imageOf } from './find.ts';
import { GROUP_NAMES, HOST_NAMES } from './seed-aws.ts';
import type { Stage, Story } from './story.ts';

const chapter = 'Hosts';

/** Changes of what stands behind the groups, while no rule changes. */
export const HOST_STORIES: readonly Story[] = [
  {
    id: 'attach-open-group',
    chapter,
    label: `Put ${GROUP_NAMES.open} on the file server`,
    expectation:
      'An alert: nobody guards that group, but now it opens RDP of a guarded host. A revert takes it off.',
    act: (stage) => setGroups(stage, [GROUP_NAMES.files, GROUP_NAMES.open]),
  },
  {
    id: 'detach-open-group',
    chapter,
    label: `Take ${GROUP_NAMES.open} off by hand`,
    expectation: 'Its alert closes by itself and says who closed it.',
    act: (stage) => setGroups(stage, [GROUP_NAMES.files]),
  },
  {
    id: 'launch-open',
    chapter,
    label: `Launch a Windows server with ${GROUP_NAMES.open}`,
    expectation: 'An alert about the new host; launched again, the next one joins that alert.',
    act: (stage) => launch(stage, [GROUP_NAMES.web, GROUP_NAMES.open]),
  },
  {
    id: 'launch-approved',
    chapter,
    label: `Launch a Windows server in ${GROUP_NAMES.web}`,
    expectation: 'No alert while the group is as approved: it stands behind the same rules.',
    act: (stage) => launch(stage, [GROUP_NAMES.web]),
  },
];

async function setGroups({ aws, ec2 }: Stage, names: readonly string[]): Promise<string> {
  const { networkInterfaceId } = hostNamed(aws, HOST_NAMES.files);
  const Groups = names.map((name) => groupNamed(aws, name).groupId);
  await ec2.send(
    new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: networkInterfaceId, Groups }),
  );
  return `On ${networkInterfaceId} of ${HOST_NAMES.files} now: ${names.join(', ')}.`;
}

async function launch({ aws, ec2, scene }: Stage, names: readonly string[]): Promise<string> {
  const number = [...aws.world.state.instances.values()].length;
  const name = `web-new-${number}`;
  const { Instances: [launched] = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: imageOf(aws, 'windows'),
      InstanceType: 't3.large',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: scene.subnetIds.open,
      SecurityGroupIds: names.map((each) => groupNamed(aws, each).groupId),
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }],
    }),
  );
  return `EC2 launched ${launched?.InstanceId} (${name}) with ${names.join(', ')}.`;
}
