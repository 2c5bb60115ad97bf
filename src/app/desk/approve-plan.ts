import { type Intent, missingVotes } from '../../domain/approval/request.ts';
import type { FindingCommand } from '../../domain/finding/commands.ts';
import { planOnce } from '../../domain/finding/decide-plan.ts';
import { planFor } from '../../domain/finding/decision.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { compareCalls } from '../../domain/plan/calls-of.ts';
import type { PlanAnswer, PlanTouch } from '../ports.ts';
import { admitToPlan, closesAlone } from './admit-to-plan.ts';
import { decideOn } from './decide-as.ts';
import type { DeskNeeds } from './desk-needs.ts';
import { withPlan } from './make-plan.ts';
import { asksFor, isOpenStill, NOTHING_CUT, reviewPlan } from './review-plan.ts';

/** Approves the plan of an intent: asks for it with one's own vote, or adds one's vote to what was asked for.
 * What the plan would cut is simulated again, since it decides how many have to approve. */
export async function approvePlan(
  intent: Intent,
  touch: PlanTouch,
  needs: DeskNeeds,
): Promise<PlanAnswer> {
  const admitted = await admitToPlan(intent, touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const made = await withPlan(intent, touch, admitted.finding, needs);
  if (made.kind !== 'made') return made;
  const { lockOuts } = await simulated(intent, made.finding, needs);
  const now = needs.clock.now();
  const stake = { matter: intent, lockOuts };
  const { ownAccountIds } = needs;
  const { mayVote } = admitted;
  const isOwn = closesAlone(admitted, lockOuts);
  const changed = await decideOn(
    touch,
    (latest) => commandFor(latest, { intent, touch, now, ownAccountIds, isOwn, mayVote }),
    { needs, stake },
  );
  if (changed.kind === 'notPossible' && changed.refusal.kind === 'planSuperseded') {
    return supersededBy(intent, touch, needs);
  }
  if (changed.kind !== 'changed') return changed;
  const { request } = changed.finding;
  return { kind: 'approved', missing: request === null ? 0 : missingVotes(request) };
}

/** The plan that took the place of the one that was shown, with what is different. */
async function supersededBy(
  intent: Intent,
  touch: PlanTouch,
  needs: DeskNeeds,
): Promise<PlanAnswer> {
  const review = await reviewPlan(intent, touch, needs);
  if (review.kind !== 'review') return review;
  const history = await needs.store.events(touch.findingId, 0);
  const shown = planOnce(history, { intent, hash: touch.planHash }, needs.ownAccountIds);
  return { ...review, changed: shown === null ? null : compareCalls(shown, review.plan) };
}

function simulated(intent: Intent, finding: Finding, needs: DeskNeeds) {
  const plan = planFor(finding, intent, needs.ownAccountIds);
  const isToSimulate = intent !== 'undo' && plan !== null && finding.state.kind === 'open';
  return isToSimulate ? needs.simulateRevert(finding, plan) : NOTHING_CUT;
}

function commandFor(
  latest: Finding,
  {
    intent,
    touch,
    now,
    ownAccountIds,
    isOwn,
    mayVote,
  }: {
    readonly intent: Intent;
    readonly touch: PlanTouch;
    readonly now: number;
    readonly ownAccountIds: ReadonlySet<string>;
    readonly isOwn: boolean;
    readonly mayVote: boolean;
  },
): FindingCommand {
  const { userId: by, planHash: hash } = touch;
  const isAsked = asksFor(latest, intent) && isOpenStill(latest, now, ownAccountIds);
  if (isAsked && mayVote && !isOwn) return { kind: 'vote', by, hash };
  const matter = { kind: 'plan', intent, hash } as const;
  return { kind: 'request', by, matter, reason: null, mayVote, isOwn };
}
