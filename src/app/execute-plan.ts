import type { Finding } from '../domain/finding/finding.ts';
import { SECOND_MS } from '../domain/instant.ts';
import { messageOf } from '../domain/outside-error.ts';
import type { Plan } from '../domain/plan/plan.ts';
import type { RevertResult } from '../domain/plan/revert-result.ts';
import { inTime } from './in-time.ts';
import {
  LOOK_MS_MAX,
  type Look,
  type LookNeeds,
  READ_MS_MAX,
  readUntilAgreed,
} from './look-at-door.ts';
import type { StepAnswer } from './ports.ts';

/** How long a call that changes something may take, in ms; after that its reply counts as lost. */
export const CALL_MS_MAX = 15 * SECOND_MS;
/** The calls of a plan: it restores edited rules, and revokes the others. */
const CALLS_MAX = 2;
/** How long the execution of a plan takes at most, in ms: the look before, the calls, the look
 * after, and a read of what other rules leave open. */
export const EXECUTION_MS_MAX = 2 * LOOK_MS_MAX + CALLS_MAX * CALL_MS_MAX + READ_MS_MAX;

/** One read is enough where the rules are as approved: the revoke itself names their properties and
 * fails on any others. Anything else has to be agreed on. */
const UNCHANGED_READS_TO_REVOKE = 1;
/** A restore names the rule by its id alone and writes over whatever it has become: one read, which
 * may be stale, is not enough. */
const UNCHANGED_READS_TO_RESTORE = 2;

/** Looks at the rules before anything is done. Null when the call is to be made: they are what was
 * approved, or seem gone without a word of who removed them. Else the execution ends here, with this
 * result and no call.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function checkBefore(
  finding: Finding,
  needs: LookNeeds,
): Promise<RevertResult | null> {
  const isRestored = finding.previous.length > 0;
  const unchangedReads = isRestored ? UNCHANGED_READS_TO_RESTORE : UNCHANGED_READS_TO_REVOKE;
  const before = await readUntilAgreed(finding, needs, unchangedReads);
  switch (before.kind) {
    case 'same':
      return null;
    case 'gone':
      // Reads may agree and be stale. Where no record says that somebody shut the door, EC2's answer
      // to the call itself decides: it revokes what is there, and finds nothing where nothing is.
      return isRestored || finding.touchedBy !== null ? { kind: 'alreadyClosed' } : null;
    case 'different':
      return { kind: 'changedSince', now: before.now };
    case 'couldNotLook':
      return { kind: 'refused', code: 'CouldNotLook', advice: before.reason };
    case 'disagree':
      return { kind: 'unknown', reason: 'EC2 gave different answers in every read' };
  }
}

/** Makes the plan's calls, which touch the rules that it names and nothing else, and reads back until
 * EC2's answers agree. Called once for an approval, after its intent is committed. */
export async function carryOutAndReadBack(
  finding: Finding,
  plan: Plan,
  needs: LookNeeds,
): Promise<RevertResult> {
  const answer = await carryOut(plan, needs);
  if (answer.kind === 'refused') return answer;
  const after = await lookAfter(finding, needs);
  return after.kind === 'gone' ? closedResult(answer) : notClosedResult(answer, after);
}

/** The plan's calls, one after the other, until one is not accepted. What a later call is refused
 * for is not "nothing was done": it is read back. */
async function carryOut(plan: Plan, { groups, clock }: LookNeeds): Promise<StepAnswer> {
  const call = (step: Promise<StepAnswer>): Promise<StepAnswer> =>
    inTime(step, { ms: CALL_MS_MAX, clock, late: noAnswer });
  if (plan.restore.length === 0) return call(groups.revoke(plan));
  const restored = await call(groups.restore(plan));
  if (restored.kind !== 'accepted' || plan.revoke.length === 0) return restored;
  const revoked = await call(groups.revoke(plan));
  if (revoked.kind === 'notThere') return restored;
  return revoked.kind === 'refused' ? { kind: 'noAnswer', reason: revoked.advice } : revoked;
}

function noAnswer(): StepAnswer {
  const reason = `EC2 did not answer the call within ${CALL_MS_MAX / SECOND_MS} s`;
  return { kind: 'noAnswer', reason };
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
  return { kind: 'unknown', reason: `${answerText(answer)}; ${afterText(after)}` };
}

/** Finds out, by reading alone, how an execution ended that was begun and broke off: its call may
 * have been made, and is never made twice.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function findOut(finding: Finding, needs: LookNeeds): Promise<RevertResult> {
  const look = await readUntilAgreed(finding, needs);
  if (look.kind === 'gone') return { kind: 'reverted', requestId: null };
  if (look.kind === 'different') return { kind: 'changedSince', now: look.now };
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

function afterText(look: Exclude<Look, { readonly kind: 'gone' | 'different' }>): string {
  switch (look.kind) {
    case 'same':
      return 'the rules are still there';
    case 'disagree':
      return 'EC2 gave different answers in every read afterwards';
    case 'couldNotLook':
      return `the group could not be read back: ${look.reason}`;
  }
}
