import { expect, it } from 'vitest';
import {
  ACTION_IDS,
  CALLBACK_IDS,
  COMMAND,
  EXEMPTION_INPUTS,
} from '../../src/adapters/slack/ids.ts';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import { liveAlert, OPEN, openTo, press, textOf, textOfView } from '../support/acts.ts';
import { DEADLINE_MS, policyWith, type Stack, startStack } from '../support/stack.ts';

const { alice, bob, carol } = SEED_USERS;
const POLICY = policyWith()
  .replace(/users: \[.*\]/, `users: [${carol.id}, ${bob.id}]`)
  .replace('slack:', 'exemptions: { daysMax: 7, ticket: "[A-Z]+-[0-9]+" }\nslack:');

function values(ticket: string) {
  const { reason, ticket: ticketInput } = EXEMPTION_INPUTS;
  return {
    [reason.blockId]: { [reason.actionId]: 'A migration of two weeks' },
    [ticketInput.blockId]: { [ticketInput.actionId]: ticket },
  };
}

function alertSaying({ slack }: Stack, part: string): Promise<SlackMessage> {
  return slack.waitFor(
    ({ messages }) =>
      messages.findLast((each) => each.threadTs === undefined && textOf(each).includes(part)),
    DEADLINE_MS,
  );
}

/** Closes the answer that somebody got, once it says so. */
async function closeTop({ slack }: Stack, userId: string, part: string): Promise<void> {
  const top = await slack.waitFor(({ openViews }) => {
    const view = openViews.get(userId)?.at(-1);
    return view !== undefined && textOfView(view).includes(part) ? view : undefined;
  }, DEADLINE_MS);
  await slack.closeView({ userId, viewId: top.id });
}

async function approve(stack: Stack, alert: SlackMessage, userId: string): Promise<string> {
  const form = await press(stack, alert, { userId, actionId: ACTION_IDS.reviewExemptionVote });
  if (form.callbackId === CALLBACK_IDS.approveExemption) {
    await stack.slack.submitView({ userId, viewId: form.id, values: {} });
    await closeTop(stack, userId, 'Approved');
  }
  return textOfView(form);
}

it('two people exempt a door; within it all is let through, beyond it is another alert; its end opens it again', async () => {
  await using stack = await startStack({ policy: POLICY });
  await openTo(stack, '203.0.113.0/24');
  const alert = await liveAlert(stack, OPEN);

  const form = await press(stack, alert, {
    userId: bob.id,
    actionId: ACTION_IDS.reviewExemption,
  });
  expect(textOfView(form)).toContain('TCP 3389) from 203.0.113.0/24');
  expect(textOfView(form)).toContain('2 people can approve this');
  const wrong = { userId: bob.id, viewId: form.id, values: values('nothing like it') };
  expect(await stack.slack.submitView(wrong)).toMatchObject({ kind: 'acked' });
  const beside = await stack.slack.waitFor(({ openViews }) => {
    const view = openViews.get(bob.id)?.at(-1);
    return view?.errors[EXEMPTION_INPUTS.ticket.blockId] === undefined ? undefined : view;
  }, DEADLINE_MS);
  expect(beside.errors[EXEMPTION_INPUTS.ticket.blockId]).toContain('Policy expects a ticket');
  await stack.slack.submitView({ ...wrong, values: values('OPS-12') });
  await closeTop(stack, bob.id, 'Asked for');

  const asked = await alertSaying(stack, 'Exemption asked for');
  expect(textOf(asked)).toContain('A migration of two weeks');
  expect(await approve(stack, asked, bob.id)).toContain('your own request');
  await approve(stack, asked, alice.id);
  await approve(stack, await alertSaying(stack, '1 more approval needed'), carol.id);
  const exempted = await alertSaying(stack, 'Exempted until');
  expect(textOf(exempted)).toContain('OPS-12');

  // Within it, by another rule: permitted, and no further alert.
  await openTo(stack, '203.0.113.128/25');
  await stack.said('"kind":"permitted","reason":"Exempted until');
  // Beyond it: an alert with the rest alone.
  await openTo(stack, '203.0.112.0/23');
  const wider = await liveAlert(stack, OPEN);
  expect(textOf(wider)).toContain('203.0.112.0/24');
  expect(wider.ts).not.toBe(exempted.ts);
  expect(stack.revokes()).toEqual([]);

  await stack.slack.command({
    userId: carol.id,
    channelId: alert.channelId,
    command: COMMAND,
    text: 'exemptions',
  });
  const listed = await stack.slack.waitFor(
    ({ ephemerals }) => ephemerals.find((each) => textOf(each).includes('OPS-12')),
    DEADLINE_MS,
  );
  expect(textOf(listed)).toContain('A migration of two weeks');

  const end = await press(stack, exempted, {
    userId: carol.id,
    actionId: ACTION_IDS.reviewExemptionEnd,
  });
  await stack.slack.submitView({ userId: carol.id, viewId: end.id, values: {} });
  await alertSaying(stack, 'nobody has decided yet');
  expect(await stack.product.stop()).toBe(0);
  expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 2 });
});
