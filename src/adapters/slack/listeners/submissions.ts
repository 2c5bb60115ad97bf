import type { App, SlackViewAction, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Desk, PlanApproved, TouchRefused } from '../../../app/ports.ts';
import { MAY_HAVE_COUNTED, refusedAnswer } from '../blocks/answers.ts';
import {
  answerModal,
  type ModalMemory,
  NOTE_CHARS_MAX,
  PLAN_TITLES,
  revertModal,
  waitingModal,
} from '../blocks/modals.ts';
import { type Line, truncated } from '../blocks/text.ts';
import { CALLBACK_IDS, CONFIRM_INPUT, NOTE_INPUT, REASON_INPUT } from '../ids.ts';
import { touchOf } from './answer-in-modal.ts';

const memorySchema = z.object({
  findingId: z.string(),
  planHash: z.string().nullable(),
  channelId: z.string(),
  messageTs: z.string(),
});

/** What a modal was given to remember; a memory that nobody issued names no finding. */
export function memoryOf(privateMetadata: string): ModalMemory {
  try {
    return memorySchema.parse(JSON.parse(privateMetadata));
  } catch {
    return { findingId: '', planHash: null, channelId: '', messageTs: '' };
  }
}

/** The submitted modals: *Approve revert*, *Narrow to approved*, *Undo*, *Break glass*, *Deny* and *Acknowledge*. */
export function register(app: App, desk: Desk): void {
  const plans = [
    [CALLBACK_IDS.approveRevert, PLAN_TITLES.revert, desk.approveRevert],
    [CALLBACK_IDS.approveNarrow, PLAN_TITLES.narrow, desk.approveNarrow],
    [CALLBACK_IDS.approveUndo, PLAN_TITLES.undo, desk.approveUndo],
  ] as const;
  for (const [callbackId, title, approve] of plans) {
    answerSubmission(app, callbackId, title, async (body, memory) => {
      const touch = touchOf(body.user.id, memory);
      const answer = await approve({ ...touch, planHash: memory.planHash ?? '' });
      if (answer.kind === 'approved') return approvedText(answer);
      if (answer.kind !== 'review') return answer;
      const { finding, plan } = answer;
      return revertModal(finding, plan, { ...memory, planHash: plan.hash }, answer);
    });
  }
  answerSubmission(app, CALLBACK_IDS.breakGlass, 'Break glass', async (body, memory) => {
    const answer = await desk.breakGlass({
      ...touchOf(body.user.id, memory),
      planHash: memory.planHash ?? '',
      reason: typedIn(body, REASON_INPUT),
      typed: typedIn(body, CONFIRM_INPUT),
    });
    if (answer.kind === 'broken') {
      return 'Done: it is executed now, and the approvers are told. Somebody else has to sign the review.';
    }
    if (answer.kind !== 'badForm') return answer;
    return `A reason, and exactly ${answer.expected} typed as confirmation, were expected. Nothing was done.`;
  });
  answerSubmission(app, CALLBACK_IDS.deny, 'Deny', async (body, memory) => {
    const touch = touchOf(body.user.id, memory);
    const answer = await desk.deny({ ...touch, reason: typedIn(body, REASON_INPUT) });
    return answer.kind === 'denied' ? 'Denied. Nothing is done.' : answer;
  });
  answerSubmission(app, CALLBACK_IDS.acknowledge, 'Acknowledge', async (body, memory) => {
    const touch = touchOf(body.user.id, memory);
    const answer = await desk.acknowledge({ ...touch, note: typedIn(body, NOTE_INPUT) });
    return answer.kind === 'acknowledged' ? 'Noted on the alert.' : answer;
  });
}

function answerSubmission(
  app: App,
  callbackId: string,
  title: string,
  decide: (
    body: SlackViewAction,
    memory: ModalMemory,
  ) => Promise<string | TouchRefused | ModalView>,
): void {
  app.view<ViewSubmitAction>(callbackId, async ({ ack, body, view, client }) => {
    // Acknowledged before anything else, within Slack's three seconds; the answer takes its place.
    await ack({ response_action: 'update', view: waitingModal(title) });
    const decided = decide(body, memoryOf(view.private_metadata));
    const shown = await decided.then(
      (answer) => viewOf(title, answer),
      () => answerModal(title, [[{ text: MAY_HAVE_COUNTED }]]),
    );
    await client.views.update({ view_id: view.id, view: shown });
    // What went wrong is for the log, once somebody has been told that it did.
    await decided;
  });
}

/** A form takes the place of the one that was submitted where the plan is another one by now. */
function viewOf(title: string, answer: string | TouchRefused | ModalView): ModalView {
  if (typeof answer !== 'string' && 'type' in answer) return answer;
  return answerModal(title, [answerLine(answer)]);
}

function answerLine(answer: string | TouchRefused): Line {
  return typeof answer === 'string' ? [{ text: answer }] : refusedAnswer(answer);
}

function approvedText({ missing }: PlanApproved): string {
  if (missing === 0) return 'Approved. The alert tells how it goes.';
  return `Approved. ${missing} more to go, of other people: the alert shows who.`;
}

function typedIn(
  body: SlackViewAction,
  { blockId, actionId }: { readonly blockId: string; readonly actionId: string },
): string {
  return truncated(body.view.state.values[blockId]?.[actionId]?.value ?? '', NOTE_CHARS_MAX);
}
