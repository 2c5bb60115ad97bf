import { matterKind } from '../../../domain/approval/request.ts';
import type { DecidedEvent } from '../../../domain/finding/decided-events.ts';
import { openingCall } from '../../../domain/finding/finding.ts';
import { describeInstant } from '../../../domain/instant.ts';
import { endedRuns, MATTER_TEXTS, people } from './request.ts';
import { endedLine } from './result-text.ts';
import { type Line, outsideText } from './text.ts';

/** What people or the clock decided of a finding, as a line of its thread; null for what the thread need not
 * tell. */
export function decidedLine(event: DecidedEvent): Line | null {
  switch (event.kind) {
    case 'request.made':
      return [
        { text: `${MATTER_TEXTS[matterKind(event.matter)]} asked for by ` },
        { userId: event.by },
        {
          text: `: ${event.quorum} approvals are needed until ${describeInstant(event.expiresAt)}.`,
        },
      ];
    case 'request.voted':
      return [{ text: 'Approved by ' }, { userId: event.by }, { text: '.' }];
    case 'request.ended':
      return endedRuns(event);
    case 'execution.approved':
      return approvedLine(event);
    case 'revert.approved':
      return approvedLine({ ...event, intent: 'revert', by: [event.by], how: 'votes' });
    case 'revert.started':
      return [{ text: 'Revert begun: it was read again and is what was approved.' }];
    case 'execution.started':
      return [{ text: 'Begun: it was read again and is what was approved.' }];
    case 'approval.expired':
      return [
        {
          text: 'The approval was too old to be carried out, or the rules had changed. Nothing was done; approve again if it is still right.',
        },
      ];
    case 'execution.finished':
    case 'revert.finished':
      return endedLine(event.result);
    // The form shows it.
    case 'plan.made':
    case 'undo.over':
    case 'finding.timed':
      return null;
    case 'glass.broken':
      return [
        { text: 'Break glass: ', style: 'bold' },
        { userId: event.by },
        {
          text: ` acted alone: ${outsideText(event.reason, 500)}. Somebody else has to sign this.`,
        },
      ];
    case 'review.signed':
      return [{ text: 'What was done alone was signed by ' }, { userId: event.by }, { text: '.' }];
    case 'actor.tied':
      return event.tie.kind === 'tied'
        ? [
            { text: 'Whoever made the call is asked: ' },
            { userId: event.tie.userId },
            { text: '.' },
          ]
        : null;
    case 'actor.notAsked':
      return [
        {
          text: `Whoever made the call could not be asked: ${outsideText(event.reason, 300)}. The others have to decide.`,
        },
      ];
    case 'actor.claimed':
      return [{ userId: event.by }, { text: ' says: this was me.' }];
    case 'actor.disowned':
      return [
        { userId: event.by },
        {
          text: ' says: this was not me. Their credentials may be in other hands: it counts as critical from now on.',
        },
      ];
    case 'exemption.approved':
      return [
        { text: `Exempted until ${describeInstant(event.exemption.until)}, approved by ` },
        ...people(event.by.map((by) => ({ by }))),
        { text: '.' },
      ];
    case 'exemption.joined':
      return [{ text: JOINED_TEXT }];
    case 'exemption.announced':
      return [
        {
          text:
            event.which === 'day'
              ? 'The exemption ends in a day.'
              : 'The exemption ends in an hour.',
        },
      ];
    case 'exemption.ended':
      return event.by === undefined
        ? [{ text: ENDED_TEXTS[event.into] }]
        : [
            { text: 'The exemption was ended by ' },
            { userId: event.by },
            { text: EARLY_TEXTS[event.into] },
          ];
    case 'finding.reminded':
      return event.isSilent === true
        ? null
        : [{ text: 'Nobody has decided yet: the door is still open.' }];
    case 'finding.escalated':
      return [{ text: 'Nobody has decided in time: others are told.' }];
    case 'deadline.postponed':
      return [
        {
          text: `Its deadline passed while Portcullis could not act. It is closed by itself at ${describeInstant(event.deadlineAt)}, unless somebody stops that.`,
        },
      ];
    case 'deadline.cancelled':
      return [{ text: 'The deadline was cancelled by ' }, { userId: event.by }, { text: '.' }];
    case 'deadline.refused':
      return [
        { text: `It is not closed by itself: ${WHY_TEXTS[event.why]}. Somebody has to decide.` },
      ];
    case 'finding.cameBack':
      return cameBackLine(event);
    case 'finding.reopened':
      return [
        { text: 'Undone: the door is open again', style: 'bold' },
        { text: ', approved by ' },
        ...people(event.by.map((by) => ({ by }))),
        { text: '.' },
      ];
  }
}

/** Told in the channel, too: it resurfaces each time. */
function cameBackLine({
  opening,
  count,
}: Extract<DecidedEvent, { readonly kind: 'finding.cameBack' }>): Line {
  const call = openingCall(opening);
  const times = count === undefined ? '' : ` It has come back ${timesText(count)} by now.`;
  return [
    { text: 'The door was opened again', style: 'bold' },
    {
      text: `${call === null ? ', a sweep found' : ` by ${outsideText(call.actor.name)}`}.${times}`,
    },
  ];
}

/** `once`, `twice`, `3 times`. */
export function timesText(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function approvedLine({
  intent,
  by,
  how,
  planHash,
}: Pick<
  Extract<DecidedEvent, { readonly kind: 'execution.approved' }>,
  'intent' | 'by' | 'how' | 'planHash'
>): Line {
  const what = MATTER_TEXTS[intent];
  const plan = `plan ${planHash.slice(0, 12)}`;
  if (how === 'deadline') return [{ text: `${what} by its deadline, as announced, ${plan}.` }];
  if (how === 'exemptionEnd') return [{ text: `${what} at the end of the exemption, ${plan}.` }];
  return [
    { text: `${what} approved by ` },
    ...people(by.map((each) => ({ by: each }))),
    { text: `, ${plan}.` },
  ];
}

const ENDED_TEXTS = {
  revert: 'The exemption has ended: the door is closed, as was chosen.',
  reopen: 'The exemption has ended, and the door is still open: somebody has to decide.',
  close: 'The exemption has ended; the door was shut by then.',
} as const;

const EARLY_TEXTS = {
  revert: ' before its time.',
  reopen: ' before its time. The door is still open: somebody has to decide.',
  close: ' before its time; the door was shut by then.',
} as const;

const JOINED_TEXT =
  'Opened within the exemption by another rule: it is let through, and ends with the exemption.';

const WHY_TEXTS = {
  lockOuts: 'it may lock somebody out',
  notKnown: 'whom it would lock out is not known',
  exempted: 'another exemption lets through what it would close',
  noPlan: 'there is no plan for it',
} as const;
