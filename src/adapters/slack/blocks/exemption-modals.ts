import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import type { ExemptionForm, ExemptionReview } from '../../../app/ports.ts';
import type { ExemptionWanted } from '../../../domain/approval/request.ts';
import {
  BY_DATE,
  daysText,
  EXEMPTION_REASON_CHARS_MAX,
  lengthChoices,
  TICKET_CHARS_MAX,
} from '../../../domain/exemption/read-exemption.ts';
import { excessText } from '../../../domain/finding/describe-excess.ts';
import { describeDirected, excessByDirection } from '../../../domain/finding/directed-excess.ts';
import { resourceIdOf } from '../../../domain/finding/door.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { describeInstant } from '../../../domain/instant.ts';
import type { Said } from '../../../domain/people/describe-approvers.ts';
import { CALLBACK_IDS, EXEMPTION_INPUTS } from '../ids.ts';
import { answerModal, type ModalMemory } from './modals.ts';
import { people } from './request.ts';
import { type Line, labelled, lines, outsideText, truncated } from './text.ts';

export const EXEMPT_TITLE = 'Exempt';
export const APPROVE_EXEMPTION_TITLE = 'Approve exemption';
export const END_EXEMPTION_TITLE = 'End exemption';

/** Lines of what is exempted that a form names; the rest is counted. */
const SCOPE_LINES_MAX = 8;

/** The form of an exemption: what exactly would be exempted, who can approve it, and what is asked. */
export function exemptModal(form: ExemptionForm, memory: ModalMemory): ModalView {
  const { finding, msMax, ticket, quorum, approvers } = form;
  return {
    ...answerModal(EXEMPT_TITLE, []),
    blocks: [
      lines([
        ...scopeLines(finding),
        [{ text: EXACT }],
        labelled('Approvals', quorumText(quorum)),
        ...approvers.map(saidLine),
      ]),
      textInput('reason', 'Why does it have to stay open?', {
        isMultiline: true,
        charsMax: EXEMPTION_REASON_CHARS_MAX,
      }),
      textInput('ticket', 'Ticket', {
        charsMax: TICKET_CHARS_MAX,
        hint: ticket === null ? 'May be left out.' : `May be left out; policy expects ${ticket}`,
      }),
      choiceInput('lasts', 'For how long?', [
        ...lengthChoices(msMax).map((ms) => option(daysText(ms), String(ms))),
        option('Until the end of the day below', BY_DATE),
      ]),
      textInput('date', 'Last day', {
        charsMax: 10,
        hint: `As 2027-01-31, in UTC. Policy allows ${daysText(msMax)} at the most.`,
      }),
      choiceInput('atEnd', 'If it is still open at the end', [
        option('Revert it, unless that may lock somebody out', 'revert'),
        option('Open the alert again', 'reopen'),
      ]),
    ],
    callback_id: CALLBACK_IDS.exempt,
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: 'Ask for it' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

const EXACT =
  'Exactly this is let through, by whichever rule; anything wider is an alert of its own. Nothing reverts it before the end.';

function quorumText(quorum: number): string {
  return quorum === 1
    ? '1 person has to approve, other than you and whoever opened the door.'
    : `${quorum} people have to approve, other than you and whoever opened the door.`;
}

/** What is exempted: the group, and each stretch of traffic with its sources. */
function scopeLines(finding: Finding): readonly Line[] {
  const { door } = finding;
  const name = door.kind === 'list' ? door.listName : (door.groupName ?? '');
  const id = resourceIdOf(door) ?? '';
  const what = describeDirected(excessByDirection(finding), door.guardKind);
  const shown = what.slice(0, SCOPE_LINES_MAX).map((line) => labelled('Exempts', excessText(line)));
  const rest = what.length - shown.length;
  const places =
    door.kind === 'attachment'
      ? [labelled('Where', `${door.places.length} places, no others`)]
      : [];
  return [
    labelled(door.kind === 'list' ? 'Prefix list' : 'Group', `${outsideText(name)} ${id}`),
    ...shown,
    ...(rest === 0 ? [] : [[{ text: `and ${rest} more like these` }]]),
    ...places,
  ];
}

function saidLine(said: Said): Line {
  return said.map((part) => ('userId' in part ? part : { text: part.text }));
}

/** What an approver is asked: the same scope, who asked, why and until when. */
export function approveExemptionModal(
  { finding, request }: ExemptionReview,
  memory: ModalMemory,
): ModalView {
  const { by, votes, quorum, matter } = request;
  return {
    ...answerModal(APPROVE_EXEMPTION_TITLE, [
      ...scopeLines(finding),
      [{ text: 'Asked for', style: 'bold' }, { text: ' by ' }, { userId: by }],
      ...wantedLines(matter.exemption),
      [
        { text: 'Approved by ', style: 'bold' },
        ...(votes.length === 0 ? [{ text: 'nobody yet' }] : people(votes)),
        { text: `; ${quorum} have to approve.` },
      ],
      [{ text: EXACT }],
    ]),
    callback_id: CALLBACK_IDS.approveExemption,
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: 'Approve exemption' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

/** Why, by which ticket, until when, and what happens then. */
export function wantedLines({ reason, ticket, until, atEnd }: ExemptionWanted): readonly Line[] {
  return [
    labelled('Reason', outsideText(reason, EXEMPTION_REASON_CHARS_MAX)),
    ...(ticket === null ? [] : [labelled('Ticket', outsideText(ticket, TICKET_CHARS_MAX))]),
    labelled('Until', describeInstant(until)),
    labelled('At the end', AT_END_TEXTS[atEnd]),
  ];
}

export const AT_END_TEXTS = {
  revert: 'it is reverted, unless that may lock somebody out',
  reopen: 'the alert is open again',
} as const;

/** Before an exemption is ended early. */
export function endExemptionModal(finding: Finding, memory: ModalMemory): ModalView {
  const wanted = finding.state.kind === 'exempted' ? wantedLines(finding.state.exemption) : [];
  return {
    ...answerModal(END_EXEMPTION_TITLE, [
      ...scopeLines(finding),
      ...wanted,
      [{ text: 'Ended now, nothing is reverted: the alert is open again, and somebody decides.' }],
    ]),
    callback_id: CALLBACK_IDS.endExemption,
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: 'End it now' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function textInput(
  name: keyof typeof EXEMPTION_INPUTS,
  label: string,
  {
    charsMax,
    hint,
    isMultiline = false,
  }: { readonly charsMax: number; readonly hint?: string; readonly isMultiline?: boolean },
): InputBlock {
  const { blockId, actionId } = EXEMPTION_INPUTS[name];
  return {
    type: 'input',
    block_id: blockId,
    optional: name !== 'reason',
    label: { type: 'plain_text', text: label },
    ...(hint === undefined ? {} : { hint: { type: 'plain_text', text: truncated(hint, 1_000) } }),
    element: {
      type: 'plain_text_input',
      action_id: actionId,
      max_length: charsMax,
      ...(isMultiline ? { multiline: true } : {}),
    },
  };
}

function choiceInput(
  name: keyof typeof EXEMPTION_INPUTS,
  label: string,
  options: PlainTextOption[],
): InputBlock {
  const { blockId, actionId } = EXEMPTION_INPUTS[name];
  const [first] = options;
  return {
    type: 'input',
    block_id: blockId,
    label: { type: 'plain_text', text: label },
    element: {
      type: 'static_select',
      action_id: actionId,
      options,
      ...(first === undefined ? {} : { initial_option: first }),
    },
  };
}

function option(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text }, value };
}
