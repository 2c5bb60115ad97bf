import { missingVotes } from '../../domain/approval/request.ts';
import type { FindingCommand } from '../../domain/finding/commands.ts';
import { planFor } from '../../domain/finding/decision.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { PlanTouch, TouchRefused } from '../ports.ts';
import { admit } from './admit.ts';
import { decideOn } from './decide-as.ts';
import type { DeskNeeds } from './desk-needs.ts';
import { isOpenStill, NOTHING_CUT } from './review-plan.ts';

/** Approves the plan of an intent: asks for it with one's own vote, or adds one's vote to what was asked for.
 * What the plan would cut is simulated again, since it decides how many have to approve. */
export async function approvePlan(
  intent: 'revert' | 'undo',
  touch: PlanTouch,
  needs: DeskNeeds,
): Promise<{ readonly kind: 'approved'; readonly missing: number } | TouchRefused> {
  const admitted = await admit(intent === 'undo' ? 'voteUndo' : 'vote', touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const { lockOuts } = await simulated(intent, admitted.finding, needs);
  const now = needs.clock.now();
  const stake = { matter: intent, lockOuts };
  const changed = await decideOn(
    touch,
    (latest) => commandFor(latest, { intent, touch, now, homeAccountId: needs.homeAccountId }),
    { needs, stake },
  );
  if (changed.kind !== 'changed') return changed;
  const { request } = changed.finding;
  return { kind: 'approved', missing: request === null ? 0 : missingVotes(request) };
}

function simulated(intent: 'revert' | 'undo', finding: Finding, needs: DeskNeeds) {
  const plan = planFor(finding, intent, needs.homeAccountId);
  const isToSimulate = intent === 'revert' && plan !== null && finding.state.kind === 'open';
  return isToSimulate ? needs.simulateRevert(finding, plan) : NOTHING_CUT;
}

function commandFor(
  latest: Finding,
  {
    intent,
    touch,
    now,
    homeAccountId,
  }: {
    readonly intent: 'revert' | 'undo';
    readonly touch: PlanTouch;
    readonly now: number;
    readonly homeAccountId: string;
  },
): FindingCommand {
  const { userId: by, planHash: hash } = touch;
  if (isOpenStill(latest, now, homeAccountId)) return { kind: 'vote', by, hash };
  const matter = { kind: 'plan', intent, hash } as const;
  return { kind: 'request', by, matter, reason: null, mayVote: true };
}
