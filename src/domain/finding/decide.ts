import { type Instant, MINUTE_MS } from '../instant.ts';
import { type Plan, planRevert } from '../plan/plan.ts';
import type { RevertResult } from '../plan/revert-result.ts';
import type { DoorSeen, FindingCommand, Refusal } from './commands.ts';
import type { FindingEvent } from './events.ts';
import type { ClosedBy, Finding } from './finding.ts';

/** How long an approval waits for its execution, in ms. What was right a quarter of an hour ago,
 * before a crash or an outage of AWS, is asked for again. */
export const APPROVAL_TTL_MS = 15 * MINUTE_MS;

/** What a command does to a finding, or why it does nothing. */
export type Decision =
  | { readonly kind: 'events'; readonly events: readonly FindingEvent[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What a decision depends on besides the finding and the command. */
export interface DecisionContext {
  readonly now: Instant;
  /** The account whose groups may be changed. */
  readonly homeAccountId: string;
}

/** The finding's state machine: which events a command brings about. Pure and total: every command
 * in every state has an answer. */
export function decide(
  finding: Finding,
  command: FindingCommand,
  context: DecisionContext,
): Decision {
  const at = context.now;
  if (finding.state.kind === 'closed') return refuse({ kind: 'closed' });
  switch (command.kind) {
    case 'acknowledge':
      return events({ kind: 'finding.acknowledged', by: command.by, note: command.note, at });
    case 'approveRevert':
      return approveRevert(finding, command, context);
    case 'startRevert':
      return startRevert(finding, context);
    case 'finishRevert':
      return finishRevert(finding, command, at);
    case 'look':
      return look(finding, command.seen, at);
  }
}

function approveRevert(
  finding: Finding,
  { by, planHash }: { readonly by: string; readonly planHash: string },
  { now, homeAccountId }: DecisionContext,
): Decision {
  if (finding.state.kind === 'reverting') {
    return refuse({ kind: 'alreadyApproved', by: finding.state.approval.by });
  }
  const plan = planRevert(finding, homeAccountId);
  if (typeof plan === 'string') return refuse({ kind: 'noPlan' });
  if (plan.hash !== planHash) return refuse({ kind: 'planSuperseded' });
  return events({ kind: 'revert.approved', by, planHash, at: now });
}

/** A revert that was begun before a crash is gone on with, however late: its call may have been
 * made. One that never began expires. */
function startRevert(finding: Finding, { now, homeAccountId }: DecisionContext): Decision {
  const { state } = finding;
  if (state.kind !== 'reverting') return refuse({ kind: 'notReverting' });
  const { planHash, at } = state.approval;
  const isBegun = state.attempts > 0;
  const isStale = now - at > APPROVAL_TTL_MS || !isPlanStill(finding, planHash, homeAccountId);
  if (!isBegun && isStale) return events({ kind: 'approval.expired', planHash, at: now });
  return events({ kind: 'revert.started', planHash, at: now });
}

function isPlanStill(finding: Finding, planHash: string, homeAccountId: string): boolean {
  const plan: Plan | string = planRevert(finding, homeAccountId);
  return typeof plan !== 'string' && plan.hash === planHash;
}

function finishRevert(
  finding: Finding,
  command: FindingCommand & { readonly kind: 'finishRevert' },
  at: Instant,
): Decision {
  const { state } = finding;
  const isOurs = state.kind === 'reverting' && state.approval.planHash === command.planHash;
  if (!isOurs) return refuse({ kind: 'notReverting' });
  const { planHash, result } = command;
  const finished: FindingEvent = { kind: 'revert.finished', planHash, result, at };
  const closedBy = closedByResult(result, finding, state.approval.by);
  if (closedBy !== null) {
    const { leftOpen = null, connections = null } = command;
    const isToTell = closedBy.kind === 'revert' && connections !== null;
    const told = isToTell ? { connections } : {};
    return events(finished, { kind: 'door.seenClosed', by: closedBy, leftOpen, ...told, at });
  }
  if (command.seen === null) return events(finished);
  return events(finished, ...seenEvents(finding, command.seen, at));
}

function closedByResult(
  result: RevertResult,
  finding: Finding,
  approvedBy: string,
): ClosedBy | null {
  if (result.kind === 'alreadyClosed') return closedBySomebody(finding);
  if (result.kind !== 'reverted') return null;
  return { kind: 'revert', approvedBy, requestId: result.requestId };
}

function look(finding: Finding, seen: DoorSeen, at: Instant): Decision {
  // A revert under way looks for itself; two looks at once would tell two stories.
  if (finding.state.kind === 'reverting') return events();
  return events(...seenEvents(finding, seen, at));
}

function seenEvents(finding: Finding, seen: DoorSeen, at: Instant): readonly FindingEvent[] {
  switch (seen.kind) {
    case 'shut':
      return [
        {
          kind: 'door.seenClosed',
          by: closedBySomebody(finding),
          leftOpen: seen.leftOpen ?? null,
          at,
        },
      ];
    case 'open':
      return [{ kind: 'door.seenOpen', at }];
    case 'changed':
      return [{ ...seen, kind: 'finding.changed', at }];
  }
}

function closedBySomebody(finding: Finding): ClosedBy {
  return finding.touchedBy === null ? { kind: 'unknown' } : { kind: 'actor', ...finding.touchedBy };
}

function events(...list: readonly FindingEvent[]): Decision {
  return { kind: 'events', events: list };
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refused', refusal };
}
