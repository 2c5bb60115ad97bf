import { describe, expect, it } from 'vitest';
import { ACTION_IDS } from '../../src/adapters/slack/ids.ts';
import { SEED_CHANNELS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import {
  answeredView,
  approveRevert,
  liveAlert,
  OPEN,
  openToWorld,
  press,
  textOf,
  textOfView,
} from '../support/acts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

/** What must hold after any kill and restart. */
async function expectOneRevertOneAlert(stack: Stack): Promise<void> {
  const closed = await liveAlert(stack, '✅');
  expect(stack.ruleSources()).toEqual(['10.9.8.0/28']);
  expect(stack.revokes()).toHaveLength(1);
  expect(alerts(stack)).toEqual([closed]);
  await stack.product.stop();
  expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
}

function alerts({ slack }: Stack): readonly SlackMessage[] {
  return slack.world.messages.filter(
    ({ channelId, threadTs }) => channelId === SEED_CHANNELS.alerts.id && threadTs === undefined,
  );
}

describe('kill -9 of the real process', () => {
  it('between approval and revoke: one revoke after the restart', async () => {
    await using stack = await startStack();
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    const userId = SEED_USERS.alice.id;
    const form = await press(stack, alert, { userId, actionId: ACTION_IDS.reviewRevert });
    const hold = () =>
      stack.aws.faults.hold({ action: 'DescribeSecurityGroupRules', when: 'before' });
    let read = hold();
    await stack.slack.submitView({ userId, viewId: form.id, values: {} });
    await read.reached;
    // What the revert would cut is read before it is approved, and the rules once more after it.
    while (!(await isReverting(stack))) {
      const next = hold();
      read.release();
      read = next;
      await read.reached;
    }
    await stack.product.kill();
    read.release();
    expect(stack.revokes()).toHaveLength(0);

    await stack.product.start();
    await expectOneRevertOneAlert(stack);
  });

  it('between revoke and read-back: the restart reads, and does not revoke again', async () => {
    await using stack = await startStack();
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    const afterRevoke = stack.aws.faults.hold({
      action: 'RevokeSecurityGroupIngress',
      when: 'after',
    });
    await approveRevert(stack, alert, SEED_USERS.alice.id);
    await afterRevoke.reached;
    await stack.product.kill();
    afterRevoke.release();

    await stack.product.start();
    await expectOneRevertOneAlert(stack);
    expect(textOf(await liveAlert(stack, '✅'))).toContain('reverted, approved by');
  });

  it('between posting and recording the post: one live alert, the stale copy retires itself', async () => {
    await using stack = await startStack();
    const afterPost = stack.slack.faults.hold({ method: 'chat.postMessage', when: 'after' });
    await openToWorld(stack);
    await afterPost.reached;
    await stack.product.kill();
    afterPost.release();
    const [stale] = alerts(stack);
    if (stale === undefined) throw new Error('The first copy was not posted');

    await stack.product.start();
    const live = await stack.slack.waitFor(
      () => alerts(stack).find(({ ts }) => ts !== stale.ts),
      DEADLINE_MS,
    );
    expect(textOf(live)).toContain('an older copy may stand above');

    const answer = await press(stack, stale, {
      userId: SEED_USERS.alice.id,
      actionId: ACTION_IDS.reviewRevert,
    });
    expect(textOfView(answer)).toContain('old copy of the alert');
    const retired = stack.slack.world.messages.find(({ ts }) => ts === stale.ts);
    expect(retired?.text).toContain('old copy');
    expect(JSON.stringify(retired?.blocks)).not.toContain(ACTION_IDS.reviewRevert);
    expect(JSON.stringify(retired?.blocks)).toContain(live.ts.replace('.', ''));
    expect(stack.revokes()).toHaveLength(0);

    await stack.slack.closeView({ userId: SEED_USERS.alice.id, viewId: answer.id });
    await approveRevert(stack, live, SEED_USERS.alice.id);
    await liveAlert(stack, '✅');
    expect(stack.revokes()).toHaveLength(1);
    await stack.product.stop();
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('trap 12: a click after the restart works', async () => {
    await using stack = await startStack();
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    await stack.said('"msg":"posted"');
    await stack.product.kill();
    await stack.product.start();
    await approveRevert(stack, alert, SEED_USERS.alice.id);
    await expectOneRevertOneAlert(stack);
  });
});

describe('trap 11: double click and two approvers at once run once', () => {
  it('the same approval submitted by two people at once is one revoke, and both are answered', async () => {
    await using stack = await startStack();
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    const people = [SEED_USERS.alice.id, SEED_USERS.carol.id];
    const views = [];
    for (const userId of people) {
      views.push(await press(stack, alert, { userId, actionId: ACTION_IDS.reviewRevert }));
    }
    await Promise.all(
      views.map((view, i) =>
        stack.slack.submitView({ userId: people[i] ?? '', viewId: view.id, values: {} }),
      ),
    );
    const answers = await Promise.all(people.map((userId) => answeredAfter(stack, userId)));
    expect(answers.filter((text) => text.includes('Approved.'))).toHaveLength(1);
    expect(answers.filter((text) => text.includes('approved already'))).toHaveLength(1);
    await expectOneRevertOneAlert(stack);
  });

  it('a submission that Slack delivers twice executes once', async () => {
    await using stack = await startStack();
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    await approveRevert(stack, alert, SEED_USERS.alice.id);
    await stack.slack.faults.redeliver();
    await expectOneRevertOneAlert(stack);
  });
});

/** What the submitted modal says in the end. */
async function answeredAfter({ slack }: Stack, userId: string): Promise<string> {
  const view = await until(
    slack,
    () => slack.world.openViews.get(userId)?.find(({ callbackId }) => callbackId === ''),
    { deadlineMs: DEADLINE_MS, what: 'an answer to the submission' },
  );
  expect(view.userId).toBe(userId);
  return textOfView(await answeredView(slack, userId));
}

/** Whether the alert says soon that the revert is approved. */
function isReverting({ slack }: Stack): Promise<boolean> {
  const told = slack.waitFor(
    ({ messages }) => messages.some(({ text }) => text.includes('⏳')) || undefined,
    1_500,
  );
  return told.catch(() => false);
}
