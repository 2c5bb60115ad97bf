import type { KnownBlock } from '@slack/types';
import type { QuestionView } from '../../../app/ports.ts';
import { type Finding, openingCall } from '../../../domain/finding/finding.ts';
import { describeInstant } from '../../../domain/instant.ts';
import { ACTION_IDS } from '../ids.ts';
import { alertHeadline, type SlackMessage } from './alert.ts';
import { outcomeLine } from './outcome.ts';
import { placeLines } from './place.ts';
import { effectText } from './plan-text.ts';
import { escaped, header, type Line, lines, outsideText, smallPrint } from './text.ts';

/** The direct message to whoever opened a door: whether it was them, why they are asked, and what they can do. */
export function questionMessage({ finding, plan, isRepost }: QuestionView): SlackMessage {
  const { state, actorSays } = finding;
  const isAsked = state.kind === 'open' && actorSays?.kind !== 'notMine';
  const title = isAsked ? 'Was this you?' : 'This was asked of you';
  const blocks: KnownBlock[] = [
    header(title),
    lines([
      [{ text: alertHeadline(finding), style: 'bold' }],
      ...placeLines(finding),
      ...saysLines(finding),
      ...(isAsked ? [] : [outcomeLine(finding)]),
    ]),
  ];
  if (isAsked) {
    const hasPlan = typeof plan !== 'string';
    blocks.push(
      { type: 'actions', elements: [...(hasPlan ? [revert(finding.id)] : []), notMe(finding.id)] },
      smallPrint(buttonsText(plan)),
    );
  }
  blocks.push(smallPrint(footerText(finding, isRepost)));
  return { text: escaped(`${title} ${alertHeadline(finding)}`), blocks };
}

function saysLines({ actorSays }: Finding): readonly Line[] {
  if (actorSays?.kind !== 'notMine') return [];
  return [
    [
      {
        text: `You said at ${describeInstant(actorSays.at)} that this was not you. It counts as critical, and the approvers are told. Have your sessions and keys in AWS ended.`,
      },
    ],
  ];
}

function revert(id: string) {
  return {
    type: 'button',
    action_id: ACTION_IDS.reviewRevert,
    text: { type: 'plain_text', text: 'Revert it' },
    style: 'primary',
    value: id,
  } as const;
}

function notMe(id: string) {
  return {
    type: 'button',
    action_id: ACTION_IDS.disown,
    text: { type: 'plain_text', text: 'Not me' },
    style: 'danger',
    value: id,
  } as const;
}

function buttonsText(plan: QuestionView['plan']): string {
  const revertText =
    typeof plan === 'string'
      ? ''
      : `Revert it: ${effectText(plan)} and nothing else, after showing the exact call; it is your own door, so nobody else has to approve, unless it may lock somebody out. `;
  return `${revertText}Not me: tells the approvers that somebody else used your identity; the door stays open.`;
}

/** Why this user is asked: nobody can choose by which identity they are told. */
function footerText({ id, opening, actorTie }: Finding, isRepost: boolean): string {
  const how =
    actorTie?.kind === 'tied' && actorTie.by === 'map'
      ? 'portcullis.yml names you for the identity of AWS that made the call'
      : 'the identity of AWS that made the call has your e-mail address';
  const call = openingCall(opening);
  const event = call === null ? '' : ` · CloudTrail event ${outsideText(call.eventId)}`;
  const repost = isRepost
    ? ' · Sent again: Slack did not answer the first time, so an older copy may stand above'
    : '';
  return `${id}${event} · You are asked because ${how}${repost}`;
}
