import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { HardenDesk, HardeningTouch } from '../../../app/ports.ts';
import { hardenRefusedAnswer } from '../blocks/harden-answers.ts';
import { APPROVE_TITLE, approveModal, PLAN_TITLE, planModal } from '../blocks/harden-modals.ts';
import { reopenLines } from '../blocks/hardening-text.ts';
import { answerModal } from '../blocks/modals.ts';
import { ACTION_IDS } from '../ids.ts';
import { answerPressInModal, type Pressed } from './answer-in-modal.ts';
import { approvalMemory } from './approval-memory.ts';

/** The buttons of a hardening's message: *Approve*, *Decline*, *Undo*, *Show the whole plan*, and the pages
 * of the latter. */
export function register(app: App, desk: HardenDesk): void {
  const approve = { actionId: ACTION_IDS.reviewHardening, title: APPROVE_TITLE };
  answerPressInModal(app, approve, async (pressed) => {
    const answer = await desk.reviewHardening(touchOf(pressed));
    if (answer.kind !== 'review') return answerModal(APPROVE_TITLE, hardenRefusedAnswer(answer));
    const { hardening } = answer;
    const { channelId = '', messageTs = '' } = pressed.address ?? {};
    const { id: hardeningId, plan } = hardening;
    return approveModal(hardening, { hardeningId, planHash: plan.hash, channelId, messageTs });
  });

  const decline = { actionId: ACTION_IDS.declineHardening, title: 'Decline plan' };
  answerPressInModal(app, decline, async (pressed) => {
    const answer = await desk.declineHardening(touchOf(pressed));
    if (answer.kind !== 'declined') return answerModal(decline.title, hardenRefusedAnswer(answer));
    return answerModal(decline.title, [[{ text: 'Declined. Nothing is changed.' }]]);
  });

  const undo = { actionId: ACTION_IDS.undoHardening, title: 'Undo hardening' };
  answerPressInModal(app, undo, async (pressed) => {
    const answer = await desk.proposeUndo(touchOf(pressed));
    if (answer.kind !== 'proposed') return answerModal(undo.title, hardenRefusedAnswer(answer));
    const text = `The plan to undo it, ${answer.hardening.id}, is in the channel: nothing is changed until it is approved there.`;
    return answerModal(undo.title, [...reopenLines(answer.hardening), [{ text }]]);
  });

  const show = { actionId: ACTION_IDS.showHardening, title: PLAN_TITLE };
  answerPressInModal(app, show, (pressed) => planOf(desk, touchOf(pressed), 1));
  for (const actionId of [ACTION_IDS.pageBack, ACTION_IDS.pageOn])
    registerPage(app, actionId, desk);
  for (const actionId of [ACTION_IDS.callsBack, ACTION_IDS.callsOn])
    registerCallsPage(app, actionId, desk);
}

function touchOf({ userId, value, address }: Pressed): HardeningTouch {
  return { userId, hardeningId: value, address };
}

/** Another page takes the place of the one that is shown. */
function registerPage(app: App, actionId: string, desk: HardenDesk): void {
  app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, client }) => {
    await ack();
    const [hardeningId = '', page = '1'] = (action.value ?? '').split(' ');
    const touch = { userId: body.user.id, hardeningId, address: null };
    const view = await planOf(desk, touch, Number(page));
    await client.views.update({ view_id: body.view?.id ?? '', view });
  });
}

/** Another page of the calls, in the form that approves them: what is submitted stays the same plan. */
function registerCallsPage(app: App, actionId: string, desk: HardenDesk): void {
  app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, client }) => {
    await ack();
    const [hardeningId = '', page = '1'] = (action.value ?? '').split(' ');
    const memory = approvalMemory(body.view?.private_metadata ?? '');
    const { channelId, messageTs } = memory;
    const touch = { userId: body.user.id, hardeningId, address: { channelId, messageTs } };
    const answer = await desk.reviewHardening(touch);
    const view =
      answer.kind === 'review'
        ? approveModal(answer.hardening, memory, Number(page))
        : answerModal(APPROVE_TITLE, hardenRefusedAnswer(answer));
    await client.views.update({ view_id: body.view?.id ?? '', view });
  });
}

async function planOf(desk: HardenDesk, touch: HardeningTouch, page: number) {
  const answer = await desk.showHardening(touch);
  return answer.kind === 'hardening'
    ? planModal(answer.hardening, page)
    : answerModal(PLAN_TITLE, hardenRefusedAnswer(answer));
}
