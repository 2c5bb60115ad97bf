import type { Intent } from '../../domain/approval/request.ts';
import { isExpiredAt, missingVotes } from '../../domain/approval/request.ts';
import { rulesFor } from '../../domain/approval/rules-for.ts';
import { refusalOf } from '../../domain/finding/decide-request.ts';
import { isStillAsked, planFor } from '../../domain/finding/decision.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { contextOf } from '../decide-now.ts';
import type { PlanReview, RevertLockOuts, Touch, TouchRefused } from '../ports.ts';
import { admit, notPossible } from './admit.ts';
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
  const admitted = await admit(intent === 'undo' ? 'voteUndo' : 'vote', touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const made = await withPlan(intent, touch, admitted.finding, needs);
  if (made.kind !== 'made') return made;
  const { finding } = made;
  const plan = planFor(finding, intent, needs.homeAccountId);
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
  { clock, homeAccountId }: DeskNeeds,
): number {
  const { request } = finding;
  const isOpen =
    request !== null &&
    asksFor(finding, intent) &&
    isOpenStill(finding, clock.now(), homeAccountId);
  return isOpen ? missingVotes(request) : quorum;
}

/** Whether what waits for its votes is a plan of this intent. */
export function asksFor({ request }: Finding, intent: Intent): boolean {
  return request?.matter.kind === 'plan' && request.matter.intent === intent;
}

/** Whether the request of a finding can still be approved. */
export function isOpenStill(finding: Finding, now: number, homeAccountId: string): boolean {
  const { request } = finding;
  if (request === null || isExpiredAt(request, now)) return false;
  return isStillAsked(finding, request, homeAccountId);
}
