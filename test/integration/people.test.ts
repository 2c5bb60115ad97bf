import { describe, expect, it } from 'vitest';
import { ACTION_IDS } from '../../src/adapters/slack/ids.ts';
import { SEED_APPROVERS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import {
  liveAlert,
  OPEN,
  openToWorld,
  press,
  textOf,
  textOfView,
  threadOf,
} from '../support/acts.ts';
import { DEADLINE_MS, policyWith, type Stack, startStack } from '../support/stack.ts';

const { alice, bob, carol, dora } = SEED_USERS;
const DANA = 'arn:aws:iam::111122223333:user/dana';

function policyAnd(lines: string): string {
  return policyWith().replace('slack:', `${lines}\nslack:`);
}

/** The policy that ties the caller of the tests to a user of Slack. */
function tiedTo(userId: string): string {
  return policyAnd(`people: { map: [{ identity: "${DANA}", user: ${userId} }] }`);
}

/** The alert once it says something. */
function alertSaying(stack: Stack, part: string): Promise<SlackMessage> {
  return stack.slack.waitFor(
    ({ messages }) =>
      messages.find(
        (each) =>
          each.threadTs === undefined &&
          !each.channelId.startsWith('D') &&
          textOf(each).includes(part),
      ),
    DEADLINE_MS,
  );
}

function question(stack: Stack): Promise<SlackMessage> {
  return stack.slack.waitFor(
    ({ messages }) => messages.find(({ channelId }) => channelId.startsWith('D')),
    DEADLINE_MS,
  );
}

/** Environment of a process whose clock is so much later. */
function later(minutes: number): Readonly<Record<string, string>> {
  const shift = `const now=Date.now;Date.now=()=>now()+${minutes * 60_000};`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(shift)}` };
}

describe('whoever opened a door', () => {
  it('is asked in a message of their own, and closes it alone from there', async () => {
    await using stack = await startStack({ policy: tiedTo(bob.id) });
    await openToWorld(stack);
    const asked = await question(stack);
    expect(textOf(asked)).toContain('Was this you?');
    await alertSaying(stack, 'They may close it alone');
    const form = await press(stack, asked, { userId: bob.id, actionId: ACTION_IDS.reviewRevert });
    expect(textOfView(form)).toContain('RevokeSecurityGroupIngress');
    await stack.slack.submitView({ userId: bob.id, viewId: form.id, values: {} });
    await liveAlert(stack, '✅');
    expect(stack.revokes()).toHaveLength(1);
    expect(stack.ruleSources()).toEqual(['10.9.8.0/28']);
  });

  it('says that it was not them: critical, and the approvers are called', async () => {
    await using stack = await startStack({ policy: tiedTo(bob.id) });
    await openToWorld(stack);
    const asked = await question(stack);
    const answer = await press(stack, asked, { userId: bob.id, actionId: ACTION_IDS.disown });
    expect(textOfView(answer)).toContain('it counts as critical');
    const alert = await alertSaying(stack, 'this was not them');
    expect(alert.text).toContain('🔴 Critical');
    await threadOf(stack, alert, 'this was not me');
    const calls = JSON.stringify(stack.slack.world.messages.filter((each) => each.threadTs));
    expect(calls).toContain(SEED_APPROVERS.id);
  });

  it('who has left cannot be asked, and the alert says so', async () => {
    await using stack = await startStack({ policy: tiedTo(dora.id) });
    await openToWorld(stack);
    const alert = await alertSaying(stack, 'Could not be asked');
    expect(textOf(alert)).toContain('their account is deactivated');
  });
});

describe('time', () => {
  const EACH = '{ minutes: 15 }';
  const DEADLINE = policyAnd(
    `approvals: { deadlines: { critical: ${EACH}, high: ${EACH}, medium: ${EACH}, low: ${EACH} } }`,
  );

  it('a deadline stands in the alert, and is cancelled by an approver', async () => {
    await using stack = await startStack({ policy: DEADLINE });
    await openToWorld(stack);
    const alert = await alertSaying(stack, 'closed by itself at');
    const who = { userId: bob.id, actionId: ACTION_IDS.cancelDeadline };
    expect(textOfView(await press(stack, alert, who))).toContain('You are not an approver');
    const mine = { ...who, userId: carol.id };
    expect(textOfView(await press(stack, alert, mine))).toContain('Cancelled');
    await threadOf(stack, alert, 'deadline was cancelled');
    await stack.product.stop();
    await stack.product.start(later(20));
    await alertSaying(stack, 'closes nothing by itself');
    expect(stack.revokes()).toEqual([]);
  });

  it('a deadline that is reached closes the door by itself, as was announced', async () => {
    await using stack = await startStack({ policy: DEADLINE });
    await openToWorld(stack);
    await alertSaying(stack, 'closed by itself at');
    await stack.product.stop();
    await stack.product.start(later(16));
    const closed = await liveAlert(stack, '✅');
    expect(textOf(closed)).toContain('by the clock, as announced');
    expect(stack.revokes()).toHaveLength(1);
  });

  it('nobody decides: the approvers are called, and another group in the end', async () => {
    const to = `escalateTo: ${SEED_APPROVERS.id}, escalateAfterMinutes: 60`;
    const policy = policyAnd(`approvals: { reminders: { firstMinutes: 15, max: 3, ${to} } }`);
    await using stack = await startStack({ policy });
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    await stack.said('finding weighed');
    await stack.product.stop();
    await stack.product.start(later(61));
    await threadOf(stack, alert, 'others are told');
    const reply = stack.slack.world.messages.find((each) =>
      textOf(each).includes('others are told'),
    );
    expect(JSON.stringify(reply?.blocks)).toContain(`"usergroup_id":"${SEED_APPROVERS.id}"`);
  });
});

describe('break glass', () => {
  it('acts at once, calls all approvers, and is signed by another', async () => {
    await using stack = await startStack({
      policy: policyAnd(`breakGlass: { users: [${bob.id}] }`),
    });
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    const form = await press(stack, alert, {
      userId: bob.id,
      actionId: ACTION_IDS.reviewBreakGlass,
    });
    const values = (typed: string) => ({
      reason: { reason_text: 'Nobody answers' },
      confirm: { confirm_text: typed },
    });
    await stack.slack.submitView({
      userId: bob.id,
      viewId: form.id,
      values: values(stack.group.groupId),
    });
    const closed = await liveAlert(stack, '✅');
    expect(textOf(closed)).toContain('sign the review');
    expect(stack.revokes()).toHaveLength(1);
    const told = await threadOf(stack, alert, 'acted alone');
    expect(told.join()).toContain('Nobody answers');
    await press(stack, closed, { userId: alice.id, actionId: ACTION_IDS.signReview });
    expect(textOf(await alertSaying(stack, 'Signed by'))).toContain('Break glass');
  });
});
