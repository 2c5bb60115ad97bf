import type { Finding } from '../domain/finding/finding.ts';
import type { Plan } from '../domain/plan/plan.ts';
import type { RevertResult } from '../domain/plan/revert-result.ts';
import { type Look, type LookNeeds, readOnce, readUntilAgreed } from './look-at-door.ts';
import type { SecurityGroups, StepAnswer } from './ports.ts';

/** Executes an approved plan: reads the rules again, revokes them if they are what was approved,
 * and reads back until EC2's answers agree. Touches nothing but the rules that the plan names.
 *
 * `isRepeated` says that an execution was begun before and its end is not known: rules that are
 * gone now were revoked by it.
 * @throws OutsideError, retryable, when EC2 cannot be asked *before* anything was done. */
export async function executePlan(
  finding: Finding,
  { plan, isRepeated }: { readonly plan: Plan; readonly isRepeated: boolean },
  needs: LookNeeds,
): Promise<RevertResult> {
  const before = await lookBefore(finding, needs);
  switch (before.kind) {
    case 'couldNotLook':
      return { kind: 'refused', code: 'CouldNotLook', advice: before.reason };
    case 'disagree':
      return { kind: 'unknown', reason: 'EC2 gave different answers in every read' };
    case 'gone':
      return isRepeated ? { kind: 'reverted', requestId: null } : { kind: 'alreadyClosed' };
    case 'different':
      return { kind: 'changedSince', now: before.now };
    case 'same':
      return readBack(finding, await carryOut(plan, needs.groups), needs);
  }
}

/** One read is enough where the rules are as approved: the revoke itself names their properties and
 * fails on any others. Anything else has to be agreed on. */
async function lookBefore(finding: Finding, needs: LookNeeds): Promise<Look> {
  const first = await readOnce(finding, needs);
  return first.kind === 'same' || first.kind === 'couldNotLook'
    ? first
    : readUntilAgreed(finding, needs);
}

/** The plan's calls, one after the other, until one is not accepted. What a later call is refused
 * for is not "nothing was done": it is read back. */
async function carryOut(plan: Plan, groups: SecurityGroups): Promise<StepAnswer> {
  if (plan.restore.length === 0) return groups.revoke(plan);
  const restored = await groups.restore(plan);
  if (restored.kind !== 'accepted' || plan.revoke.length === 0) return restored;
  const revoked = await groups.revoke(plan);
  return revoked.kind === 'refused' ? { kind: 'noAnswer', reason: revoked.advice } : revoked;
}

async function readBack(
  finding: Finding,
  answer: StepAnswer,
  needs: LookNeeds,
): Promise<RevertResult> {
  if (answer.kind === 'refused') return answer;
  const after = await lookAfter(finding, needs);
  switch (after.kind) {
    case 'gone':
      return closedResult(answer);
    case 'different':
      return { kind: 'changedSince', now: after.now };
    case 'same':
      return stillOpenResult(answer);
    case 'disagree':
      return { kind: 'unknown', reason: 'EC2 gave different answers in every read afterwards' };
    case 'couldNotLook':
      return { kind: 'unknown', reason: `It could not be read back: ${after.reason}` };
  }
}

/** After the call nothing may be thrown: that would be taken for "nothing was done". */
async function lookAfter(finding: Finding, needs: LookNeeds): Promise<Look> {
  try {
    return await readUntilAgreed(finding, needs);
  } catch (error) {
    return { kind: 'couldNotLook', reason: error instanceof Error ? error.message : String(error) };
  }
}

function closedResult(answer: StepAnswer): RevertResult {
  if (answer.kind === 'notThere') return { kind: 'alreadyClosed' };
  return {
    kind: 'reverted',
    requestId: answer.kind === 'accepted' ? answer.requestId : null,
  };
}

function stillOpenResult(answer: StepAnswer): RevertResult {
  switch (answer.kind) {
    case 'accepted':
      return { kind: 'unknown', reason: 'EC2 accepted the call and still shows the rules' };
    case 'notThere':
      return { kind: 'unknown', reason: 'EC2 found nothing to revoke and still shows the rules' };
    case 'noAnswer':
      return { kind: 'unknown', reason: answer.reason };
    case 'refused':
      return answer;
  }
}
