import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Touch } from '../../../app/ports.ts';
import { type ModalMemory, waitingModal } from '../blocks/modals.ts';

/** Answers a button of an alert in a modal that only the one who pressed it sees. The trigger lives
 * for three seconds, so the modal opens at once and what it has to say takes its place. */
export function answerInModal(
  app: App,
  { actionId, title }: { readonly actionId: string; readonly title: string },
  answer: (touch: Touch, memory: ModalMemory) => Promise<ModalView>,
): void {
  app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, client }) => {
    await ack();
    const opened = await client.views.open({
      trigger_id: body.trigger_id,
      view: waitingModal(title),
    });
    const memory: ModalMemory = {
      findingId: action.value ?? '',
      planHash: null,
      channelId: body.channel?.id ?? '',
      messageTs: body.message?.ts ?? '',
    };
    const view = await answer(touchOf(body.user.id, memory), memory);
    await client.views.update({ view_id: opened.view?.id ?? '', view });
  });
}

/** Who touched which finding, on which message. */
export function touchOf(userId: string, memory: ModalMemory): Touch {
  const { findingId, channelId, messageTs } = memory;
  return { userId, findingId, address: { channelId, messageTs } };
}
