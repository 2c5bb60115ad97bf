import { SECOND_MS } from '../../domain/instant.ts';
import type { GiveBackPlan, NarrowPlan, Plan, RulesPlan } from '../../domain/plan/plan.ts';
import { inTime } from '../in-time.ts';
import type { RuleSteps, StepAnswer, Store } from '../ports.ts';
import { attach } from './attach.ts';
import { changeEntries } from './change-entries.ts';
import { detach } from './detach.ts';
import type { LookNeeds } from './look.ts';
import { type Carried, inSteps, type MakeStep } from './steps.ts';

/** How long a call that changes something may take, in ms; after that its reply counts as lost. */
export const CALL_MS_MAX = 15 * SECOND_MS;
/** How long the calls of a plan may take together, in ms, what is read between them included. */
export const STEPS_MS_MAX = 50 * SECOND_MS;

export interface CarryOutNeeds extends LookNeeds {
  readonly store: Store;
  readonly ruleSteps: RuleSteps;
}

/** The plans whose calls are made one after the other, and read back at the end. */
export type CarriedOut = Exclude<Plan, NarrowPlan>;

/** Makes the calls of a plan, one after the other, until one is not accepted or the time is up. A place
 * that a group cannot be taken off keeps it on none of the others. */
export function carryOut(plan: CarriedOut, needs: CarryOutNeeds): Promise<Carried> {
  const { clock } = needs;
  const lastBeginsAt = clock.now() + STEPS_MS_MAX - CALL_MS_MAX;
  const making = {
    lastBeginsAt,
    clock,
    areIndependent: plan.kind === 'detach' || plan.kind === 'attach',
  };
  return inSteps(stepsOf(plan, needs), making, (step) => makeStep(step, plan.findingId, needs));
}

function stepsOf(plan: CarriedOut, needs: CarryOutNeeds): readonly MakeStep[] {
  switch (plan.kind) {
    case 'rules':
      return changeRules(plan, needs);
    case 'list':
      return changeEntries(plan, needs);
    case 'detach':
      return detach(plan, needs);
    case 'giveBack':
      return giveBackRules(plan, needs);
    case 'attach':
      return attach(plan, needs);
  }
}

/** Edited rules first: they are there, and fail for what has become of them before anything is added. */
function giveBackRules(
  plan: GiveBackPlan,
  { groups, ruleSteps }: CarryOutNeeds,
): readonly MakeStep[] {
  const { accountId, region, groupId, direction, add: rules } = plan;
  const step = { kind: 'add', direction, rules } as const;
  const restored = { ...plan, kind: 'rules', revoke: [], caveat: null } as const;
  const restore = plan.restore.length === 0 ? [] : [() => groups.restore(restored)];
  const add =
    rules.length === 0 ? [] : [() => ruleSteps.take({ accountId, region, groupId }, step)];
  return [...restore, ...add];
}

function changeRules(plan: RulesPlan, { groups }: CarryOutNeeds): readonly MakeStep[] {
  const restore = plan.restore.length === 0 ? [] : [() => groups.restore(plan)];
  const revoke = plan.revoke.length === 0 ? [] : [() => groups.revoke(plan)];
  return [...restore, ...revoke];
}

/** One step of a finding or a hardening: its reply is waited for so long, and the request that it made is noted as
 * our own. */
export async function makeStep(
  step: MakeStep,
  subjectId: string,
  { clock, store }: Pick<CarryOutNeeds, 'clock' | 'store'>,
): Promise<StepAnswer> {
  const endsAt = clock.now() + CALL_MS_MAX;
  const call = step(() => clock.now() >= endsAt);
  const answer = await inTime(call, { ms: CALL_MS_MAX, clock, late: noAnswer });
  if (answer.kind === 'accepted' && answer.requestId !== null) {
    // The record of the call may be quicker than the reading back. The call was made, so that a
    // database which does not answer now may not turn it into anything else.
    await store.noteOwnRequest(answer.requestId, subjectId).catch(() => undefined);
  }
  return answer;
}

function noAnswer(): StepAnswer {
  const reason = `EC2 did not answer the call within ${CALL_MS_MAX / SECOND_MS} s`;
  return { kind: 'noAnswer', reason };
}
