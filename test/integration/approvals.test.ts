import { describe, expect, it } from 'vitest';
import { ACTION_IDS } from '../../src/adapters/slack/ids.ts';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import {
  approveRevert,
  liveAlert,
  OPEN,
  openToWorld,
  press,
  textOf,
  textOfView,
} from '../support/acts.ts';
import { DEADLINE_MS, policyWith, type Stack, startStack } from '../support/stack.ts';

const { alice, carol } = SEED_USERS;
/** The alert once it says something. */
function alertSaying(stack: Stack, part: string): Promise<SlackMessage> {
  return stack.slack.waitFor(
    ({ messages }) => messages.find((each) => each.threadTs == null && textOf(each).includes(part)),
    DEADLINE_MS,
  );
}

const TWO = policyWith().replace('slack:', 'approvals: { revert: 2 }\nslack:');

describe('a quorum of two', () => {
  it('takes two people: after the first nothing is done, the second one closes the door', async () => {
    await using stack = await startStack({ policy: TWO });
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    expect(await approveRevert(stack, alert, alice.id)).toContain('2 are missing');
    const asked = await alertSaying(stack, '1 more approval needed');
    expect(textOf(asked)).toContain('Revert asked for');
    expect(stack.revokes()).toEqual([]);

    await approveRevert(stack, asked, carol.id);
    const closed = await liveAlert(stack, '✅');
    expect(textOf(closed)).toContain('reverted, approved by');
    expect(stack.revokes()).toHaveLength(1);
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('is ended by one no, which says why', async () => {
    await using stack = await startStack({ policy: TWO });
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    await approveRevert(stack, alert, alice.id);
    const asked = await alertSaying(stack, '1 more approval needed');
    const form = await press(stack, asked, {
      userId: carol.id,
      actionId: ACTION_IDS.reviewDenial,
    });
    const values = { reason: { reason_text: 'In use' } };
    await stack.slack.submitView({ userId: carol.id, viewId: form.id, values });
    const denied = await alertSaying(stack, 'Denied');
    expect(textOf(denied)).toContain('In use');
    expect(stack.revokes()).toEqual([]);
  });
});

it('an undo says what it opens, opens it again, and the alert is open', async () => {
  await using stack = await startStack();
  await openToWorld(stack);
  const alert = await liveAlert(stack, OPEN);
  await approveRevert(stack, alert, alice.id);
  const closed = await liveAlert(stack, '✅');
  expect(stack.ruleSources()).toEqual(['10.9.8.0/28']);
  const form = await press(stack, closed, { userId: carol.id, actionId: ACTION_IDS.reviewUndo });
  expect(textOfView(form)).toContain('AuthorizeSecurityGroupIngress');
  expect(textOfView(form)).toContain('new ids');
  await stack.slack.submitView({ userId: carol.id, viewId: form.id, values: {} });
  await liveAlert(stack, OPEN);
  expect(stack.ruleSources()).toContain('0.0.0.0/0');
});
