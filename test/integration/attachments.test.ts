import {
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import { approveRevert, liveAlert, OPEN, textOf, threadOf } from '../support/acts.ts';
import { addOpenGroup, associateVpc, setGroups } from '../support/hosts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const { alice, carol } = SEED_USERS;

describe('a group that is put on a guarded host', () => {
  let stack: Stack;
  /** Nobody guards it, and it lets in everybody. */
  let openId: string;
  /** Guarded, and lets in everybody. */
  let wideId: string;
  let subnetId: string;
  let host: { readonly instanceId: string; readonly interfaceId: string };

  beforeEach(async () => {
    stack = await startStack();
    openId = addOpenGroup(stack, 'jump-in');
    wideId = addOpenGroup(stack, 'win-wide');
    const { vpcId } = stack.group;
    ({ subnetId } = stack.aws.world.addSubnet({ vpcId, cidr: '10.0.1.0/24' }));
    host = addHost('10.0.1.9');
  });
  afterEach(() => stack[Symbol.asyncDispose]());

  /** A Windows host behind the guarded group. */
  function addHost(privateIp: string) {
    const { world } = stack.aws;
    const { vpcId, groupId } = stack.group;
    const launchedAt = new Date('2026-01-01T00:00:00Z');
    const { instanceId } = world.addInstance({ platform: 'windows', vpcId, launchedAt });
    const place = { vpcId, subnetId, groupIds: [groupId], privateIp, instanceId };
    const { networkInterfaceId: interfaceId } = world.addInterface(place);
    return { instanceId, interfaceId };
  }

  function groupsOn(interfaceId: string): readonly string[] | undefined {
    return stack.aws.world.state.interfaces.get(interfaceId)?.groupIds;
  }

  /** Everything in EC2 but what stands on interfaces. */
  function theRest(): string {
    const { groups, instances, vpcAssociations } = stack.aws.world.state;
    return JSON.stringify([[...groups], [...instances], [...vpcAssociations]]);
  }

  function saying(alert: SlackMessage, part: string): Promise<SlackMessage> {
    return stack.slack.waitFor(
      ({ messages }) =>
        messages.find((each) => each.ts === alert.ts && textOf(each).includes(part)),
      DEADLINE_MS,
    );
  }

  function calls(action: string): AwsCalls {
    return stack.aws.calls.filter((call) => call.action === action);
  }
  type AwsCalls = Stack['aws']['calls'];

  it('ModifyNetworkInterfaceAttribute: alert, revert, and the groups before are back', async () => {
    const before = groupsOn(host.interfaceId);
    const rest = theRest();
    await setGroups(stack, host.interfaceId, stack.group.groupId, openId);
    const opened = `RDP opened to any address by group jump-in on ${host.instanceId}`;
    const alert = await liveAlert(stack, opened);
    const text = textOf(alert);
    expect(text).toContain(`Put on: ${host.interfaceId} of ${host.instanceId}`);
    expect(text).toContain('By: dana');

    const review = await approveRevert(stack, alert, alice.id);
    expect(review).toContain(`${host.interfaceId}: its groups without ${openId}`);
    await liveAlert(stack, '✅');
    expect(groupsOn(host.interfaceId)).toEqual(before);
    expect(theRest()).toBe(rest);
    expect(calls('ModifyNetworkInterfaceAttribute')).toHaveLength(2);
    await threadOf(stack, alert, 'The door is closed');
    await stack.said('Portcullis made this call itself');
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('ModifyInstanceAttribute: the same', async () => {
    const before = groupsOn(host.interfaceId);
    const Groups = [stack.group.groupId, openId];
    await stack.ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId: host.instanceId, Groups }),
    );
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain(`by group jump-in on ${host.instanceId}`);
    await approveRevert(stack, alert, alice.id);
    await liveAlert(stack, '✅');
    expect(groupsOn(host.interfaceId)).toEqual(before);
  });

  it('RunInstances: scale-outs join one alert; one that is terminated leaves it', async () => {
    const { imageId } = stack.aws.world.addImage({ platform: 'windows' });
    const launch = (count: number) =>
      stack.ec2.send(
        new RunInstancesCommand({
          ImageId: imageId,
          MinCount: count,
          MaxCount: count,
          SubnetId: subnetId,
          SecurityGroupIds: [stack.group.groupId, wideId],
        }),
      );
    const first = await launch(2);
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain('by group win-wide on');
    const [instance] = first.Instances ?? [];
    const second = await launch(1);
    const third = second.Instances?.[0]?.InstanceId ?? '';
    await saying(alert, third);
    await threadOf(stack, alert, 'further place');

    await stack.ec2.send(
      new TerminateInstancesCommand({ InstanceIds: [instance?.InstanceId ?? ''] }),
    );
    await threadOf(stack, alert, 'A part of it is closed');
    const left = await saying(alert, third);
    expect(textOf(left)).not.toContain(instance?.InstanceId);

    await approveRevert(stack, alert, alice.id);
    await liveAlert(stack, '✅');
    const stands = [...stack.aws.world.state.interfaces.values()].filter(({ groupIds }) =>
      groupIds.includes(wideId),
    );
    expect(stands).toEqual([]);
    expect(
      stack.slack.world.messages.filter(({ threadTs }) => threadTs === undefined),
    ).toHaveLength(1);
  });

  it('CreateNetworkInterface and AttachNetworkInterface: a second interface of the host', async () => {
    const made = await stack.ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: subnetId, Groups: [openId, addClean()] }),
    );
    const NetworkInterfaceId = made.NetworkInterface?.NetworkInterfaceId ?? '';
    await stack.said('"eventName":"CreateNetworkInterface"');
    expect(stack.slack.world.messages).toEqual([]);
    await stack.ec2.send(
      new AttachNetworkInterfaceCommand({
        NetworkInterfaceId,
        InstanceId: host.instanceId,
        DeviceIndex: 1,
      }),
    );
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain(`Put on: ${NetworkInterfaceId} of ${host.instanceId}`);
    await approveRevert(stack, alert, alice.id);
    await liveAlert(stack, '✅');
    expect(groupsOn(NetworkInterfaceId)).toHaveLength(1);
    expect(groupsOn(host.interfaceId)).toEqual([stack.group.groupId]);
  });

  function addClean(): string {
    const { vpcId } = stack.group;
    return stack.aws.world.addGroup({ groupName: 'quiet', vpcId }).groupId;
  }

  it('AssociateSecurityGroupVpc: taken out of the VPC again', async () => {
    const rest = theRest();
    const vpcId = await associateVpc(stack, wideId);
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain(`Put on: VPC ${vpcId}`);
    const review = await approveRevert(stack, alert, alice.id);
    expect(review).toContain(`DisassociateSecurityGroupVpc ${wideId}`);
    await liveAlert(stack, '✅');
    expect(theRest()).toBe(rest);
  });

  it('as its only group: the revert is refused, and says what to do', async () => {
    await setGroups(stack, host.interfaceId, wideId);
    const alert = await liveAlert(stack, OPEN);
    // It would cut the last approved way in to the host: that takes two people.
    const review = await approveRevert(stack, alert, alice.id);
    expect(review).toContain('would cut the last approved way in by RDP');
    await approveRevert(stack, await saying(alert, '1 more approval needed'), carol.id);
    const said = textOf(await saying(alert, 'Portcullis did nothing'));
    expect(said).toContain(`${wideId} is the only group on ${host.interfaceId}`);
    expect(said).toContain('put another there first, or close the rules of this one');
    expect(groupsOn(host.interfaceId)).toEqual([wideId]);
    expect(calls('ModifyNetworkInterfaceAttribute')).toHaveLength(1);
  });

  it('which a service runs, found by the sweep: alert only, and nothing is called', async () => {
    const sweep = { PORTCULLIS_TASKS: 'sweep' };
    await stack.product.stop();
    await stack.product.start(sweep);
    await stack.said('"progress":"done"');
    await stack.product.stop();
    const { vpcId, groupId } = stack.group;
    const place = { vpcId, subnetId, groupIds: [groupId, openId], privateIp: '10.0.1.30' };
    const run = stack.aws.world.addInterface({ ...place, requesterId: 'amazon-rds' });
    await stack.product.start(sweep);
    const alert = await liveAlert(stack, OPEN);
    const text = textOf(alert);
    expect(text).toContain(`Put on: ${run.networkInterfaceId}, run by amazon-rds`);
    expect(text).toContain('amazon-rds runs it. Change it there.');
    expect(text).toContain('By: not known yet');
    expect(JSON.stringify(alert.blocks)).not.toContain('Approve revert');
    expect(groupsOn(run.networkInterfaceId)).toEqual([groupId, openId]);
    expect(calls('ModifyNetworkInterfaceAttribute')).toEqual([]);
  });
});
