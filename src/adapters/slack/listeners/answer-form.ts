import type { App, SlackViewAction, ViewSubmitAction } from '@slack/bolt';
import type { TouchRefused } from '../../../app/ports.ts';
import { MAY_HAVE_COUNTED, refusedAnswer } from '../blocks/answers.ts';
import { answerModal, type ModalMemory, waitingModal } from '../blocks/modals.ts';
import { memoryOf } from './submissions.ts';

/** A form that is submitted. */
export interface AnsweredForm {
  readonly callbackId: string;
  readonly title: string;
  /** What is wrong in which input, by block id; asks nobody. */
  readonly errorsOf?: (body: SlackViewAction) => Readonly<Record<string, string>>;
}

/** Answers a submitted form: what is wrong stands beside its field; else the answer takes the form's place. */
export function answerForm(
  app: App,
  { callbackId, title, errorsOf = () => ({}) }: AnsweredForm,
  decide: (body: SlackViewAction, memory: ModalMemory) => Promise<string | TouchRefused>,
): void {
  app.view<ViewSubmitAction>(callbackId, async ({ ack, body, view, client }) => {
    const errors = errorsOf(body);
    if (Object.keys(errors).length > 0) {
      await ack({ response_action: 'errors', errors });
      return;
    }
    // Acknowledged before anything else, within Slack's three seconds; the answer takes its place.
    await ack({ response_action: 'update', view: waitingModal(title) });
    const decided = decide(body, memoryOf(view.private_metadata));
    const line = await decided.then(
      (answer) => (typeof answer === 'string' ? [{ text: answer }] : refusedAnswer(answer)),
      () => [{ text: MAY_HAVE_COUNTED }],
    );
    await client.views.update({ view_id: view.id, view: answerModal(title, [line]) });
    // What went wrong is for the log, once somebody has been told that it did.
    await decided;
  });
}
