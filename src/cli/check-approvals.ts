import { REQUEST_TTL_MS, REVERT_UNDO_MS } from '../domain/approval/approval-rules.ts';
import { approvalsOf } from '../domain/approval/quorum.ts';
import { MINUTE_MS } from '../domain/instant.ts';
import type { Count, Policy } from '../domain/policy/policy.ts';
import { SEVERITIES } from '../domain/weight/severity.ts';

/** How many people a policy asks to approve what, and its times, in plain words. Pure. */
export function describeApprovals(policy: Policy): readonly string[] {
  const approvals = approvalsOf(policy);
  const { revert, narrow, exempt, undo, harden, lockOut, reminders, deadlines = {} } = approvals;
  const counts = Object.entries({ revert, narrow, exempt, undo, harden, lockOut });
  const named = counts.map(([what, count]) => `${TITLES[what] ?? what} ${countText(count)}`);
  const request = (approvals.requestTtlMs ?? REQUEST_TTL_MS) / MINUTE_MS;
  const undoFor = (approvals.undoMs ?? REVERT_UNDO_MS) / MINUTE_MS;
  const closing = SEVERITIES.flatMap((severity) => {
    const each = deadlines[severity];
    return each === undefined ? [] : [`${severity} after ${each.afterMs / MINUTE_MS} min`];
  });
  return [
    `People who have to approve: ${named.join(', ')}.`,
    `A request waits ${request} min; what was done can be undone for ${undoFor} min.`,
    reminders === undefined
      ? 'Nobody is reminded of an open door.'
      : `Reminded after ${reminders.firstMs / MINUTE_MS} min, then after twice as long each time, at most ${reminders.max} times.`,
    closing.length === 0
      ? 'Nothing is closed by itself.'
      : `Closed by itself, where it locks nobody out: ${closing.join(', ')}.`,
  ];
}

const TITLES: Readonly<Record<string, string>> = {
  revert: 'revert',
  narrow: 'narrow',
  exempt: 'exemption',
  undo: 'undo',
  harden: 'hardening',
  lockOut: 'whatever may lock somebody out',
};

function countText(count: Count = 1): string {
  if (typeof count === 'number') return String(count);
  const by = SEVERITIES.flatMap((severity) => {
    const number = count[severity];
    return number === undefined ? [] : [`${number} if ${severity}`];
  });
  return [...by, 'else 1'].join(' or ');
}
