import { isStillGood, untaggedBy } from '../../domain/harden/compare-rules.ts';
import type { HardenStep } from '../../domain/harden/harden-plan.ts';
import type { HardeningCommand } from '../../domain/hardening/commands.ts';
import { decideHardening } from '../../domain/hardening/decide.ts';
import type { Hardening, HardeningState, StopReason } from '../../domain/hardening/hardening.ts';
import { reopenedNotice } from '../../domain/hardening/reopened.ts';
import { MINUTE_MS } from '../../domain/instant.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import { messageOf, OutsideError } from '../../domain/outside-error.ts';
import { makeStep } from '../doors/carry-out.ts';
import { readLists } from '../doors/lists-named.ts';
import type { LookNeeds } from '../doors/look.ts';
import { answerText } from '../doors/steps.ts';
import { learnStep } from '../hardening/learn-step.ts';
import { lookAtStep, type StepLook } from '../hardening/look-at-step.ts';
import type { Log, RuleSteps, StepAnswer, Store } from '../ports.ts';

/** How long one go of executing a hardening takes no further step after, in ms: with the last step's reads
 * and call it lasts less than a lease. What is left is another go. */
export const GO_MS_MAX = MINUTE_MS;

export interface ActHardeningNeeds extends LookNeeds {
  readonly store: Store;
  readonly ruleSteps: RuleSteps;
  readonly log: Log;
}

type Executing = HardeningState & { readonly kind: 'executing' };

/** Executes the approved steps of a hardening in their order, each read back before the next. What is about
 * to be called is committed before the call; where a crash left it open whether a call was made, reads tell,
 * and it is made again only when every one of them shows that it was not: EC2 adds no rule twice.
 * @throws OutsideError, retryable, when EC2 or the store did not do it now. */
export async function actHardening(hardeningId: string, needs: ActHardeningNeeds): Promise<void> {
  const endsAt = needs.clock.now() + GO_MS_MAX;
  while (needs.clock.now() < endsAt) {
    const hardening = await needs.store.hardening(hardeningId);
    if (hardening?.state.kind !== 'executing') return;
    const isGoingOn = await takeStep(hardening, hardening.state, needs);
    if (!isGoingOn) return;
  }
}

/** Gives up on executing: after the last attempt nobody may be left waiting for it. */
export async function giveUpHardening(
  hardeningId: string,
  error: unknown,
  needs: ActHardeningNeeds,
): Promise<void> {
  const hardening = await needs.store.hardening(hardeningId);
  if (hardening?.state.kind !== 'executing') return;
  const { isStepBegun } = hardening.state;
  const reason: StopReason =
    !isStepBegun && error instanceof OutsideError
      ? { kind: 'refused', code: error.code, advice: messageOf(error) }
      : { kind: 'unknown', reason: messageOf(error) };
  await stop(hardening, hardening.state, reason, needs);
}

/** One step, from the look before it to the one after. Says whether the next one may follow. */
async function takeStep(
  hardening: Hardening,
  state: Executing,
  needs: ActHardeningNeeds,
): Promise<boolean> {
  const { plan } = hardening;
  const { stepsDone, isStepBegun } = state;
  const step = plan.steps[stepsDone];
  if (step === undefined) return false;
  const before = isStepBegun
    ? await lookAtStep(plan, { expected: stepsDone + 1, former: stepsDone }, needs)
    : await lookBefore(hardening, stepsDone, needs);
  if (before.kind === 'surprise' || before.kind === 'unknown') {
    return stop(hardening, state, before, needs);
  }
  if (isStepBegun && before.kind === 'expected') {
    return finish(hardening, { step, group: before.group, requestId: null }, state, needs);
  }
  const isBegun = await change(hardening, { kind: 'beginStep', step: stepsDone }, needs);
  if (!isBegun) return false;
  return call(hardening, step, { ...state, isStepBegun: true }, needs);
}

/** Before the first step the prefix lists have to be as they were planned with, too. */
async function lookBefore(
  { plan }: Hardening,
  stepsDone: number,
  needs: ActHardeningNeeds,
): Promise<StepLook> {
  const former = stepsDone === 0 ? null : stepsDone - 1;
  const look = await lookAtStep(plan, { expected: stepsDone, former }, needs);
  if (look.kind === 'former') return { kind: 'unknown', reason: 'EC2 shows an earlier state' };
  if (look.kind !== 'expected' || stepsDone > 0) return look;
  const ids = plan.lists.map(({ prefixListId }) => prefixListId);
  const { found } = await readLists(ids, plan, needs);
  const lists = new Map(found.map((list) => [list.prefixListId, list]));
  const good = isStillGood(plan, look.group, lists);
  const changed = good.kind === 'same' ? [] : good.what.filter(({ kind }) => kind === 'list');
  return changed.length === 0 ? look : { kind: 'surprise', what: changed };
}

