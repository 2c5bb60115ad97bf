import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED_CHANNELS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { approveRevert, openTo, textOf } from '../support/acts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

describe('while Slack is away', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  function alertOf(ruleId: string) {
    return stack.slack.waitFor(
      ({ messages }) =>
        messages.find((each) => each.threadTs === undefined && textOf(each).includes(ruleId)),
      DEADLINE_MS,
    );
  }

  function copiesOf(ruleId: string) {
    return stack.slack.world.messages.filter(
      (each) => each.threadTs === undefined && textOf(each).includes(ruleId),
    );
  }

  it('an opening is kept, and posted once when Slack is back', async () => {
    stack.slack.faults.unreachable(true);
    const { ruleId } = await openTo(stack, '198.51.100.1/32');
    await stack.said('"msg":"job failed"');
    expect(stack.slack.world.messages).toEqual([]);
    stack.slack.faults.unreachable(false);
    await alertOf(ruleId);
    expect(copiesOf(ruleId)).toHaveLength(1);
  });

  it('a revert that was approved is carried out, and told when Slack is back', async () => {
    const { ruleId } = await openTo(stack, '198.51.100.2/32');
    const alert = await alertOf(ruleId);
    const revoke = stack.aws.faults.hold({ action: 'RevokeSecurityGroupIngress', when: 'after' });
    await approveRevert(stack, alert, SEED_USERS.alice.id);
    await revoke.reached;
    stack.slack.faults.unreachable(true);
    revoke.release();
    await stack.said('"msg":"execution finished"');
    stack.slack.faults.unreachable(false);
    await stack.slack.waitFor(
      ({ messages }) => messages.find(({ ts, text }) => ts === alert.ts && text.includes('✅')),
      DEADLINE_MS,
    );
    expect(stack.ruleSources()).not.toContain('198.51.100.2/32');
  });

  it('a channel that the bot is not in is said in the log, with what to do', async () => {
    const { alerts } = SEED_CHANNELS;
    stack.slack.admin.setChannel({ ...alerts, isArchived: true });
    const { ruleId } = await openTo(stack, '198.51.100.3/32');
    const line = await stack.said('is_archived');
    expect(line).toContain('unarchive the channel or name another in portcullis.yml');
    stack.slack.admin.setChannel(alerts);
    await alertOf(ruleId);
  });

  it('a rate limit delays the alert and doubles nothing', async () => {
    stack.slack.faults.rateLimit({ method: 'chat.postMessage', times: 2, retryAfterS: 1 });
    const { ruleId } = await openTo(stack, '198.51.100.4/32');
    await alertOf(ruleId);
    const copies = copiesOf(ruleId);
    expect(copies).toHaveLength(1);
    expect(copies.map(textOf).join()).not.toContain('older copy');
  });
});
