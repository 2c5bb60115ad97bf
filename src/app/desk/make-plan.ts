import type { Intent } from '../../domain/approval/request.ts';
import { notePlan } from '../../domain/finding/decide-plan.ts';
import { type Decision, events } from '../../domain/finding/decision.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { slackOrigin } from '../../domain/origin.ts';
import { contextOf } from '../decide-now.ts';
import type { Touch, TouchRefused } from '../ports.ts';
import { notPossible } from './admit.ts';
import type { DeskNeeds } from './desk-needs.ts';

type Made = { readonly kind: 'made'; readonly finding: Finding } | TouchRefused;

/** A finding with the plan of an intent as it is now. What is planned from more than the finding is planned anew
 * from the group as it is read, and noted before anybody is shown it. */
export async function withPlan(
  intent: Intent,
  touch: Touch,
  finding: Finding,
  needs: DeskNeeds,
): Promise<Made> {
  const isUndoOfNarrowing = intent === 'undo' && finding.executed?.plan.kind === 'narrow';
  const isToPlan = intent === 'narrow' || isUndoOfNarrowing;
  const isTooEarly = finding.state.kind !== (intent === 'undo' ? 'closed' : 'open');
  // Why it is not possible in another state is told by whoever decides.
  if (!isToPlan || isTooEarly) return { kind: 'made', finding };
  const answer = await needs.planNarrowing(finding, intent === 'undo' ? 'undo' : 'narrow');
  if (answer.kind === 'plan') {
    const { plan } = answer;
    return noted(touch, intent, (latest, context) => notePlan(latest, plan, context), needs);
  }
  const { reason } = answer;
  if (reason.kind === 'changed') await noted(touch, intent, missed, needs);
  return notPossible({ kind: 'noNarrowing', reason });
}

type Context = ReturnType<typeof contextOf>;

async function noted(
  { findingId, address }: Touch,
  intent: Intent,
  decide: (latest: Finding, context: Context) => Decision,
  needs: DeskNeeds,
): Promise<Made> {
  const now = needs.clock.now();
  const stake = { matter: intent, lockOuts: [] };
  const changed = await needs.store.change(
    findingId,
    (latest) => decide(latest, contextOf(latest, { now, needs, stake })),
    now,
    slackOrigin(address),
  );
  if (changed.kind === 'noSuchFinding') return changed;
  return { kind: 'made', finding: changed.finding };
}

/** The door is looked at: reads have to agree before anything is believed of it. */
function missed({ state }: Finding, { now: at }: Context): Decision {
  return state.kind === 'open' ? events({ kind: 'door.missed', at }) : events();
}
