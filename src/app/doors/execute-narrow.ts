import type { Finding } from '../../domain/finding/finding.ts';
import { isStillGood } from '../../domain/harden/compare-rules.ts';
import { describeDifference } from '../../domain/harden/describe-plan.ts';
import type { HardenStep } from '../../domain/harden/harden-plan.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import { messageOf } from '../../domain/outside-error.ts';
import { compareLive } from '../../domain/plan/compare-live.ts';
import type { NarrowPlan } from '../../domain/plan/plan.ts';
import { bareRule, type PlannedRule, plannedDoorKey } from '../../domain/plan/planned-rule.ts';
import type { NotDone, RevertResult } from '../../domain/plan/revert-result.ts';
import { lookAtStep, type StepLook } from '../hardening/look-at-step.ts';
import type { StepAnswer } from '../ports.ts';
import { type CarryOutNeeds, makeStep } from './carry-out.ts';
import { findOut } from './execute-plan.ts';
import { readLists } from './lists-named.ts';
import type { LookNeeds } from './look.ts';
import { READ_GAP_MS, READS_MAX } from './look-at-door.ts';
import { readRules } from './look-at-rules.ts';
import { answerText } from './steps.ts';

/** Looks at the group before anything is done: any difference from what was approved, descriptions and lists
 * included, and nothing is. Null where all is as it was shown.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function checkBeforeNarrow(
  finding: Finding,
  plan: NarrowPlan,
  needs: LookNeeds,
): Promise<RevertResult | null> {
  const look = await lookAtStep(plan, { expected: 0, former: null }, needs);
  if (look.kind === 'unknown') {
    return { kind: 'refused', code: 'CouldNotLook', advice: look.reason };
  }
  if (look.kind === 'surprise') return changedResult(finding, plan, texts(look), needs);
  const ids = plan.lists.map(({ prefixListId }) => prefixListId);
  const { found } = await readLists(ids, plan, needs);
  const good = isStillGood(
    plan,
    look.group,
    new Map(found.map((list) => [list.prefixListId, list])),
  );
  return good.kind === 'same'
    ? null
    : changedResult(finding, plan, good.what.map(describeDifference), needs);
}

function texts({ what }: StepLook & { readonly kind: 'surprise' }): readonly string[] {
  return what.map(describeDifference);
}

/** How long after the first step of a narrowing began the last one may begin, in ms: with the looks around it
 * all of it takes less than a lease. */
export const NARROW_STEPS_MS_MAX = 30 * SECOND_MS;

/** Differences that an answer names; the rest is counted. */
const NAMED_MAX = 3;

