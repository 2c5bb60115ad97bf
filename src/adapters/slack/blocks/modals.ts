import type { KnownBlock, ModalView } from '@slack/types';
import type { PlanReview, RevertLockOuts } from '../../../app/ports.ts';
import type { Intent } from '../../../domain/approval/request.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { keepsComingBack } from '../../../domain/finding/returns.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { CALLBACK_IDS, CONFIRM_INPUT, NOTE_INPUT, REASON_INPUT } from '../ids.ts';
import { approversLines } from './approvers.ts';
import { leftAloneText } from './attached.ts';
import { foreseenRuns } from './connections.ts';
import { lockOutLines } from './hardening-text.ts';
import { callsText, caveatLines, NOT_GIVEN_BACK, subjectLines, submitText } from './plan-text.ts';
import { comesBackText } from './returns.ts';
import {
  type Line,
  labelled,
  lines,
  outsideText,
  preformatted,
  type Run,
  truncated,
} from './text.ts';

/** What a modal remembers between being shown and being submitted. Ids only: everything else is
 * looked up again. */
export interface ModalMemory {
  readonly findingId: string;
  readonly planHash: string | null;
  readonly channelId: string;
  readonly messageTs: string;
}

/** Longest note, in characters. */
export const NOTE_CHARS_MAX = 500;

/** Opened at once, since a trigger lives for three seconds; the answer takes its place. */
export function waitingModal(title: string): ModalView {
  return modal(title, [lines([[{ text: 'One moment …' }]])]);
}

/** An answer that asks for nothing more. */
export function answerModal(title: string, answer: readonly Line[]): ModalView {
  return modal(title, [lines(answer)]);
}

const NOTHING_CUT: RevertLockOuts = { lockOuts: [], notKnown: [] };

