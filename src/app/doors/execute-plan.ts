import type { Finding } from '../../domain/finding/finding.ts';
import { messageOf } from '../../domain/outside-error.ts';
import { partDone } from '../../domain/plan/part-done.ts';
import type { NotDone, RevertResult } from '../../domain/plan/revert-result.ts';
import { type CarriedOut, type CarryOutNeeds, carryOut, STEPS_MS_MAX } from './carry-out.ts';
import { type LookNeeds, READ_MS_MAX } from './look.ts';
import { LOOK_MS_MAX, type Look, readUntilAgreed } from './look-at-door.ts';
import { answerText, type Carried } from './steps.ts';

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
  plan: CarriedOut,
  needs: CarryOutNeeds,
): Promise<RevertResult> {
  const carried = await carryOut(plan, needs);
  if (carried.kind === 'refused') return carried;
  const after = await lookAfter(finding, needs);
  return after.kind === 'gone' ? closedResult(carried) : notClosedResult(finding, carried, after);
}

/** After the call nothing may be thrown: that would be taken for "nothing was done". */
async function lookAfter(finding: Finding, needs: LookNeeds): Promise<Look> {
  try {
    return await readUntilAgreed(finding, needs);
  } catch (error) {
    return { kind: 'couldNotLook', reason: messageOf(error) };
  }
}

function closedResult(carried: Carried): RevertResult {
  if (carried.kind === 'notThere') return { kind: 'alreadyClosed' };
  return { kind: 'reverted', requestId: carried.kind === 'accepted' ? carried.requestId : null };
}

function notClosedResult(
  finding: Finding,
  carried: Carried,
  after: Exclude<Look, { readonly kind: 'gone' }>,
): RevertResult {
  if (after.kind !== 'different' && after.kind !== 'partly') {
    return { kind: 'unknown', reason: `${carriedText(carried)}; ${afterText(after)}` };
  }
  const rest = after.kind === 'partly' ? { now: [], left: after.left } : { now: after.now };
  const done = partDone(finding, rest);
  if (carried.kind === 'notThere' || done.length === 0) return { kind: 'changedSince', ...rest };
  return { kind: 'partly', done, notDone: notDoneBy(carried), ...rest };
}

function notDoneBy(carried: Carried): readonly NotDone[] {
  if (carried.kind === 'partly') return carried.notDone;
  return carried.kind === 'noAnswer' ? [{ code: null, advice: carried.reason }] : [];
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

function carriedText(carried: Carried): string {
  switch (carried.kind) {
    case 'refused':
      return carried.advice;
    case 'partly':
      return carried.notDone.map(({ advice }) => advice).join('; ');
    default:
      return answerText(carried);
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
