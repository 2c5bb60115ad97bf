import type { App, SlackViewAction } from '@slack/bolt';
import type { ExemptionDesk } from '../../../app/ports.ts';
import type { ExemptionProblem, TypedExemption } from '../../../domain/exemption/read-exemption.ts';
import { refusedAnswer } from '../blocks/answers.ts';
import {
  APPROVE_EXEMPTION_TITLE,
  approveExemptionModal,
  END_EXEMPTION_TITLE,
  EXEMPT_TITLE,
  endExemptionModal,
  exemptModal,
} from '../blocks/exemption-modals.ts';
import { answerModal } from '../blocks/modals.ts';
import { ACTION_IDS, CALLBACK_IDS, EXEMPTION_INPUTS } from '../ids.ts';
import { answerForm } from './answer-form.ts';
import { answerInModal, touchOf } from './answer-in-modal.ts';

/** Exemptions: asking for one, approving it, ending it early. */
export function register(app: App, desk: ExemptionDesk): void {
  registerButtons(app, desk);
  const errorsOf = (body: SlackViewAction) => fieldErrors(desk.checkExemption(typedIn(body)));
  const ask = { callbackId: CALLBACK_IDS.exempt, title: EXEMPT_TITLE, errorsOf };
  answerForm(app, ask, async (body, memory) => {
    const touch = touchOf(body.user.id, memory);
    const asked = { ...touch, typed: typedIn(body), scopeHash: memory.planHash ?? '' };
    const answer = await desk.requestExemption(asked);
    return answer.kind === 'requested' ? requestedText(answer.quorum) : answer;
  });
  const vote = { callbackId: CALLBACK_IDS.approveExemption, title: APPROVE_EXEMPTION_TITLE };
  answerForm(app, vote, async (body, memory) => {
    const touch = touchOf(body.user.id, memory);
    const answer = await desk.approveExemption({ ...touch, planHash: memory.planHash ?? '' });
    return answer.kind === 'approved' ? approvedText(answer.missing) : answer;
  });
  const end = { callbackId: CALLBACK_IDS.endExemption, title: END_EXEMPTION_TITLE };
  answerForm(app, end, async (body, memory) => {
    const answer = await desk.endExemption(touchOf(body.user.id, memory));
    return answer.kind === 'ended' ? 'Ended. The alert tells how it stands.' : answer;
  });
}

function requestedText(quorum: number): string {
  const who = quorum === 1 ? '1 person has' : `${quorum} people have`;
  return `Asked for. ${who} to approve: the alert shows who has.`;
}

function approvedText(missing: number): string {
  return missing === 0
    ? 'Approved: it is exempted now.'
    : `Approved. ${missing} more to go, of other people.`;
}

function registerButtons(app: App, desk: ExemptionDesk): void {
  const ask = { actionId: ACTION_IDS.reviewExemption, title: EXEMPT_TITLE };
  answerInModal(app, ask, async (touch, memory) => {
    const answer = await desk.reviewExemption(touch);
    return answer.kind === 'form'
      ? exemptModal(answer, { ...memory, planHash: answer.scopeHash })
      : answerModal(EXEMPT_TITLE, [refusedAnswer(answer)]);
  });
  const vote = { actionId: ACTION_IDS.reviewExemptionVote, title: APPROVE_EXEMPTION_TITLE };
  answerInModal(app, vote, async (touch, memory) => {
    const answer = await desk.reviewExemptionVote(touch);
    return answer.kind === 'review'
      ? approveExemptionModal(answer, { ...memory, planHash: answer.request.matter.hash })
      : answerModal(APPROVE_EXEMPTION_TITLE, [refusedAnswer(answer)]);
  });
  const end = { actionId: ACTION_IDS.reviewExemptionEnd, title: END_EXEMPTION_TITLE };
  answerInModal(app, end, async (touch, memory) => {
    const answer = await desk.reviewExemptionEnd(touch);
    return answer.kind === 'review'
      ? endExemptionModal(answer.finding, memory)
      : answerModal(END_EXEMPTION_TITLE, [refusedAnswer(answer)]);
  });
}

function fieldErrors(problems: readonly ExemptionProblem[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    problems.map(({ field, text }) => [EXEMPTION_INPUTS[field].blockId, text]),
  );
}

/** What somebody typed and chose. */
function typedIn({ view }: SlackViewAction): TypedExemption {
  const at = (name: keyof typeof EXEMPTION_INPUTS) => {
    const { blockId, actionId } = EXEMPTION_INPUTS[name];
    return view.state.values[blockId]?.[actionId];
  };
  return {
    reason: at('reason')?.value ?? '',
    ticket: at('ticket')?.value ?? '',
    lasts: at('lasts')?.selected_option?.value ?? '',
    date: at('date')?.value ?? '',
    atEnd: at('atEnd')?.selected_option?.value ?? '',
  };
}
