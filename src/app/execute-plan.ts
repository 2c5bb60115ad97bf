import type { Finding } from '../domain/finding/finding.ts';
import { SECOND_MS } from '../domain/instant.ts';
import { messageOf } from '../domain/outside-error.ts';
import type { Plan } from '../domain/plan/plan.ts';
import type { RevertResult } from '../domain/plan/revert-result.ts';
import { inTime } from './in-time.ts';
import { LOOK_MS_MAX, type Look, type LookNeeds, readUntilAgreed } from './look-at-door.ts';
import type { SecurityGroups, StepAnswer } from './ports.ts';

/** How long the calls of a plan may take, in ms; after that their replies count as lost. */
export const CALLS_MS_MAX = 15 * SECOND_MS;
/** How long the execution of a plan takes at most, in ms: the look before, the call, the look after. */
export const EXECUTION_MS_MAX = 2 * LOOK_MS_MAX + CALLS_MS_MAX;

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

/** Makes the calls of a plan, which touch the rules that it names and nothing else, and reads back
 * until EC2's answers agree. Called once for an approval, after its intent is committed. */
export async function carryOutAndReadBack(
  finding: Finding,
  plan: Plan,
  needs: LookNeeds,
): Promise<RevertResult> {
  const answer = await inTime(carryOut(plan, needs.groups), {
    ms: CALLS_MS_MAX,
    clock: needs.clock,
    late: noAnswer,
  });
  if (answer.kind === 'refused') return answer;
  const after = await lookAfter(finding, needs);
  return after.kind === 'gone' ? closedResult(answer) : notClosedResult(answer, after);
}

/** The plan's calls, one after the other, until one is not accepted. What a later one is refused for
 * is not "nothing was done": it is read back. */
async function carryOut(plan: Plan, groups: SecurityGroups): Promise<StepAnswer> {
  if (plan.restore.length === 0) return groups.revoke(plan);
  const restored = await groups.restore(plan);
  if (restored.kind !== 'accepted' || plan.revoke.length === 0) return restored;
  const revoked = await groups.revoke(plan);
  return revoked.kind === 'refused' ? { kind: 'noAnswer', reason: revoked.advice } : revoked;
}

function noAnswer(): StepAnswer {
  const reason = `EC2 did not answer the call within ${CALLS_MS_MAX / SECOND_MS} s`;
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

function answerText(answer: StepAnswer): string {
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
