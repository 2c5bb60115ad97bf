import { type LockOut, needsHigherQuorum } from '../lock-out/lock-out.ts';
import type { Approvals, Count, Policy } from '../policy/policy.ts';
import { SEVERITIES, type Severity } from '../weight/severity.ts';

/** What counts where policy says nothing: one approver, and two where somebody may be locked out. */
export const DEFAULT_APPROVALS: Approvals = { harden: 1, lockOut: 2 };

/** How many approvals a policy asks for. */
export function approvalsOf({ approvals }: Policy): Approvals {
  return approvals ?? DEFAULT_APPROVALS;
}

/** How many people a count asks for. A severity of null, of what is no finding or not weighed yet, is as the
 * worst: the highest of its numbers. Pure, total. */
export function countFor(count: Count | undefined, severity: Severity | null): number {
  if (count === undefined) return 1;
  if (typeof count === 'number') return count;
  if (severity !== null) return count[severity] ?? 1;
  return Math.max(1, ...SEVERITIES.map((each) => count[each] ?? 1));
}

/** How many people have to approve a plan that asks for `base`: never fewer because it may lock somebody
 * out. Pure. */
export function quorumOf(
  base: number,
  lockOuts: readonly LockOut[],
  { lockOut }: Pick<Approvals, 'lockOut'>,
  severity: Severity | null = null,
): number {
  return needsHigherQuorum(lockOuts) ? Math.max(base, countFor(lockOut, severity)) : base;
}
