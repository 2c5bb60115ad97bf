import {
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACTION_IDS } from '../../src/adapters/slack/ids.ts';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import {
  approveRevert,
  liveAlert,
  OPEN,
  openTo,
  press,
  textOf,
  textOfView,
} from '../support/acts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const { alice } = SEED_USERS;

describe('what becomes of an approved revert', () => {
  let stack: Stack;
  let alert: SlackMessage;
  let ruleId: string;
  let revokesBefore: number;
  let nextSubnet = 0;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  /** Each case has a door of its own. */
  let block: string;
  beforeEach(async () => {
    nextSubnet += 1;
    block = `192.0.2.${nextSubnet}/32`;
    stack.aws.faults.clear();
    ({ ruleId } = await openTo(stack, block));
    alert = await stack.slack.waitFor(
      ({ messages }) =>
        messages.find((each) => each.threadTs === undefined && textOf(each).includes(ruleId)),
      DEADLINE_MS,
    );
    revokesBefore = stack.revokes().length;
  });

  function newRevokes(): number {
    return stack.revokes().length - revokesBefore;
  }

  /** The alert, as soon as it says `part`. */
  function alertSaying(part: string): Promise<SlackMessage> {
    return stack.slack.waitFor(
      ({ messages }) =>
        messages.find((each) => each.ts === alert.ts && textOf(each).includes(part)),
      DEADLINE_MS,
    );
  }

  async function approveAnyway(): Promise<void> {
    await approveRevert(stack, alert, alice.id);
    const open = stack.slack.world.openViews.get(alice.id) ?? [];
    for (const view of open) await stack.slack.closeView({ userId: alice.id, viewId: view.id });
  }

  it('reverted', async () => {
    await approveAnyway();
    await alertSaying('reverted, approved by');
    expect(stack.ruleSources()).not.toContain(block);
    expect(stack.ruleSources()).toContain('10.9.8.0/28');
    expect(newRevokes()).toBe(1);
  });

  it('trap 6: other blocks on the same port stay', async () => {
    const neighbour = '198.51.100.77/32';
    await openTo(stack, neighbour);
    await approveAnyway();
    await alertSaying('reverted, approved by');
    expect(stack.ruleSources()).toContain(neighbour);
    expect(stack.ruleSources()).not.toContain(block);
  });

  it('says what other rules leave open of the door: the most permissive rule wins', async () => {
    const within = await openTo(stack, `192.0.2.${nextSubnet}/31`);
    await approveAnyway();
    const said = textOf(await alertSaying('But other rules still let in part of it'));
    expect(said).toContain(within.ruleId);
    expect(said).toContain(block);
    expect(stack.ruleSources()).not.toContain(block);
  });

  it('already closed: no record says so yet, so EC2 is asked by the call, which finds nothing', async () => {
    const records = stack.aws.faults.delayRecords();
    await stack.ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: stack.group.groupId,
        SecurityGroupRuleIds: [ruleId],
      }),
    );
    revokesBefore = stack.revokes().length;
    await approveAnyway();
    await alertSaying('found closed already');
    expect(stack.revokes().at(-1)?.outcome).toBe('InvalidPermission.NotFound');
    records.release();
  });

  it('changed since: nothing is called, the alert shows what is let in now, and asks anew', async () => {
    const records = stack.aws.faults.delayRecords();
    await stack.ec2.send(
      new ModifySecurityGroupRulesCommand({
        GroupId: stack.group.groupId,
        SecurityGroupRules: [
          {
            SecurityGroupRuleId: ruleId,
            SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 3380, ToPort: 3400, CidrIpv4: block },
          },
        ],
      }),
    );
    await approveAnyway();
    await alertSaying('the rules changed after the approval');
    expect(newRevokes()).toBe(0);
    const view = await press(stack, alert, { userId: alice.id, actionId: ACTION_IDS.reviewRevert });
    expect(textOfView(view)).toContain(`tcp 3380-3400 from ${block} (${ruleId})`);
    await stack.slack.closeView({ userId: alice.id, viewId: view.id });
    records.release();
  });

  it('refused by AWS: the reason and what to do, and the door is still said to be open', async () => {
    stack.aws.faults.deny({ action: 'RevokeSecurityGroupIngress' });
    await approveAnyway();
    const said = textOf(await alertSaying('AWS refused (UnauthorizedOperation)'));
    expect(said).toContain('Allow ec2:RevokeSecurityGroupIngress');
    expect(said).toContain('Still open');
    expect(said).not.toContain('Encoded authorization failure message');
    expect(stack.ruleSources()).toContain(block);
  });

  it('stale reads that agree before the call do not pass an open door for shut', async () => {
    // The reads are from before the rule was added: agreeing, and wrong.
    stack.aws.faults.stale({ action: 'DescribeSecurityGroupRules', times: 2 });
    await approveAnyway();
    await alertSaying('reverted, approved by');
    expect(stack.ruleSources()).not.toContain(block);
    expect(newRevokes()).toBe(1);
  });

  it('trap 7: stale reads after the call do not pass for open, nor for closed at once', async () => {
    const reached = stack.aws.faults.hold({ action: 'RevokeSecurityGroupIngress', when: 'after' });
    await approveAnyway();
    await reached.reached;
    stack.aws.faults.stale({ action: 'DescribeSecurityGroupRules', times: 2 });
    reached.release();
    await alertSaying('reverted, approved by');
    expect(newRevokes()).toBe(1);
  });

  it('a lost reply is found out by reading, not by calling again', async () => {
    stack.aws.faults.drop({ action: 'RevokeSecurityGroupIngress' });
    await approveAnyway();
    await alertSaying('reverted, approved by');
    expect(newRevokes()).toBe(1);
  });

  it('throttled reads are tried again', async () => {
    stack.aws.faults.throttle({ action: 'DescribeSecurityGroupRules', times: 2 });
    await approveAnyway();
    await alertSaying('reverted, approved by');
    expect(newRevokes()).toBe(1);
  });
});

