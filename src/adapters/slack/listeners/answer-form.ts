import type { App, SlackViewAction, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
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
  form: AnsweredForm,
  decide: (body: SlackViewAction, memory: ModalMemory) => Promise<string | TouchRefused>,
): void {
  answerWithView(app, form, async (body) => {
    const answer = await decide(body, memoryOf(body.view.private_metadata));
    const line = typeof answer === 'string' ? [{ text: answer }] : refusedAnswer(answer);
    return answerModal(form.title, [line]);
  });
}

/** As {@link answerForm}, where the answer may be another form. */
export function answerWithView(
  app: App,
  { callbackId, title, errorsOf = () => ({}) }: AnsweredForm,
  answer: (body: SlackViewAction) => Promise<ModalView>,
): void {
  app.view<ViewSubmitAction>(callbackId, async ({ ack, body, view, client }) => {
    const errors = errorsOf(body);
    if (Object.keys(errors).length > 0) {
      await ack({ response_action: 'errors', errors });
      return;
    }
    // Acknowledged before anything else, within Slack's three seconds; the answer takes its place.
    await ack({ response_action: 'update', view: waitingModal(title) });
    const answered = answer(body);
    const shown = await answered.catch(() => answerModal(title, [[{ text: MAY_HAVE_COUNTED }]]));
    await client.views.update({ view_id: view.id, view: shown });
    // What went wrong is for the log, once somebody has been told that it did.
    await answered;
  });
}