/** The exact calls, before they are approved. */
export function revertModal(
  finding: Finding,
  plan: Plan,
  memory: ModalMemory,
  shown: Partial<Omit<PlanReview, 'kind' | 'finding' | 'plan'>> = {},
): ModalView {
  return {
    ...modal(PLAN_TITLES[plan.intent], planBlocks(finding, plan, shown)),
    callback_id: PLAN_CALLBACKS[plan.intent],
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: submitText(plan) },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

/** The exact calls of a plan, and all that is to be known before it is approved. */
function planBlocks(
  finding: Finding,
  plan: Plan,
  {
    simulated = NOTHING_CUT,
    missing = 1,
    approvers,
    askedBy = '',
    changed,
    connections,
  }: Partial<Omit<PlanReview, 'kind' | 'finding' | 'plan'>>,
): KnownBlock[] {
  const { door, inPlaceOf } = finding;
  const { lockOuts, notKnown } = simulated;
  const isToGiveBack = plan.intent !== 'revert' || inPlaceOf.length === 0;
  const replaced: readonly Line[] = isToGiveBack ? [] : [[{ text: NOT_GIVEN_BACK }]];
  const leftAlone = leftAloneText(door, plan);
  return [
    lines([
      ...changedLines(changed),
      ...returnsLines(finding, plan),
      ...subjectLines(plan, door.kind === 'list' ? door.listName : door.groupName),
      [{ text: 'What Portcullis calls in EC2, and nothing else:' }],
    ]),
    preformatted(callsText(plan)),
    lines([
      ...caveatLines(plan),
      ...replaced,
      ...(lockOuts.length === 0 ? [] : lockOutLines({ lockOuts })),
      ...(notKnown.length === 0
        ? []
        : [labelled('Not known', outsideText(notKnown.join('; '), 400))]),
      ...(leftAlone === null ? [] : [labelled('Left alone', leftAlone)]),
      [{ text: READ_AGAIN[plan.kind] }, ...connectionsRuns(finding, plan, connections)],
      ...quorumLines(missing),
      ...(approvers === undefined ? [] : approversLines(approvers, askedBy)),
      labelled('Plan', plan.hash.slice(0, 12)),
    ]),
  ];
}

/** The form of acting alone: the calls, a reason, and the id of what is changed, typed. */
export function breakGlassModal(
  { finding, plan, ...shown }: PlanReview,
  memory: ModalMemory,
  expected: string,
): ModalView {
  const input = (
    { blockId, actionId }: { readonly blockId: string; readonly actionId: string },
    label: string,
    isLong: boolean,
  ) =>
    ({
      type: 'input',
      block_id: blockId,
      label: { type: 'plain_text', text: label },
      element: {
        type: 'plain_text_input',
        action_id: actionId,
        multiline: isLong,
        min_length: 1,
        max_length: NOTE_CHARS_MAX,
      },
    }) as const;
  return {
    ...modal('Break glass', [
      lines([
        [
          { text: 'You act alone, and at once. ', style: 'bold' },
          {
            text: 'All approvers are told, and a review stays open until one of the others signs it.',
          },
        ],
      ]),
      ...planBlocks(finding, plan, shown),
      input(REASON_INPUT, 'Reason', true),
      input(CONFIRM_INPUT, `Type ${expected} to confirm`, false),
    ]),
    callback_id: CALLBACK_IDS.breakGlass,
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: 'Act alone' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

/** The title of an intent's form. */
export const PLAN_TITLES = {
  revert: 'Approve revert',
  narrow: 'Narrow to approved',
  undo: 'Undo',
} as const satisfies Readonly<Record<Intent, string>>;

const PLAN_CALLBACKS = {
  revert: CALLBACK_IDS.approveRevert,
  narrow: CALLBACK_IDS.approveNarrow,
  undo: CALLBACK_IDS.approveUndo,
} as const satisfies Readonly<Record<Intent, string>>;

/** Lines of a difference that are listed. */
const CHANGED_LISTED_MAX = 5;

/** Said first to whoever was shown another plan. */
function changedLines(changed: PlanReview['changed']): readonly Line[] {
  if (changed === undefined) return [];
  const intro: Line = [
    { text: 'Nothing was approved', style: 'bold' },
    { text: ': it has changed since you were shown the plan. This is the plan now.' },
  ];
  if (changed === null) return [intro];
  const said = (label: string, all: readonly string[]): readonly Line[] => {
    const rest = all.length - CHANGED_LISTED_MAX;
    const more = rest > 0 ? `; and ${rest} more` : '';
    const text = `${all.slice(0, CHANGED_LISTED_MAX).join('; ')}${more}`;
    return all.length === 0 ? [] : [labelled(label, outsideText(text, 1_000))];
  };
  const differs = changed.noMore.length + changed.now.length > 0;
  return [
    intro,
    ...said('Not any more', changed.noMore),
    ...said('New', changed.now),
    ...(differs ? [] : [labelled('New', 'the calls are the same; the rest of the group is not.')]),
  ];
}

/** A revert of what keeps coming back is asked for knowingly. */
function returnsLines(finding: Finding, { intent }: Plan): readonly Line[] {
  if (intent !== 'revert' || !keepsComingBack(finding)) return [];
  return [[{ text: 'It will come back', style: 'bold' }, { text: `: ${comesBackText(finding)}` }]];
}

function quorumLines(missing: number): readonly Line[] {
  if (missing <= 1) return [];
  const others = missing === 2 ? 'one more person has' : `${missing - 1} more people have`;
  return [labelled('Approvals', `${missing} are missing: after yours ${others} to approve.`)];
}

/** What becomes of established connections: as it was looked up, else that they may live on. An undo shuts
 * nothing. */
function connectionsRuns(
  finding: Finding,
  { intent }: Plan,
  connections: PlanReview['connections'],
): readonly Run[] {
  if (intent === 'undo') return [];
  return connections === undefined ? [{ text: LIVE_ON }] : foreseenRuns(connections, finding);
}

const LIVE_ON = ' Connections that are established already may live on.';

const READ_AGAIN: Readonly<Record<Plan['kind'], string>> = {
  narrow:
    'The group is read again just before, and after each call: if anything is not as planned, it stops and says so.',
  rules: 'The rules are read again just before: if they are no longer these, nothing is done.',
  list: 'The list is read again just before: entries that are gone already are left out.',
  giveBack: 'Rules that are there by then are not added twice: EC2 refuses that.',
  attach:
    'Where the group stands is read again just before: places where it stands are left alone.',
  detach:
    'Where the group stands is read again just before: places that it has left are left alone.',
};

/** The form of a denial: a no has a reason. */
export function denyModal(memory: ModalMemory): ModalView {
  return {
    ...modal('Deny', [
      lines([
        [{ text: 'Ends the request, whoever else has approved it. The door stays as it is.' }],
      ]),
      {
        type: 'input',
        block_id: REASON_INPUT.blockId,
        label: { type: 'plain_text', text: 'Reason' },
        element: {
          type: 'plain_text_input',
          action_id: REASON_INPUT.actionId,
          multiline: true,
          min_length: 1,
          max_length: NOTE_CHARS_MAX,
        },
      },
    ]),
    callback_id: CALLBACK_IDS.deny,
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: 'Deny' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

/** The form of a note. */
export function acknowledgeModal(finding: Finding, memory: ModalMemory): ModalView {
  return {
    ...modal('Acknowledge', [
      lines([
        [
          {
            text:
              'Tells the others that you have seen it, and what you make of it. The door stays ' +
              'open, and so do the buttons.',
          },
        ],
      ]),
      {
        type: 'input',
        block_id: NOTE_INPUT.blockId,
        label: { type: 'plain_text', text: 'Note' },
        element: {
          type: 'plain_text_input',
          action_id: NOTE_INPUT.actionId,
          multiline: true,
          min_length: 1,
          max_length: NOTE_CHARS_MAX,
          ...initialNote(finding),
        },
      },
    ]),
    callback_id: CALLBACK_IDS.acknowledge,
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: 'Acknowledge' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function initialNote({ acknowledged }: Finding): { readonly initial_value?: string } {
  return acknowledged === null
    ? {}
    : { initial_value: truncated(acknowledged.note.toWellFormed(), NOTE_CHARS_MAX) };
}

function modal(title: string, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: 'Close' },
    blocks,
  };
}
