import { RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTION_IDS } from '../../src/adapters/slack/ids.ts';
import { SEED_APPROVERS, SEED_CHANNELS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import {
  answeredView,
  liveAlert,
  OPEN,
  openTo,
  openToWorld,
  press,
  textOf,
  textOfView,
  threadOf,
} from '../support/acts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const { alice, bob, carol, gus, sam, dora } = SEED_USERS;

describe('every click is answered, and only approvers decide', () => {
  let stack: Stack;
  let alert: SlackMessage;
  let ruleId: string;

  beforeAll(async () => {
    stack = await startStack();
    ({ ruleId } = await openToWorld(stack));
    await stack.said('"msg":"posted"');
    // Nothing is attached: once that is known, the alert stays as it is.
    alert = await liveAlert(stack, 'RDP opened to any address on win-web');
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  /** What the modal says that answers a press of *Approve revert*. */
  async function answerTo(userId: string): Promise<string> {
    const view = await press(stack, alert, { userId, actionId: ACTION_IDS.reviewRevert });
    await stack.slack.closeView({ userId, viewId: view.id });
    return textOfView(view);
  }

  it('a member who is no approver is refused', async () => {
    expect(await answerTo(bob.id)).toContain('You are not an approver');
  });

  it('a guest is refused', async () => {
    expect(await answerTo(gus.id)).toContain('Guests cannot');
  });

  it('trap 13: somebody of another team in the shared channel is refused, with an answer', async () => {
    expect(await answerTo(sam.id)).toContain('Only members of the workspace');
  });

  it('trap 14: an approver who was deactivated neither breaks nor approves', async () => {
    const { channelId, ts } = alert;
    const click = { userId: dora.id, channelId, ts, actionId: ACTION_IDS.reviewRevert };
    await stack.slack.clickRaw({ ...click, value: '' });
    const view = await answeredView(stack.slack, dora.id);
    expect(textOfView(view)).toContain('deactivated');
  });

  it('a forged team is refused, with an answer', async () => {
    const { channelId, ts } = alert;
    const click = { userId: alice.id, channelId, ts, actionId: ACTION_IDS.reviewRevert };
    await stack.slack.clickRaw({ ...click, value: 'f-00000000', teamId: 'T0OTHER001' });
    const refusal = await stack.slack.waitFor(
      ({ ephemerals }) => ephemerals.find(({ forUserId }) => forUserId === alice.id),
      DEADLINE_MS,
    );
    expect(refusal.text).toContain('Only members of the workspace');
  });

  it('a button value that nobody issued is answered', async () => {
    const { channelId, ts } = alert;
    const click = { userId: alice.id, channelId, ts, actionId: ACTION_IDS.reviewRevert };
    await stack.slack.clickRaw({ ...click, value: '{"findingId":"../../etc"}' });
    const view = await answeredView(stack.slack, alice.id);
    expect(textOfView(view)).toContain('There is no such finding');
    await stack.slack.closeView({ userId: alice.id, viewId: view.id });
  });

  it('an approver who left the group between the question and the answer is refused', async () => {
    const view = await press(stack, alert, {
      userId: alice.id,
      actionId: ACTION_IDS.reviewRevert,
    });
    stack.slack.admin.setUserGroup({ ...SEED_APPROVERS, userIds: [dora.id] });
    await stack.slack.submitView({ userId: alice.id, viewId: view.id, values: {} });
    const answer = await answeredView(stack.slack, alice.id);
    expect(textOfView(answer)).toContain('You are not an approver');
    stack.slack.admin.setUserGroup(SEED_APPROVERS);
    await stack.slack.closeView({ userId: alice.id, viewId: answer.id });
  });

  it('when Slack cannot say who somebody is, nobody may', async () => {
    stack.slack.faults.error({ method: 'users.info', code: 'fatal_error' });
    expect(await answerTo(alice.id)).toContain('Slack could not be asked who you are');
  });

  it('when a user group is gone, nobody is in it', async () => {
    stack.slack.faults.error({ method: 'usergroups.users.list', code: 'no_such_subteam' });
    expect(await answerTo(alice.id)).toContain('it is not known whether you are in it');
  });

  it('a note is asked for, kept and told', async () => {
    const view = await press(stack, alert, {
      userId: carol.id,
      actionId: ACTION_IDS.reviewAcknowledge,
    });
    const values = { note: { note_text: 'Vendor at work until noon <!channel> *now*' } };
    await stack.slack.submitView({ userId: carol.id, viewId: view.id, values });
    const thread = await threadOf(stack, alert, 'Acknowledged by');
    expect(thread.join('\n')).toContain('Vendor at work until noon <!channel> *now*');
    const answer = await answeredView(stack.slack, carol.id);
    await stack.slack.closeView({ userId: carol.id, viewId: answer.id });
  });

  it('the commands answer the one who asked', async () => {
    const ask = async (text: string, userId: string): Promise<string> => {
      const before = stack.slack.world.ephemerals.length;
      const channelId = SEED_CHANNELS.alerts.id;
      await stack.slack.command({ userId, channelId, command: '/portcullis', text });
      return textOf(await stack.slack.waitFor(({ ephemerals }) => ephemerals[before], DEADLINE_MS));
    };
    expect(await ask('status', bob.id)).toContain('1 open, 0 closed');
    const findings = await ask('findings', bob.id);
    expect(findings).toContain('RDP opened to any address on win-web');
    const findingId = /f-[0-9a-z]{8}/.exec(findings)?.[0] ?? '';
    expect(await ask(`show ${findingId}`, bob.id)).toContain('0.0.0.0/0 less 10.9.8.0/28');
    expect(await ask('show f-nothing1', bob.id)).toContain('no such finding');
    expect(await ask('help', bob.id)).toContain('/portcullis findings');
    expect(await ask('dance', bob.id)).toContain('There is no "dance"');
    expect(await ask('findings', gus.id)).toContain('Guests');
  });

  it('after somebody closed it by hand, the alert says who, and a late submission does nothing', async () => {
    const view = await press(stack, alert, { userId: carol.id, actionId: ACTION_IDS.reviewRevert });
    await stack.ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: stack.group.groupId,
        SecurityGroupRuleIds: [ruleId],
      }),
    );
    const closed = await liveAlert(stack, '✅');
    expect(textOf(closed)).toContain('closed by dana, not by Portcullis');
    await stack.slack.submitView({ userId: carol.id, viewId: view.id, values: {} });
    const answer = await answeredView(stack.slack, carol.id);
    expect(textOfView(answer)).toContain('This is closed already');
    expect(stack.revokes()).toHaveLength(1);
  });

  it('trap 10: two openings in one account at once are both visible', async () => {
    await Promise.all([openTo(stack, '198.51.100.1/32'), openTo(stack, '198.51.100.2/32')]);
    for (const block of ['198.51.100.1/32', '198.51.100.2/32']) {
      await stack.slack.waitFor(
        ({ messages }) =>
          messages.find(
            ({ text, blocks }) => OPEN.test(text) && textOf({ blocks }).includes(block),
          ),
        DEADLINE_MS,
      );
    }
  });
});
