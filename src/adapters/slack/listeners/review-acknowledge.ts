import type { App } from '@slack/bolt';
import type { Desk } from '../../../app/ports.ts';
import { refusedAnswer } from '../blocks/answers.ts';
import { acknowledgeModal, answerModal } from '../blocks/modals.ts';
import { ACTION_IDS } from '../ids.ts';
import { answerInModal } from './answer-in-modal.ts';

const TITLE = 'Acknowledge';

/** The button *Acknowledge*: asks for a note. */
export function register(app: App, desk: Desk): void {
  const button = { actionId: ACTION_IDS.reviewAcknowledge, title: TITLE };
  answerInModal(app, button, async (touch, memory) => {
    const answer = await desk.reviewAcknowledge(touch);
    if (answer.kind !== 'review') return answerModal(TITLE, [refusedAnswer(answer)]);
    return acknowledgeModal(answer.finding, memory);
  });
}
