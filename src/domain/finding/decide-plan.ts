import type { Intent } from '../approval/request.ts';
import type { NarrowPlan, Plan } from '../plan/plan-kinds.ts';
import { endOfFormer } from './decide-request.ts';
import { type Decision, type DecisionContext, events, planFor } from './decision.ts';
import type { FindingEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { Finding } from './finding.ts';

/** Takes note of a plan that was made of the group as it was read, before it is shown. What was asked for by
 * another one is void. An execution under way goes on with its own. */
export function notePlan(finding: Finding, plan: NarrowPlan, context: DecisionContext): Decision {
  const isKnown = finding.prepared?.hash === plan.hash;
  if (isKnown || finding.state.kind === 'executing') return events();
  const made: FindingEvent = { kind: 'plan.made', plan, at: context.now };
  const ended = endOfFormer({ ...finding, prepared: plan }, context);
  return events(made, ...(ended === null ? [] : [ended]));
}

/** The plan with a hash that a finding once had, by what has happened to it; null where it never had one.
 * Pure, total. */
export function planOnce(
  history: readonly FindingEvent[],
  { intent, hash }: { readonly intent: Intent; readonly hash: string },
  ownAccountIds: ReadonlySet<string>,
): Plan | null {
  let finding: Finding | null = null;
  for (const event of history) {
    finding = evolve(finding, event);
    const plan = planFor(finding, intent, ownAccountIds);
    if (plan?.hash === hash) return plan;
  }
  return null;
}
