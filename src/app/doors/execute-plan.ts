import type { Finding } from '../../domain/finding/finding.ts';
import { messageOf } from '../../domain/outside-error.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { RevertResult } from '../../domain/plan/revert-result.ts';
import type { StepAnswer } from '../ports.ts';
import { type CarryOutNeeds, carryOut, STEPS_MS_MAX } from './carry-out.ts';
import { type LookNeeds, READ_MS_MAX } from './look.ts';
import { LOOK_MS_MAX, type Look, readUntilAgreed } from './look-at-door.ts';

/** How long the execution of a plan takes at most, in ms: the look before, the calls, the look
 * after, and a read of what other rules leave open. */
export const EXECUTION_MS_MAX = 2 * LOOK_MS_MAX + STEPS_MS_MAX + READ_MS_MAX;

/** One read is enough where the rules are as approved: the revoke itself names their properties and
 * fails on any others. Anything else has to be agreed on. */
const UNCHANGED_READS_TO_REVOKE = 1;
/** A restore names the rule by its id alone, and a new set of groups replaces whatever stands on an
 * interface: one read, which may be stale, is not enough. */
const UNCHANGED_READS_TO_REPLACE = 2;

/** Looks at the rules before anything is done. Null when the call is to be made: they are what was
 * approved, or seem gone without a word of who removed them. Else the execution ends here, with this
 * result and no call.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function checkBefore(
  finding: Finding,
  needs: LookNeeds,
): Promise<RevertResult | null> {
  const isRestored = finding.previous.length > 0;
  const isReplaced = isRestored || finding.door.kind === 'attachment';
  const unchangedReads = isReplaced ? UNCHANGED_READS_TO_REPLACE : UNCHANGED_READS_TO_REVOKE;
  const before = await readUntilAgreed(finding, needs, unchangedReads);
  switch (before.kind) {
    case 'same':
      return null;
    case 'gone':
      // Reads may agree and be stale. Where no record says that somebody shut the door, EC2's answer
      // to a revoke decides: it takes what is there, and finds nothing where nothing is. Any other call
      // would change what is there, though the door is shut by something else.
      return isDecidedByCall(finding) ? null : { kind: 'alreadyClosed' };
    case 'different':
      return { kind: 'changedSince', now: before.now };
    case 'partly':
      return { kind: 'changedSince', now: [], left: before.left };
    case 'couldNotLook':
      return { kind: 'refused', code: 'CouldNotLook', advice: before.reason };
    case 'disagree':
      return { kind: 'unknown', reason: 'EC2 gave different answers in every read' };
  }
}

function isDecidedByCall({ door, previous, touchedBy }: Finding): boolean {
  return door.kind === 'rules' && previous.length === 0 && touchedBy === null;
}

/** Makes the plan's calls, which touch what it names and nothing else, and reads back until
 * EC2's answers agree. Called once for an approval, after its intent is committed. */
export async function carryOutAndReadBack(
  finding: Finding,
  plan: Plan,
  needs: CarryOutNeeds,
): Promise<RevertResult> {
  const answer = await carryOut(plan, needs);
  if (answer.kind === 'refused') return answer;
  const after = await lookAfter(finding, needs);
  return after.kind === 'gone' ? closedResult(answer) : notClosedResult(answer, after);
}

/** After the call nothing may be thrown: that would be taken for "nothing was done". */
async function lookAfter(finding: Finding, needs: LookNeeds): Promise<Look> {
  try {
    return await readUntilAgreed(finding, needs);
  } catch (error) {
    return { kind: 'couldNotLook', reason: messageOf(error) };
  }
}

function closedResult(answer: StepAnswer): RevertResult {
  if (answer.kind === 'notThere') return { kind: 'alreadyClosed' };
  return { kind: 'reverted', requestId: answer.kind === 'accepted' ? answer.requestId : null };
}

function notClosedResult(
  answer: StepAnswer,
  after: Exclude<Look, { readonly kind: 'gone' }>,
): RevertResult {
  if (after.kind === 'different') return { kind: 'changedSince', now: after.now };
  if (after.kind === 'partly') return { kind: 'changedSince', now: [], left: after.left };
  return { kind: 'unknown', reason: `${answerText(answer)}; ${afterText(after)}` };
}

/** Finds out, by reading alone, how an execution ended that was begun and broke off: its call may
 * have been made, and is never made twice.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function findOut(finding: Finding, needs: LookNeeds): Promise<RevertResult> {
  const look = await readUntilAgreed(finding, needs);
  if (look.kind === 'gone') return { kind: 'reverted', requestId: null };
  if (look.kind === 'different') return { kind: 'changedSince', now: look.now };
  if (look.kind === 'partly') return { kind: 'changedSince', now: [], left: look.left };
  const reason = `Portcullis stopped during the call, which is not made twice; ${afterText(look)}`;
  return { kind: 'unknown', reason };
}

function answerText(answer: StepAnswer): string {
  switch (answer.kind) {
    case 'accepted':
      return 'EC2 accepted the call';
    case 'notThere':
      return 'EC2 found nothing to change';
    case 'noAnswer':
      return answer.reason;
    case 'refused':
      return answer.advice;
  }
}

function afterText(
  look: Exclude<Look, { readonly kind: 'gone' | 'different' | 'partly' }>,
): string {
  switch (look.kind) {
    case 'same':
      return 'what it was to close is still there';
    case 'disagree':
      return 'EC2 gave different answers in every read afterwards';
    case 'couldNotLook':
      return `the group could not be read back: ${look.reason}`;
  }
}
