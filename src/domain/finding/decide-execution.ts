import type { Approval } from '../approval/approval.ts';
import type { Instant } from '../instant.ts';
import type { KnownRule } from '../inventory/group-state.ts';
import type { RevertResult } from '../plan/revert-result.ts';
import type { FindingCommand } from './commands.ts';
import { seenEvents } from './decide-look.ts';
import {
  closedBySomebody,
  type Decision,
  type DecisionContext,
  events,
  planFor,
  refuse,
} from './decision.ts';
import type { FindingEvent } from './events.ts';
import type { ClosedBy, Finding, FindingState } from './finding.ts';

type Executing = FindingState & { readonly kind: 'executing' };
type Finish = Extract<FindingCommand, { readonly kind: 'finish' }>;

/** An execution that was begun before a crash is gone on with, however late: its call may have been
 * made. One that never began expires, as does one whose plan is another by now. */
export function start(
  finding: Finding,
  { before }: { readonly before: readonly KnownRule[] },
  { now: at, ownAccountIds, rules }: DecisionContext,
): Decision {
  const { state } = finding;
  if (state.kind !== 'executing') return refuse({ kind: 'notExecuting' });
  const { planHash } = state.approval;
  if (state.attempts > 0) {
    const { plan, before: known } = state;
    return events({ kind: 'execution.started', planHash, plan, before: known, at });
  }
  const plan = planFor(finding, state.intent, ownAccountIds);
  const isStale = at - state.approval.at > rules.approvalTtlMs || plan?.hash !== planHash;
  if (isStale) return events({ kind: 'approval.expired', planHash, at });
  return events({ kind: 'execution.started', planHash, plan, before, at });
}

/** How an execution ended, and what follows from it. */
export function finish(finding: Finding, command: Finish, context: DecisionContext): Decision {
  const { state } = finding;
  const isOurs = state.kind === 'executing' && state.approval.planHash === command.planHash;
  if (!isOurs) return refuse({ kind: 'notExecuting' });
  return state.intent === 'undo'
    ? finishUndo(finding, state, command, context)
    : finishClosing(finding, state, command, context);
}

function finishClosing(
  finding: Finding,
  state: Executing,
  { planHash, result, seen, leftOpen = null, connections = null }: Finish,
  { now: at, rules }: DecisionContext,
): Decision {
  const undoUntil = result.kind === 'reverted' ? at + rules.undoMs : null;
  const finished: FindingEvent = { kind: 'execution.finished', planHash, result, undoUntil, at };
  const by = closedByResult(result, finding, state);
  if (by !== null) {
    const isToTell = by.kind === 'revert' && connections !== null;
    const told = isToTell ? { connections } : {};
    return events(finished, { kind: 'door.seenClosed', by, leftOpen, ...told, at });
  }
  return events(finished, ...(seen === null ? [] : seenEvents(finding, seen, at)));
}

/** What was refused left the door as it was. After anything else it may be open: it counts as open, and is
 * looked at. */
function finishUndo(
  { rules }: Finding,
  { approval }: Executing,
  { planHash, result }: Finish,
  { now: at }: DecisionContext,
): Decision {
  const finished: FindingEvent = {
    kind: 'execution.finished',
    planHash,
    result,
    undoUntil: null,
    at,
  };
  if (result.kind === 'refused') return events(finished);
  const now = result.kind === 'givenBack' && result.now.length > 0 ? result.now : rules;
  return events(finished, { kind: 'finding.reopened', by: approval.by, rules: now, at });
}

function closedByResult(
  result: RevertResult,
  finding: Finding,
  { intent, approval: { by, how } }: Executing,
): ClosedBy | null {
  if (result.kind === 'alreadyClosed') return closedBySomebody(finding);
  if (result.kind !== 'reverted') return null;
  const [first, ...also] = by;
  return {
    kind: 'revert',
    approvedBy: first ?? null,
    ...(also.length === 0 ? {} : { also }),
    ...(how === 'votes' ? {} : { how }),
    ...(intent === 'narrow' ? { intent } : {}),
    requestId: result.requestId,
  };
}

/** Approves the plan of a finding by other means than votes; null where it has none. */
export function approvedAlone(
  finding: Finding,
  {
    by,
    how,
    ownAccountIds,
    at,
  }: Pick<Approval, 'by' | 'how'> & {
    readonly ownAccountIds: ReadonlySet<string>;
    readonly at: Instant;
  },
): FindingEvent | null {
  const plan = planFor(finding, 'revert', ownAccountIds);
  if (plan === null) return null;
  return { kind: 'execution.approved', intent: 'revert', planHash: plan.hash, by, how, at };
}
