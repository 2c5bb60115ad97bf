import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import { addHost, approveRevert, openTo, textOf } from '../support/acts.ts';
import { addOpenGroup, setGroups } from '../support/hosts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const { alice, carol } = SEED_USERS;

describe('what becomes of established connections, after a revert', () => {
  let stack: Stack;
  let host: { readonly instanceId: string; readonly interfaceId: string };
  beforeAll(async () => {
    stack = await startStack();
    addHost(stack);
    const found = [...stack.aws.world.state.interfaces.values()][0];
    host = {
      instanceId: found?.attachment?.instanceId ?? 'no instance',
      interfaceId: found?.networkInterfaceId ?? 'no interface',
    };
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  function alertSaying(ruleId: string, ...parts: readonly string[]): Promise<SlackMessage> {
    return stack.slack.waitFor(
      ({ messages }) =>
        messages.find((each) => {
          const text = textOf(each);
          const isAlert = each.threadTs === undefined && text.includes(`rule ${ruleId} added`);
          return isAlert && parts.every((part) => text.includes(part));
        }),
      DEADLINE_MS,
    );
  }

  /** The last line of a thread, once it is the one: a door that came back has an older one like it. */
  function lastOf(alert: SlackMessage, part: string): Promise<string> {
    return stack.slack.waitFor(({ messages }) => {
      const last = messages.filter(({ threadTs }) => threadTs === alert.ts).at(-1);
      const text = last === undefined ? '' : textOf(last);
      return text.includes(part) ? text : undefined;
    }, DEADLINE_MS);
  }

  /** What the form of a rule's revert said, then the alert once it is reverted, and the thread's last word. */
  async function reverted(
    ruleId: string,
    userId = alice.id,
  ): Promise<{ readonly form: string; readonly told: readonly [string, string] }> {
    const alert = await alertSaying(ruleId, 'Behind it');
    const form = await approveRevert(stack, alert, userId);
    const open = stack.slack.world.openViews.get(userId) ?? [];
    for (const view of open) await stack.slack.closeView({ userId, viewId: view.id });
    const closed = textOf(await alertSaying(ruleId, 'reverted, approved by'));
    const last = await lastOf(alert, 'The door is closed');
    return { form, told: [closed, last] };
  }

  it('those from everywhere were cut at once, where all is let out', async () => {
    const { ruleId } = await openTo(stack, '0.0.0.0/0');
    const { form, told } = await reverted(ruleId);
    expect(form).toContain('Established connections will be cut at once: AWS does not track them.');
    expect(form).not.toContain('may live on');
    for (const text of told) {
      expect(text).toContain('Established connections were cut at once: AWS did not track them.');
      expect(text).not.toMatch(/restart|To cut/);
    }
  });

  it('those from one network live on; the network ACL or a restart cuts them', async () => {
    const { ruleId } = await openTo(stack, '203.0.113.0/24');
    const { form, told } = await reverted(ruleId);
    expect(form).toContain('Established connections will live on: AWS tracks them.');
    expect(form).not.toContain('may live on');
    for (const text of told) {
      expect(text).toContain('Established connections live on: AWS tracks them.');
      expect(text).toContain(`network ACL of the hosts' subnets, or restart ${host.instanceId}.`);
    }
  });

  it('could not look: the revert is made all the same', async () => {
    const { ruleId } = await openTo(stack, '203.0.114.0/24');
    await alertSaying(ruleId, 'Behind it');
    // The form of the revert and the vote look, too: they simulate what would be cut, and the form what
    // becomes of connections.
    stack.aws.faults.deny({ action: 'DescribeNetworkInterfaces', times: 4 });
    const { form, told } = await reverted(ruleId);
    expect(form).toContain('Could not look whether established connections will live on; they may');
    for (const text of told) {
      expect(text).toContain('Could not look whether established connections live on');
      expect(text).toContain('ec2:DescribeNetworkInterfaces');
    }
    expect(stack.ruleSources()).not.toContain('203.0.114.0/24');
  });

  it('nothing is said where another group on the host lets all of it in still', async () => {
    const open = addOpenGroup(stack, 'remote-support');
    await setGroups(stack, host.interfaceId, stack.group.groupId, open);
    const { ruleId } = await openTo(stack, '203.0.115.0/24');
    const { form, told } = await reverted(ruleId);
    for (const text of [form, ...told]) expect(text).not.toContain('stablished connections');
    await setGroups(stack, host.interfaceId, stack.group.groupId);
  });

  it('those from everywhere live on, where not all is let out', async () => {
    const all = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const GroupId = stack.group.groupId;
    await stack.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [all] }));
    const { ruleId } = await openTo(stack, '0.0.0.0/0');
    const { form, told } = await reverted(ruleId);
    expect(form).toContain('connections will live on');
    for (const text of told) expect(text).toContain('connections live on');
  });

  it('those to controllers of a directory are cut by the network ACL alone', async () => {
    const { world } = stack.aws;
    const { vpcId } = stack.group;
    const named = { groupName: 'd-93676fd512_controllers', vpcId, rules: [] };
    const { groupId: GroupId } = world.addGroup(named);
    const description = 'AWS created network interface for directory d-93676fd512';
    const { subnetId } = world.addSubnet({ vpcId, cidr: '10.0.9.0/24' });
    const privateIp = '10.0.9.4';
    world.addInterface({ vpcId, subnetId, groupIds: [GroupId], privateIp, description });
    const ldap = { IpProtocol: 'tcp', FromPort: 389, ToPort: 389 };
    const IpPermissions = [{ ...ldap, IpRanges: [{ CidrIp: '203.0.113.0/24' }] }];
    const answer = await stack.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }),
    );
    const ruleId = answer.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? 'no rule';
    const { told } = await reverted(ruleId, carol.id);
    for (const text of told) {
      expect(text).toContain("deny their addresses in the network ACL of the hosts' subnets.");
      expect(text).not.toMatch(/restart/i);
    }
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified' });
  });
});
