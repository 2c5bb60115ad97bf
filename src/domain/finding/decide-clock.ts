import { GRACE_MS, nextReminderAt } from '../approval/approval-rules.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../instant.ts';
import type { Guarding } from './commands.ts';
import { approvedAlone } from './decide-execution.ts';
import { endOfFormer } from './decide-request.ts';
import { type Decision, type DecisionContext, events } from './decision.ts';
import type { FindingEvent } from './events.ts';
import type { Finding, FindingState, Times } from './finding.ts';

/** How long before its end an exemption is announced. */
export const ANNOUNCED_BEFORE_MS = { day: DAY_MS, hour: HOUR_MS } as const;

/** What the clock brings about. Nothing that is overdue by more than the grace is carried out: it is
 * announced again. */
export function wake(finding: Finding, guarding: Guarding, context: DecisionContext): Decision {
  const { now: at } = context;
  const { state } = finding;
  const ended = endOfFormer(finding, context);
  const before: readonly FindingEvent[] = ended === null ? [] : [ended];
  switch (state.kind) {
    case 'open':
      return events(...before, ...timed(finding, guarding, context));
    case 'exempted':
      return events(...before, ...exempted(finding, state, guarding, context));
    case 'closed': {
      const until = finding.executed?.undoUntil ?? null;
      const isOver = until !== null && at >= until;
      return events(...before, ...(isOver ? [{ kind: 'undo.over', at } as const] : []));
    }
    case 'executing':
      return events();
  }
}

function timed(
  finding: Finding,
  guarding: Guarding,
  context: DecisionContext,
): readonly FindingEvent[] {
  const { times } = finding;
  if (times === null) return firstTimes(finding, context);
  return [
    ...reminded(finding, times, context),
    ...escalated(times, context),
    ...deadline(finding, times, guarding, context),
  ];
}

/** When what falls due, once it is known how bad a finding is; nothing where policy times nothing. */
export function firstTimes(
  { weight, heardAt }: Pick<Finding, 'weight' | 'heardAt'>,
  { now: at, rules }: DecisionContext,
): readonly FindingEvent[] {
  const { reminders, escalateAfterMs, deadline: closing } = rules;
  if (weight === null) return [];
  if (reminders === null && escalateAfterMs === null && closing === null) return [];
  return [
    {
      kind: 'finding.timed',
      remindAt: reminders === null ? null : nextReminderAt(reminders, 0, at),
      escalateAt: escalateAfterMs === null ? null : at + escalateAfterMs,
      // Announced from the first second on: it counts from then, however long ago the door was opened.
      deadlineAt: closing === null ? null : Math.max(heardAt, at) + closing.afterMs,
      at,
    },
  ];
}

/** Who has said that they have seen it is reminded of nothing but a request that waits for votes. */
function reminded(
  { acknowledged, request }: Finding,
  { remindAt, reminded: count }: Times,
  { now: at, rules }: DecisionContext,
): readonly FindingEvent[] {
  if (remindAt === null || at < remindAt) return [];
  const isQuiet = acknowledged !== null && request === null;
  const next = rules.reminders === null ? null : nextReminderAt(rules.reminders, count + 1, at);
  // What nobody waits for is not told, and not asked about again.
  if (isQuiet) return [{ kind: 'finding.reminded', nextAt: null, isSilent: true, at }];
  return [{ kind: 'finding.reminded', nextAt: next, at }];
}

function escalated({ escalateAt }: Times, { now: at }: DecisionContext): readonly FindingEvent[] {
  return escalateAt !== null && at >= escalateAt ? [{ kind: 'finding.escalated', at }] : [];
}

function deadline(
  finding: Finding,
  { deadlineAt }: Times,
  guarding: Guarding,
  { now: at, ownAccountIds }: DecisionContext,
): readonly FindingEvent[] {
  if (deadlineAt === null || at < deadlineAt) return [];
  if (at - deadlineAt > GRACE_MS) {
    return [{ kind: 'deadline.postponed', deadlineAt: at + GRACE_MS, at }];
  }
  if (guarding !== 'passes') return [{ kind: 'deadline.refused', why: guarding, at }];
  const approved = approvedAlone(finding, { by: [], how: 'deadline', ownAccountIds, at });
  return [approved ?? { kind: 'deadline.refused', why: 'noPlan', at }];
}

function exempted(
  finding: Finding,
  { exemption, announced, shut }: FindingState & { readonly kind: 'exempted' },
  guarding: Guarding,
  context: DecisionContext,
): readonly FindingEvent[] {
  const { now: at } = context;
  const { until } = exemption;
  if (at < until) return announcement(until, announced, at);
  if (shut !== null) return [{ kind: 'exemption.ended', into: 'close', at }];
  if (exemption.atEnd === 'reopen') return [{ kind: 'exemption.ended', into: 'reopen', at }];
  // As of a deadline: after an outage nobody could have stopped it.
  if (at - until > GRACE_MS) {
    const deadlineAt = at + GRACE_MS;
    return [
      { kind: 'exemption.ended', into: 'reopen', at },
      { kind: 'deadline.postponed', deadlineAt, at },
    ];
  }
  return endInRevert(finding, exemption.approvedBy, guarding, context);
}

function endInRevert(
  finding: Finding,
  by: readonly string[],
  guarding: Guarding,
  { now: at, ownAccountIds }: DecisionContext,
): readonly FindingEvent[] {
  const approved = approvedAlone(finding, { by, how: 'exemptionEnd', ownAccountIds, at });
  if (guarding === 'passes' && approved !== null) {
    return [{ kind: 'exemption.ended', into: 'revert', at }, approved];
  }
  const why = guarding === 'passes' ? 'noPlan' : guarding;
  return [
    { kind: 'exemption.ended', into: 'reopen', at },
    { kind: 'deadline.refused', why, at },
  ];
}

function announcement(
  until: Instant,
  announced: readonly ('day' | 'hour')[],
  at: Instant,
): readonly FindingEvent[] {
  // The nearer one says all that the other would.
  const due = (['hour', 'day'] as const).find((which) => at >= until - ANNOUNCED_BEFORE_MS[which]);
  if (due === undefined || announced.includes(due)) return [];
  return [{ kind: 'exemption.announced', which: due, at }];
}
