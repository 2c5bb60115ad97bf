import type { App } from '@slack/bolt';
import type { Desk } from '../../../app/ports.ts';
import { refusedAnswer } from '../blocks/answers.ts';
import { answerModal, breakGlassModal } from '../blocks/modals.ts';
import { ACTION_IDS } from '../ids.ts';
import { answerInModal } from './answer-in-modal.ts';

const GLASS = 'Break glass';
const SIGN = 'Sign the review';
const CANCEL = 'Cancel the deadline';

/** The buttons *Break glass*, *Sign the review* and *Cancel the deadline*. */
export function register(app: App, desk: Desk): void {
  const glass = { actionId: ACTION_IDS.reviewBreakGlass, title: GLASS };
  answerInModal(app, glass, async (touch, memory) => {
    const answer = await desk.reviewBreakGlass(touch);
    if (answer.kind !== 'review') return answerModal(GLASS, [refusedAnswer(answer)]);
    const { door } = answer.finding;
    const expected = (door.kind === 'list' ? door.prefixListId : door.groupId) ?? '';
    const { hash: planHash } = answer.plan;
    return breakGlassModal(answer, { ...memory, planHash }, expected);
  });

  answerInModal(app, { actionId: ACTION_IDS.signReview, title: SIGN }, async (touch) => {
    const answer = await desk.signReview(touch);
    if (answer.kind !== 'signed') return answerModal(SIGN, [refusedAnswer(answer)]);
    return answerModal(SIGN, [[{ text: 'Signed. The alert shows it.' }]]);
  });

  answerInModal(app, { actionId: ACTION_IDS.cancelDeadline, title: CANCEL }, async (touch) => {
    const answer = await desk.cancelDeadline(touch);
    if (answer.kind !== 'cancelled') return answerModal(CANCEL, [refusedAnswer(answer)]);
    const text = 'Cancelled: the door stays open until somebody decides. The alert shows it.';
    return answerModal(CANCEL, [[{ text }]]);
  });
}