/** Makes the call of a step, and reads it back. */
async function call(
  hardening: Hardening,
  step: HardenStep,
  state: Executing,
  needs: ActHardeningNeeds,
): Promise<boolean> {
  await noteUndo(hardening, 'begun', needs);
  const answer = await callInTime(hardening, step, needs);
  if (answer.kind === 'refused') {
    if (answer.isBusy === true) throw busy(answer);
    const { code, advice } = answer;
    return stop(hardening, state, { kind: 'refused', code, advice }, needs);
  }
  const after = await lookAfter(hardening, state.stepsDone, needs);
  if (after.kind === 'expected') {
    const requestId = answer.kind === 'accepted' ? answer.requestId : null;
    return finish(hardening, { step, group: after.group, requestId }, state, needs);
  }
  if (after.kind === 'surprise') return stop(hardening, state, after, needs);
  const what = after.kind === 'unknown' ? after.reason : 'the group is as it was before';
  const reason = `${answerText(answer)}; ${what}`;
  return stop(hardening, state, { kind: 'unknown', reason }, needs);
}

/** Nothing was done: the job is tried again, and finds out by reading that it was not. */
function busy({ code, advice }: StepAnswer & { readonly kind: 'refused' }): OutsideError {
  return new OutsideError('aws_throttled', `${code}: ${advice}`, { isRetryable: true });
}

function callInTime(
  { id, plan }: Hardening,
  step: HardenStep,
  needs: ActHardeningNeeds,
): Promise<StepAnswer> {
  const { accountId, region, groupId } = plan;
  return makeStep(() => needs.ruleSteps.take({ accountId, region, groupId }, step), id, needs);
}

/** After the call nothing may be thrown but to be found out by another go: the step is begun. */
function lookAfter(
  { plan }: Hardening,
  stepsDone: number,
  needs: ActHardeningNeeds,
): Promise<StepLook> {
  return lookAtStep(plan, { expected: stepsDone + 1, former: stepsDone }, needs);
}

interface Taken {
  readonly step: HardenStep;
  readonly group: GroupState;
  readonly requestId: string | null;
}

async function finish(
  hardening: Hardening,
  { step, group, requestId }: Taken,
  { stepsDone }: Executing,
  needs: ActHardeningNeeds,
): Promise<boolean> {
  const now = needs.clock.now();
  await learnStep({ hardeningId: hardening.id, step, group, now }, needs.store);
  // Before the step is finished: after a crash in between this is come to once more.
  if (stepsDone + 1 === hardening.plan.steps.length) {
    await noteUndo(hardening, 'done', needs);
    await tellReopened(hardening, 'done', needs);
  }
  const untagged = untaggedBy(step, group);
  return change(hardening, { kind: 'finishStep', step: stepsDone, requestId, untagged }, needs);
}

async function stop(
  hardening: Hardening,
  { stepsDone, isStepBegun }: Executing,
  reason: StopReason,
  needs: ActHardeningNeeds,
): Promise<false> {
  await noteUndo(hardening, 'stopped', needs);
  // Of a step that AWS refused nothing was done.
  const mayHaveOpened = stepsDone > 0 || (isStepBegun && reason.kind !== 'refused');
  if (mayHaveOpened) await tellReopened(hardening, 'stopped', needs);
  await change(hardening, { kind: 'stop', stepsDone, reason }, needs);
  return false;
}

/** Lets the hardening that a plan undoes take note of how that goes. */
async function noteUndo(
  { id: by, undoOf, votes }: Hardening,
  how: 'begun' | 'done' | 'stopped',
  { store, clock }: ActHardeningNeeds,
): Promise<void> {
  if (undoOf === null) return;
  const now = clock.now();
  const approvedBy = votes.map((vote) => vote.by);
  const command: HardeningCommand = { kind: 'noteUndo', by, how, approvedBy };
  await store.changeHardening(undoOf, (latest) => decideHardening(latest, command, now), now);
}

/** Our own calls are no findings: what an undo opens again is told as a baseline is, once, with who wanted it
 * (docs/decisions/0033). */
async function tellReopened(
  hardening: Hardening,
  how: 'done' | 'stopped',
  { store, clock }: ActHardeningNeeds,
): Promise<void> {
  const notice = reopenedNotice(hardening, how);
  if (notice !== null) await store.notify(notice, clock.now());
}

/** Lets the hardening take note; false where it may not go on. */
async function change(
  { id }: Hardening,
  command: HardeningCommand,
  { store, clock, log }: ActHardeningNeeds,
): Promise<boolean> {
  const now = clock.now();
  const decide = (latest: Hardening) => decideHardening(latest, command, now);
  const changed = await store.changeHardening(id, decide, now);
  log.info({ hardeningId: id, command, answer: changed.kind }, 'hardening goes on');
  return changed.kind === 'changed' && changed.hardening.state.kind === 'executing';
}