function named(what: readonly string[]): string {
  const rest = what.length - NAMED_MAX;
  return what.slice(0, NAMED_MAX).join('; ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** Nothing was done. Where it is the finding's own rules that changed, they are judged anew. */
async function changedResult(
  finding: Finding,
  plan: NarrowPlan,
  what: readonly string[],
  needs: LookNeeds,
): Promise<RevertResult> {
  const advice = `The group is not as it was when the plan was made (${named(what)}). Press the button again to see the plan for what it is now`;
  const refused = { kind: 'refused', code: 'ChangedSince', advice } as const;
  if (plan.intent === 'undo') return refused;
  const live = await liveRules(plan, needs);
  if (live === null) return refused;
  const its = compareLive(finding.rules, live);
  if (its.kind === 'different') return { kind: 'changedSince', now: its.now };
  return its.kind === 'gone' ? { kind: 'alreadyClosed' } : refused;
}

/** Makes the steps of a narrowing, or of what undoes one, each read back before the next, until one does not do
 * what it should. Called once for an approval, after its intent is committed. Nothing is thrown: something may
 * have been done. */
export async function narrowAndReadBack(
  finding: Finding,
  plan: NarrowPlan,
  needs: CarryOutNeeds,
): Promise<RevertResult> {
  let requestId: string | null = null;
  const lastBeginsAt = needs.clock.now() + NARROW_STEPS_MS_MAX;
  for (const [index, step] of plan.steps.entries()) {
    if (needs.clock.now() > lastBeginsAt) return stopped(finding, plan, TIME_UP, needs);
    const answer = await takeStep(plan, step, needs);
    if (answer.kind === 'refused') {
      if (index === 0) return { kind: 'refused', code: answer.code, advice: answer.advice };
      return stopped(finding, plan, { code: answer.code, advice: answer.advice }, needs);
    }
    if (answer.kind === 'accepted') requestId = answer.requestId;
    const after = await lookAfter(plan, index, needs);
    if (after.kind !== 'expected') {
      const advice = `${answerText(answer)}; ${afterText(after)}`;
      return stopped(finding, plan, { code: null, advice }, needs);
    }
  }
  return finished(finding, plan, requestId, needs);
}

const TIME_UP: NotDone = { code: null, advice: 'The time for it was up' };

async function takeStep(
  plan: NarrowPlan,
  step: HardenStep,
  needs: CarryOutNeeds,
): Promise<StepAnswer> {
  const { accountId, region, groupId } = plan;
  const call = () => needs.ruleSteps.take({ accountId, region, groupId }, step);
  try {
    return await makeStep(call, plan.findingId, needs);
  } catch (error) {
    return { kind: 'noAnswer', reason: messageOf(error) };
  }
}

async function lookAfter(plan: NarrowPlan, index: number, needs: LookNeeds): Promise<StepLook> {
  try {
    return await lookAtStep(plan, { expected: index + 1, former: index }, needs);
  } catch (error) {
    return { kind: 'unknown', reason: messageOf(error) };
  }
}

function afterText(look: StepLook): string {
  switch (look.kind) {
    case 'expected':
      return 'the group is as planned';
    case 'former':
      return 'the group is as it was before';
    case 'surprise':
      return `the group is not as planned: ${named(texts(look))}`;
    case 'unknown':
      return look.reason;
  }
}

async function finished(
  finding: Finding,
  plan: NarrowPlan,
  requestId: string | null,
  needs: LookNeeds,
): Promise<RevertResult> {
  if (plan.intent === 'narrow') return { kind: 'reverted', requestId };
  const now = madeBy(plan, (await liveRules(plan, needs)) ?? []);
  return { kind: 'givenBack', requestId, now: now.length === 0 ? finding.rules : now };
}

/** What a narrowing that did not come to its end has come to: told by what the group holds now. */
async function stopped(
  finding: Finding,
  plan: NarrowPlan,
  why: NotDone,
  needs: LookNeeds,
): Promise<RevertResult> {
  const live = await liveRules(plan, needs);
  if (live === null) return { kind: 'unknown', reason: why.advice };
  const made = madeBy(plan, live);
  if (plan.intent === 'undo') {
    const isOpen = plan.add.length > 0 && made.length >= plan.add.length;
    if (isOpen) return { kind: 'givenBack', requestId: null, now: made };
    return { kind: 'unknown', reason: why.advice };
  }
  const its = compareLive(finding.rules, live);
  if (its.kind === 'gone') return { kind: 'reverted', requestId: null };
  if (made.length === 0 && its.kind === 'same') return { kind: 'unknown', reason: why.advice };
  const now = its.kind === 'same' ? finding.rules : its.now;
  if (made.length === 0) return { kind: 'changedSince', now };
  const done = made.map(({ source, ruleId }) => `added ${source} (${ruleId ?? 'a rule'})`);
  return { kind: 'partly', done, notDone: [why], now };
}

function madeBy({ add }: NarrowPlan, live: readonly PlannedRule[]): readonly PlannedRule[] {
  const doors = new Set(add.map(plannedDoorKey));
  return live.filter((rule) => doors.has(plannedDoorKey(rule)));
}

/** The rules of a plan's direction, as two reads in a row show them; null where that cannot be known. */
async function liveRules(
  plan: NarrowPlan,
  needs: LookNeeds,
): Promise<readonly PlannedRule[] | null> {
  let before: string | null = null;
  for (let reads = 0; reads < READS_MAX; reads += 1) {
    if (reads > 0) await needs.clock.wait(READ_GAP_MS);
    const looked = await readRules(plan, needs).catch(() => null);
    if (looked?.kind !== 'found') continue;
    const live = looked.value[plan.direction].map(bareRule);
    const text = live
      .map((rule) => JSON.stringify(rule))
      .sort()
      .join();
    if (text === before) return live;
    before = text;
  }
  return null;
}

/** Finds out, by reading alone, what a narrowing came to that was begun and broke off: no call of it is made
 * twice. What it added is approved, and stays.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function findOutNarrow(
  finding: Finding,
  plan: NarrowPlan,
  needs: LookNeeds,
): Promise<RevertResult> {
  const result = await findOut(finding, needs);
  if (result.kind !== 'unknown') return result;
  return stopped(finding, plan, { code: null, advice: result.reason }, needs);
}
