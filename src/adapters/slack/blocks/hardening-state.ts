import type { Difference } from '../../../domain/harden/compare-rules.ts';
import { describeDifference } from '../../../domain/harden/describe-plan.ts';
import type { HardeningEvent } from '../../../domain/hardening/events.ts';
import type { Hardening, HardeningState, StopReason } from '../../../domain/hardening/hardening.ts';
import { describeInstant } from '../../../domain/instant.ts';
import { callTitle } from './harden-calls.ts';
import { type Line, outsideText, peopleRuns, type Run } from './text.ts';

/** Differences that are named; of more, the rest is counted. */
const DIFFERENCES_SHOWN = 5;

/** How a hardening stands, in one line. */
export function stateLine(hardening: Hardening): Line {
  const { state, quorum, votes, proposedBy, plan } = hardening;
  switch (state.kind) {
    case 'proposed': {
      const missing = quorum - votes.length;
      const people = missing === 1 ? '1 approval' : `${missing} approvals of different people`;
      return [
        { text: 'Proposed', style: 'bold' },
        { text: ' by ' },
        { userId: proposedBy },
        { text: `: ${people} to go. Nothing is changed until then.` },
      ];
    }
    case 'executing':
      return [
        { text: 'Under way', style: 'bold' },
        { text: `: ${state.stepsDone} of ${plan.steps.length} steps done and read back.` },
      ];
    case 'done':
      return [
        { text: 'Done', style: 'bold' },
        { text: ` at ${describeInstant(state.at)}: read back, the rules are as planned.` },
        ...untaggedRuns(hardening),
        ...undoRuns(state),
      ];
    case 'stopped':
      return [
        { text: 'Stopped', style: 'bold' },
        { text: ` after ${state.stepsDone} of ${plan.steps.length} steps: ` },
        { text: stopText(state.reason) },
        ...untaggedRuns(hardening),
        ...undoRuns(state),
      ];
    case 'declined':
      return [
        { text: 'Declined', style: 'bold' },
        { text: ' by ' },
        { userId: state.by },
        { text: ` at ${describeInstant(state.at)}. Nothing was changed.` },
      ];
    case 'superseded':
      return [
        { text: 'Superseded', style: 'bold' },
        { text: ` by ${state.by}: ${differencesText(state.what)}. Nothing was changed.` },
      ];
    case 'expired':
      return [
        { text: 'Expired', style: 'bold' },
        { text: ` at ${describeInstant(state.at)}. Nothing was changed; propose it again.` },
      ];
  }
}

function untaggedRuns({ untagged = 0 }: Hardening): readonly Run[] {
  if (untagged === 0) return [];
  return [{ text: ` ${untaggedText(untagged)}` }];
}

/** That rules are without the tags of those in whose place they are, and what to do. */
function untaggedText(count: number): string {
  const rules = count === 1 ? '1 new rule is' : `${count} new rules are`;
  return `${rules} without the tags of what was there before: EC2 gives none of AWS’s own, and others only to who may ec2:CreateTags.`;
}

function undoRuns({
  undo,
}: HardeningState & { readonly kind: 'done' | 'stopped' }): readonly Run[] {
  if (undo.kind === 'over') return [];
  if (undo.kind === 'underWay') return [bold(' Being undone'), { text: ` by plan ${undo.by}.` }];
  if (undo.kind === 'undone') {
    const people = peopleRuns(undo.approvedBy);
    const when = ` at ${describeInstant(undo.at)} (plan ${undo.by}): what it closed is open again.`;
    return [bold(' Undone'), { text: ' by ' }, ...people, { text: when }];
  }
  const by = undo.by === null ? '' : ` The plan to do so is ${undo.by}.`;
  return [{ text: ` It can be undone until ${describeInstant(undo.until)}.${by}` }];
}

function bold(text: string): Run {
  return { text, style: 'bold' };
}

/** Why an execution stopped, as a sentence. */
function stopText(reason: StopReason): string {
  switch (reason.kind) {
    case 'surprise':
      return `the group is not as it was to be (${differencesText(reason.what)}). Nothing more was done.`;
    case 'refused':
      return `AWS refused (${outsideText(reason.code)}). ${outsideText(reason.advice, 400)}.`;
    case 'unknown':
      return `what the last step did is not known: ${outsideText(reason.reason, 400)}. Nothing more was done.`;
  }
}

/** What is not as a plan expected it. */
export function differencesText(what: readonly Difference[]): string {
  const named = what.slice(0, DIFFERENCES_SHOWN).map(describeDifference);
  const rest = what.length - named.length;
  return outsideText(`${named.join('; ')}${rest === 0 ? '' : `; and ${rest} more`}`, 800);
}

/** Who has approved it; nothing while nobody has. */
export function votesLine({ votes, quorum }: Hardening): readonly Line[] {
  if (votes.length === 0) return [];
  const people = peopleRuns(votes.map(({ by }) => by));
  return [
    [
      { text: 'Approved', style: 'bold' },
      { text: ' by ' },
      ...people,
      { text: ` (${votes.length} of ${quorum}).` },
    ],
  ];
}

/** An event of a hardening's history, as a line of its thread; null for what the thread need not tell. */
export function hardeningHistoryLine(
  event: HardeningEvent,
  { plan }: Pick<Hardening, 'plan'>,
): Line | null {
  switch (event.kind) {
    case 'hardening.proposed':
    // The step's end tells of it.
    case 'step.begun':
      return null;
    case 'hardening.voted':
      return [
        { text: 'Approved by ' },
        { userId: event.by },
        { text: `, plan ${event.planHash.slice(0, 12)}.` },
      ];
    case 'hardening.approved':
      return [{ text: 'Enough people approved: the steps begin.' }];
    case 'hardening.declined':
      return [{ text: 'Declined by ' }, { userId: event.by }, { text: '.' }];
    case 'hardening.superseded':
      return [
        { text: `Not as planned for any more: ${differencesText(event.what)}. See ${event.by}.` },
      ];
    case 'hardening.expired':
      return [{ text: 'It waited too long. Nothing was changed.' }];
    case 'step.finished': {
      const lost = event.requestId === null ? ' (the answer to the call was lost)' : '';
      const untagged = event.untagged === undefined ? '' : ` ${untaggedText(event.untagged)}`;
      const of = `Step ${event.step + 1} of ${plan.steps.length}`;
      const call = callTitle(plan, event.step);
      return [{ text: `${of} is done and read back${lost}: ${call}.${untagged}` }];
    }
    case 'hardening.done':
      return [{ text: 'All steps are done: the rules are as planned.' }];
    case 'hardening.stopped':
      return [{ text: `Stopped: ${stopText(event.reason)}` }];
    case 'undo.proposed':
      return [{ text: `A plan to undo it was made: ${event.by}.` }];
    case 'undo.begun':
      return [{ text: `Plan ${event.by} was approved: it is being undone.` }];
    case 'undo.done':
      return [
        { text: 'Undone by ' },
        ...peopleRuns(event.approvedBy),
        { text: `, plan ${event.by}: what it closed is open again.` },
      ];
    case 'undo.stopped':
      return [{ text: `Plan ${event.by} stopped before it undid all. Its message says why.` }];
    case 'undo.over':
      return [{ text: 'The time in which it could be undone from here is over.' }];
  }
}
