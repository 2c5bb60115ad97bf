import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { approveRevert, liveAlert, OPEN, textOf, threadOf } from '../support/acts.ts';
import { setGroups } from '../support/hosts.ts';
import { blocksOf, modifyList } from '../support/lists.ts';
import { type Stack, startStack } from '../support/stack.ts';

const { alice } = SEED_USERS;
const SWEEP = { PORTCULLIS_TASKS: 'sweep' };

describe('a harmless group that nobody guards, on a guarded host', () => {
  let stack: Stack;
  let groupId: string;
  let host: { readonly instanceId: string; readonly interfaceId: string };

  beforeEach(async () => {
    stack = await startStack({ isProductStarted: false });
    const { world } = stack.aws;
    const { vpcId, groupId: guardedId } = stack.group;
    groupId = world.addGroup({ groupName: 'shared', vpcId }).groupId;
    const { subnetId } = world.addSubnet({ vpcId, cidr: '10.0.1.0/24' });
    const launchedAt = new Date('2026-01-01T00:00:00Z');
    const { instanceId } = world.addInstance({ platform: 'windows', vpcId, launchedAt });
    const place = { vpcId, subnetId, privateIp: '10.0.1.9', instanceId, groupIds: [guardedId] };
    host = { instanceId, interfaceId: world.addInterface(place).networkInterfaceId };
  });
  afterEach(() => stack[Symbol.asyncDispose]());

  const besideText = (): string =>
    `since it stands on ${host.instanceId} beside win-web ${stack.group.groupId}`;

  function rules(): string {
    return JSON.stringify(stack.aws.world.state.groups.get(groupId)?.rules);
  }

  /** The group is put on the host, and that is heard. */
  async function putThere(): Promise<void> {
    await setGroups(stack, host.interfaceId, stack.group.groupId, groupId);
    await stack.said('"eventName":"ModifyNetworkInterfaceAttribute"');
  }

  async function openRdp(): Promise<void> {
    await stack.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 3389,
            ToPort: 3389,
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
          },
        ],
      }),
    );
  }

  /** A list of the bastion's block, let in by RDP. */
  async function nameList(): Promise<string> {
    const { prefixListId } = stack.aws.world.addPrefixList({
      name: 'office',
      family: 'ipv4',
      maxEntries: 10,
      entries: [{ cidr: '10.9.8.0/28', description: 'the bastion' }],
    });
    await stack.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 3389,
            ToPort: 3389,
            PrefixListIds: [{ PrefixListId: prefixListId }],
          },
        ],
      }),
    );
    return prefixListId;
  }

  it('opened afterwards: alert, revert, and its rules before are back', async () => {
    await stack.product.start();
    await putThere();
    expect(stack.slack.world.messages).toEqual([]);
    const before = rules();
    await openRdp();
    const alert = await liveAlert(stack, 'RDP opened to any address on shared');
    expect(textOf(alert)).toContain(besideText());
    await approveRevert(stack, alert, alice.id);
    await liveAlert(stack, '✅');
    expect(rules()).toBe(before);
    await threadOf(stack, alert, 'The door is closed');
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('let in by a prefix list that grows afterwards: alert, revert, and the entries are back', async () => {
    await stack.product.start();
    await putThere();
    const listId = await nameList();
    await stack.said('"eventName":"AuthorizeSecurityGroupIngress"');
    expect(stack.slack.world.messages).toEqual([]);
    await modifyList(stack, listId, { add: ['0.0.0.0/0'] });
    const alert = await liveAlert(stack, 'RDP opened to any address by prefix list office');
    expect(textOf(alert)).toContain(`shared ${groupId} (on ${host.instanceId} beside win-web`);
    await approveRevert(stack, alert, alice.id);
    await liveAlert(stack, '✅');
    expect(blocksOf(stack, listId)).toEqual(['10.9.8.0/28']);
  });

  it('opened unheard: the sweep finds it, and the record that comes late explains it', async () => {
    const { groupId: guardedId } = stack.group;
    await setGroups(stack, host.interfaceId, guardedId, groupId);
    await stack.product.start(SWEEP);
    await stack.said('"progress":"done"');
    await stack.product.stop();
    expect(stack.slack.world.messages).toEqual([]);
    const records = stack.aws.faults.delayRecords();
    await openRdp();
    await stack.product.start(SWEEP);
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain(besideText());
    expect(textOf(alert)).toContain('By: not known yet. The sweep found it');
    records.release();
    await threadOf(stack, alert, 'dana');
    const top = stack.slack.world.messages.filter(({ threadTs }) => threadTs === undefined);
    expect(top).toHaveLength(1);
  });

  it('taken off again, then opened: nobody’s', async () => {
    await stack.product.start();
    await putThere();
    await setGroups(stack, host.interfaceId, stack.group.groupId);
    await openRdp();
    await stack.said('"eventName":"AuthorizeSecurityGroupIngress"');
    expect(stack.slack.world.messages).toEqual([]);
  });
});
