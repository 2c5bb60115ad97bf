import type { App } from '@slack/bolt';
import type { Desk } from '../../../app/ports.ts';
import { refusedAnswer } from '../blocks/answers.ts';
import { answerModal, revertModal } from '../blocks/modals.ts';
import { ACTION_IDS } from '../ids.ts';
import { answerInModal } from './answer-in-modal.ts';

const TITLE = 'Undo';

/** The button *Undo*: says what it opens again, shows the exact calls, and asks. */
export function register(app: App, desk: Desk): void {
  answerInModal(app, { actionId: ACTION_IDS.reviewUndo, title: TITLE }, async (touch, memory) => {
    const answer = await desk.reviewUndo(touch);
    if (answer.kind !== 'review') return answerModal(TITLE, [refusedAnswer(answer)]);
    const { finding, plan } = answer;
    return revertModal(finding, plan, { ...memory, planHash: plan.hash }, answer);
  });
}
