import { APPROVAL_TTL_MS } from '../approval/approval.ts';
import type { Instant } from '../instant.ts';
import type { HardeningCommand, HardeningRefusal } from './commands.ts';
import type { HardeningEvent } from './events.ts';
import { type Hardening, PROPOSAL_TTL_MS } from './hardening.ts';

/** What a command does to a hardening, or why it does nothing. */
export type HardeningDecision =
  | { readonly kind: 'events'; readonly events: readonly HardeningEvent[] }
  | { readonly kind: 'refused'; readonly refusal: HardeningRefusal };

/** The hardening's state machine: which events a command brings about. Pure and total: every command in
 * every state has an answer. */
export function decideHardening(
  hardening: Hardening,
  command: HardeningCommand,
  at: Instant,
): HardeningDecision {
  switch (command.kind) {
    case 'vote':
      return vote(hardening, command, at);
    case 'decline':
      if (hardening.state.kind !== 'proposed') return refuse('notProposed');
      return events({ kind: 'hardening.declined', by: command.by, at });
    case 'supersede': {
      if (hardening.state.kind !== 'proposed') return refuse('notProposed');
      const { by, what } = command;
      return events({ kind: 'hardening.superseded', by, what, at });
    }
    case 'beginStep':
      return beginStep(hardening, command.step, at);
    case 'finishStep':
      return finishStep(hardening, command, at);
    case 'stop':
      return stop(hardening, command, at);
    case 'proposeUndo':
      if (!isUndoableAt(hardening, at)) return refuse('notUndoable');
      return events({ kind: 'undo.proposed', by: command.by, at });
    case 'noteUndo':
      return noteUndo(hardening, command, at);
    case 'wake':
      return wake(hardening, at);
  }
}

/** Whether it can be undone at a moment. */
export function isUndoableAt({ state }: Hardening, at: Instant): boolean {
  if (state.kind !== 'done' && state.kind !== 'stopped') return false;
  return state.undo.kind === 'possible' && at < state.undo.until;
}

/** Whether it can be undone by a button, as far as the clock has been heard. */
export function isUndoOpen({ state }: Hardening): boolean {
  return (state.kind === 'done' || state.kind === 'stopped') && state.undo.kind === 'possible';
}

/** Who proposed a plan approves it as anybody else does, by a vote: each person counts once. */
function vote(
  { state, plan, votes, quorum, proposedAt }: Hardening,
  { by, planHash }: HardeningCommand & { readonly kind: 'vote' },
  at: Instant,
): HardeningDecision {
  if (state.kind !== 'proposed') return refuse('notProposed');
  if (at - proposedAt >= PROPOSAL_TTL_MS) return refuse('expired');
  if (plan.hash !== planHash) return refuse('planSuperseded');
  if (votes.some((each) => each.by === by)) return refuse('votedAlready');
  const voted: HardeningEvent = { kind: 'hardening.voted', by, planHash, at };
  if (votes.length + 1 < quorum) return events(voted);
  return events(voted, { kind: 'hardening.approved', at });
}

/** An execution that was begun before a crash is gone on with, however late: its call may have been made.
 * One that never began expires. */
function beginStep({ state, began }: Hardening, step: number, at: Instant): HardeningDecision {
  if (state.kind !== 'executing' || state.stepsDone !== step) return refuse('notExecuting');
  const isStale = at - state.approvedAt > APPROVAL_TTL_MS;
  if (began === null && isStale) return events({ kind: 'hardening.expired', at });
  return events({ kind: 'step.begun', step, at });
}

function finishStep(
  { state, plan }: Hardening,
  { step, requestId, untagged = 0 }: HardeningCommand & { readonly kind: 'finishStep' },
  at: Instant,
): HardeningDecision {
  const isThis = state.kind === 'executing' && state.isStepBegun && state.stepsDone === step;
  if (!isThis) return refuse('notExecuting');
  const without = untagged === 0 ? {} : { untagged };
  const finished: HardeningEvent = { kind: 'step.finished', step, requestId, ...without, at };
  const isLast = step + 1 === plan.steps.length;
  return isLast ? events(finished, { kind: 'hardening.done', at }) : events(finished);
}

function stop(
  { state }: Hardening,
  { reason, stepsDone }: HardeningCommand & { readonly kind: 'stop' },
  at: Instant,
): HardeningDecision {
  if (state.kind !== 'executing' || state.stepsDone !== stepsDone) return refuse('notExecuting');
  return events({ kind: 'hardening.stopped', reason, at });
}

/** What is noted already is not noted again: a crash may have had it said twice. */
function noteUndo(
  { state }: Hardening,
  { by, how, approvedBy }: HardeningCommand & { readonly kind: 'noteUndo' },
  at: Instant,
): HardeningDecision {
  if (state.kind !== 'done' && state.kind !== 'stopped') return refuse('notUndoable');
  const { undo } = state;
  const isUnderWay = undo.kind === 'underWay' && undo.by === by;
  if (how === 'begun') {
    return undo.kind === 'possible' ? events({ kind: 'undo.begun', by, at }) : events();
  }
  if (!isUnderWay) return events();
  return how === 'done'
    ? events({ kind: 'undo.done', by, approvedBy, at })
    : events({ kind: 'undo.stopped', by, at });
}

function wake(hardening: Hardening, at: Instant): HardeningDecision {
  const { state, proposedAt } = hardening;
  if (state.kind === 'proposed') {
    const isOver = at - proposedAt >= PROPOSAL_TTL_MS;
    return isOver ? events({ kind: 'hardening.expired', at }) : events();
  }
  if (state.kind !== 'done' && state.kind !== 'stopped') return events();
  const isOver = state.undo.kind === 'possible' && at >= state.undo.until;
  return isOver ? events({ kind: 'undo.over', at }) : events();
}

function events(...list: readonly HardeningEvent[]): HardeningDecision {
  return { kind: 'events', events: list };
}

function refuse(kind: HardeningRefusal['kind']): HardeningDecision {
  return { kind: 'refused', refusal: { kind } };
}
