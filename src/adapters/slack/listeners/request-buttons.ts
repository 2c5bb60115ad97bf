import type { App } from '@slack/bolt';
import type { Desk } from '../../../app/ports.ts';
import { refusedAnswer } from '../blocks/answers.ts';
import { answerModal, denyModal } from '../blocks/modals.ts';
import { ACTION_IDS } from '../ids.ts';
import { answerInModal } from './answer-in-modal.ts';

const DENY = 'Deny';
const WITHDRAW = 'Take request back';

/** The buttons of a request: *Deny* asks for a reason; *Take request back* is for whoever made it. */
export function register(app: App, desk: Desk): void {
  answerInModal(app, { actionId: ACTION_IDS.reviewDenial, title: DENY }, async (touch, memory) => {
    const answer = await desk.reviewDenial(touch);
    return answer.kind === 'review'
      ? denyModal(memory)
      : answerModal(DENY, [refusedAnswer(answer)]);
  });
  answerInModal(app, { actionId: ACTION_IDS.withdrawRequest, title: WITHDRAW }, async (touch) => {
    const answer = await desk.withdraw(touch);
    if (answer.kind !== 'withdrawn') return answerModal(WITHDRAW, [refusedAnswer(answer)]);
    return answerModal(WITHDRAW, [[{ text: 'Taken back. Nothing is done.' }]]);
  });
}
