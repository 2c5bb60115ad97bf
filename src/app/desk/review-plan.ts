import type { Intent } from '../../domain/approval/request.ts';
import { isExpiredAt, missingVotes } from '../../domain/approval/request.ts';
import { rulesFor } from '../../domain/approval/rules-for.ts';
import { refusalOf } from '../../domain/finding/decide-request.ts';
import { isStillAsked, planFor } from '../../domain/finding/decision.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { contextOf } from '../decide-now.ts';
import type { PlanReview, RevertLockOuts, Touch, TouchRefused } from '../ports.ts';
import { notPossible } from './admit.ts';
import { admitToPlan, closesAlone } from './admit-to-plan.ts';
import type { DeskNeeds } from './desk-needs.ts';
import { withPlan } from './make-plan.ts';

/** What an undo may cut: nothing, it only lets in. */
export const NOTHING_CUT: RevertLockOuts = { lockOuts: [], notKnown: [] };

/** Shows the plan of an intent before somebody approves it, with how many have to. */
export async function reviewPlan(
  intent: Intent,
  touch: Touch,
  needs: DeskNeeds,
): Promise<PlanReview | TouchRefused> {
  const admitted = await admitToPlan(intent, touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const made = await withPlan(intent, touch, admitted.finding, needs);
  if (made.kind !== 'made') return made;
  const { finding } = made;
  const reviewed = await reviewOf(intent, finding, needs);
  if (reviewed.kind !== 'review') return reviewed;
  const isAlone = closesAlone(admitted, reviewed.simulated?.lockOuts ?? []);
  if (isAlone || (reviewed.missing ?? 1) <= 1)
    return isAlone ? { ...reviewed, missing: 1 } : reviewed;
  // Who needs others is told at once whether there are any.
  const approvers = await needs.countApprovers(finding);
  return { ...reviewed, approvers, askedBy: touch.userId };
}

/** The plan of an intent as it is now, with what it would cut and how many have to approve. */
export async function reviewOf(
  intent: Intent,
  finding: Finding,
  needs: DeskNeeds,
): Promise<PlanReview | TouchRefused> {
  const plan = planFor(finding, intent, needs.ownAccountIds);
  const matter = { kind: 'plan', intent, hash: plan?.hash ?? '' } as const;
  const now = needs.clock.now();
  const stake = { matter: intent, lockOuts: [] };
  const refusal = refusalOf(finding, matter, contextOf(finding, { now, needs, stake }));
  if (refusal !== null) return notPossible(refusal);
  if (plan === null) return notPossible({ kind: 'noPlan' });
  const [simulated, connections] = await Promise.all([
    intent === 'undo' ? NOTHING_CUT : needs.simulateRevert(finding, plan),
    // Whether a flow is tracked is decided from the rules of a group that are to go.
    plan.kind === 'rules' ? needs.foreseeConnections(finding) : null,
  ]);
  const { quorum } = rulesFor(needs.policy, finding, intent, simulated.lockOuts);
  return {
    kind: 'review',
    finding,
    plan,
    simulated,
    ...(connections === null ? {} : { connections }),
    missing: missing(finding, intent, quorum, needs),
  };
}

function missing(
  finding: Finding,
  intent: Intent,
  quorum: number,
  { clock, ownAccountIds }: DeskNeeds,
): number {
  const { request } = finding;
  const isOpen =
    request !== null &&
    asksFor(finding, intent) &&
    isOpenStill(finding, clock.now(), ownAccountIds);
  return isOpen ? missingVotes(request) : quorum;
}

/** Whether what waits for its votes is a plan of this intent. */
export function asksFor({ request }: Finding, intent: Intent): boolean {
  return request?.matter.kind === 'plan' && request.matter.intent === intent;
}

/** Whether the request of a finding can still be approved. */
export function isOpenStill(
  finding: Finding,
  now: number,
  ownAccountIds: ReadonlySet<string>,
): boolean {
  const { request } = finding;
  if (request === null || isExpiredAt(request, now)) return false;
  return isStillAsked(finding, request, ownAccountIds);
}
