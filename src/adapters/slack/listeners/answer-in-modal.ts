import type { App, BlockAction, ButtonAction, RespondFn } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { MessageAddress, Touch } from '../../../app/ports.ts';
import { DID_NOT_OPEN, WENT_WRONG } from '../blocks/answers.ts';
import { answerModal, type ModalMemory, waitingModal } from '../blocks/modals.ts';

/** A button that was pressed: by whom, what it carries, and on which message; null on none. */
export interface Pressed {
  readonly userId: string;
  readonly value: string;
  readonly address: MessageAddress | null;
}

/** Answers a button of a message in a modal that only the one who pressed it sees. The trigger lives
 * for three seconds, so the modal opens at once and what it has to say takes its place. Where no
 * modal can be opened, the answer is a message for them alone: every click gets one. */
export function answerPressInModal(
  app: App,
  { actionId, title }: { readonly actionId: string; readonly title: string },
  answer: (pressed: Pressed) => Promise<ModalView>,
): void {
  app.action<BlockAction<ButtonAction>>(
    actionId,
    async ({ ack, action, body, client, respond }) => {
      await ack();
      const view = waitingModal(title);
      const opened = await client.views
        .open({ trigger_id: body.trigger_id, view })
        .catch((error: unknown) => excuse(respond, error));
      const pressed: Pressed = {
        userId: body.user.id,
        value: action.value ?? '',
        address: { channelId: body.channel?.id ?? '', messageTs: body.message?.ts ?? '' },
      };
      const show = (view: ModalView) =>
        client.views.update({ view_id: opened.view?.id ?? '', view });
      const answered = answer(pressed);
      await show(await answered.catch(() => answerModal(title, [[{ text: WENT_WRONG }]])));
      // What went wrong is for the log, once somebody has been told that it did.
      await answered;
    },
  );
}

/** Answers a button of an alert, as above. */
export function answerInModal(
  app: App,
  button: { readonly actionId: string; readonly title: string },
  answer: (touch: Touch, memory: ModalMemory) => Promise<ModalView>,
): void {
  answerPressInModal(app, button, ({ userId, value, address }) => {
    const { channelId = '', messageTs = '' } = address ?? {};
    const memory: ModalMemory = { findingId: value, planHash: null, channelId, messageTs };
    return answer(touchOf(userId, memory), memory);
  });
}

/** Says that the modal did not open; the error goes on to the log. */
export async function excuse(respond: RespondFn, error: unknown): Promise<never> {
  await respond({ response_type: 'ephemeral', replace_original: false, text: DID_NOT_OPEN });
  throw error;
}

/** Who touched which finding, on which message. */
export function touchOf(userId: string, memory: ModalMemory): Touch {
  const { findingId, channelId, messageTs } = memory;
  return { userId, findingId, address: { channelId, messageTs } };
}
