import type { App } from '@slack/bolt';
import type { Desk } from '../../../app/ports.ts';
import { refusedAnswer } from '../blocks/answers.ts';
import { answerModal, revertModal } from '../blocks/modals.ts';
import { ACTION_IDS } from '../ids.ts';
import { answerInModal } from './answer-in-modal.ts';

const TITLE = 'Narrow to approved';

/** The button *Narrow to approved*: plans it of the group as it is, shows the exact calls, and asks. */
export function register(app: App, desk: Desk): void {
  answerInModal(app, { actionId: ACTION_IDS.reviewNarrow, title: TITLE }, async (touch, memory) => {
    const answer = await desk.reviewNarrow(touch);
    if (answer.kind !== 'review') return answerModal(TITLE, [refusedAnswer(answer)]);
    const { finding, plan } = answer;
    return revertModal(finding, plan, { ...memory, planHash: plan.hash }, answer);
  });
}