describe('an edited rule', () => {
  /** Widens a rule of the group, as the console's "edit inbound rules" does. */
  async function widen(stack: Stack, ruleId: string, block: string): Promise<void> {
    const SecurityGroupRule = { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIpv4: block };
    await stack.ec2.send(
      new ModifySecurityGroupRulesCommand({
        GroupId: stack.group.groupId,
        SecurityGroupRules: [{ SecurityGroupRuleId: ruleId, SecurityGroupRule }],
      }),
    );
  }

  function rulesOf(stack: Stack) {
    const group = stack.aws.world.state.groups.get(stack.group.groupId);
    return (group?.rules ?? []).filter(({ direction }) => direction === 'ingress');
  }

  it('gets its old values back, description and all, when they were seen', async () => {
    await using stack = await startStack();
    // The first change of the group has it read, and so known.
    await openTo(stack, '10.9.8.1/32');
    await stack.said('"kind":"permitted"');
    const before = rulesOf(stack);
    const bastion = before.find(({ description }) => description === 'RDP from the bastion');
    await widen(stack, bastion?.ruleId ?? '', '0.0.0.0/0');
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain('gives this rule the old values back');

    const view = await press(stack, alert, { userId: alice.id, actionId: ACTION_IDS.reviewRevert });
    expect(textOfView(view)).toContain(`ModifySecurityGroupRules ${stack.group.groupId}`);
    expect(textOfView(view)).toContain('back to tcp 3389 from 10.9.8.0/28');
    await stack.slack.submitView({ userId: alice.id, viewId: view.id, values: {} });
    await liveAlert(stack, '✅');
    expect(rulesOf(stack)).toEqual(before);
    expect(stack.revokes()).toHaveLength(0);
    await stack.said('Portcullis made this call itself');
    await stack.product.stop();
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('that was never seen before raises its finding, offers what can be done and says what cannot', async () => {
    await using stack = await startStack();
    await widen(stack, rulesOf(stack)[0]?.ruleId ?? '', '0.0.0.0/0');
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain('cannot put the old values back');
    const view = await press(stack, alert, { userId: alice.id, actionId: ACTION_IDS.reviewRevert });
    expect(textOfView(view)).toContain('What it cannot do');
    await stack.slack.submitView({ userId: alice.id, viewId: view.id, values: {} });
    await liveAlert(stack, '✅');
    expect(stack.ruleSources()).toEqual([]);
  });
});
