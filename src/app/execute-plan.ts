import type { Finding } from '../domain/finding/finding.ts';
import { SECOND_MS } from '../domain/instant.ts';
import { messageOf } from '../domain/outside-error.ts';
import type { Plan } from '../domain/plan/plan.ts';
import type { RevertResult } from '../domain/plan/revert-result.ts';
import { inTime } from './in-time.ts';
import { LOOK_MS_MAX, type Look, type LookNeeds, readUntilAgreed } from './look-at-door.ts';
import type { RevokeAnswer } from './ports.ts';

/** How long the call that revokes may take, in ms; after that its reply counts as lost. */
export const REVOKE_MS_MAX = 15 * SECOND_MS;
/** How long the execution of a plan takes at most, in ms: the look before, the call, the look after. */
export const EXECUTION_MS_MAX = 2 * LOOK_MS_MAX + REVOKE_MS_MAX;

/** One read is enough where the rules are as approved: the revoke itself names their properties and
 * fails on any others. Anything else has to be agreed on. */
const UNCHANGED_READS_BEFORE = 1;

/** Looks at the rules before anything is done. Null when they are what was approved; else the
 * execution ends here, with this result and no call.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function checkBefore(
  finding: Finding,
  needs: LookNeeds,
): Promise<RevertResult | null> {
  const before = await readUntilAgreed(finding, needs, UNCHANGED_READS_BEFORE);
  switch (before.kind) {
    case 'same':
      return null;
    case 'gone':
      return { kind: 'alreadyClosed' };
    case 'different':
      return { kind: 'changedSince', now: before.now };
    case 'couldNotLook':
      return { kind: 'refused', code: 'CouldNotLook', advice: before.reason };
    case 'disagree':
      return { kind: 'unknown', reason: 'EC2 gave different answers in every read' };
  }
}

/** Revokes the rules that the plan names, and nothing else, in one call, and reads back until EC2's
 * answers agree. Called once for an approval, after its intent is committed. */
export async function revokeAndReadBack(
  finding: Finding,
  plan: Plan,
  needs: LookNeeds,
): Promise<RevertResult> {
  const answer = await inTime(needs.groups.revoke(plan), {
    ms: REVOKE_MS_MAX,
    clock: needs.clock,
    late: noAnswer,
  });
  if (answer.kind === 'refused') return answer;
  const after = await lookAfter(finding, needs);
  return after.kind === 'gone' ? closedResult(answer) : notClosedResult(answer, after);
}

function noAnswer(): RevokeAnswer {
  const reason = `EC2 did not answer the call within ${REVOKE_MS_MAX / SECOND_MS} s`;
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

function closedResult(answer: RevokeAnswer): RevertResult {
  if (answer.kind === 'notThere') return { kind: 'alreadyClosed' };
  return { kind: 'reverted', requestId: answer.kind === 'accepted' ? answer.requestId : null };
}

function notClosedResult(
  answer: RevokeAnswer,
  after: Exclude<Look, { readonly kind: 'gone' }>,
): RevertResult {
  // Nothing matched what was approved and something else is there: it was changed before the call.
  const isChangedBefore = answer.kind === 'notThere' && after.kind === 'different';
  if (isChangedBefore) return { kind: 'changedSince', now: after.now };
  return { kind: 'unknown', reason: `${answerText(answer)}; ${afterText(after)}` };
}

/** Finds out, by reading alone, how an execution ended that was begun and broke off: its call may
 * have been made, and is never made twice.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function findOut(finding: Finding, needs: LookNeeds): Promise<RevertResult> {
  const look = await readUntilAgreed(finding, needs);
  if (look.kind === 'gone') return { kind: 'reverted', requestId: null };
  const reason = `Portcullis stopped during the call, which is not made twice; ${afterText(look)}`;
  return { kind: 'unknown', reason };
}

function answerText(answer: RevokeAnswer): string {
  switch (answer.kind) {
    case 'accepted':
      return 'EC2 accepted the call';
    case 'notThere':
      return 'EC2 found nothing to revoke';
    case 'noAnswer':
      return answer.reason;
    case 'refused':
      return answer.advice;
  }
}

function afterText(look: Exclude<Look, { readonly kind: 'gone' }>): string {
  switch (look.kind) {
    case 'same':
      return 'the rules are still there';
    case 'different':
      return 'other rules are there now';
    case 'disagree':
      return 'EC2 gave different answers in every read afterwards';
    case 'couldNotLook':
      return `the group could not be read back: ${look.reason}`;
  }
}
