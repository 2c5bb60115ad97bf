import type { App } from '@slack/bolt';
import type { Desk } from '../../../app/ports.ts';
import { refusedAnswer } from '../blocks/answers.ts';
import { answerModal } from '../blocks/modals.ts';
import { ACTION_IDS } from '../ids.ts';
import { answerInModal } from './answer-in-modal.ts';

const TITLE = 'Not me';

const DISOWNED =
  'Noted: it counts as critical, and the alert says that it was not you. Nothing was closed: an approver decides. Have your sessions and keys in AWS ended now.';

/** The button *Not me* of the question to whoever opened a door. */
export function register(app: App, desk: Desk): void {
  answerInModal(app, { actionId: ACTION_IDS.disown, title: TITLE }, async (touch) => {
    const answer = await desk.disown(touch);
    const line = answer.kind === 'disowned' ? [{ text: DISOWNED }] : refusedAnswer(answer);
    return answerModal(TITLE, [line]);
  });
}
