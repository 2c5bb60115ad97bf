import { type LockOut, needsHigherQuorum } from '../lock-out/lock-out.ts';
import type { Approvals, Policy } from '../policy/policy.ts';

/** What counts where policy says nothing: one approver, as for a revert, and two where somebody may be
 * locked out. */
export const DEFAULT_APPROVALS: Approvals = { harden: 1, lockOut: 2 };

/** How many people have to approve a plan: never fewer because it may lock somebody out. Pure. */
export function quorumOf(lockOuts: readonly LockOut[], approvals: Approvals): number {
  const { harden, lockOut } = approvals;
  return needsHigherQuorum(lockOuts) ? Math.max(harden, lockOut) : harden;
}

/** How many approvals a policy asks for. */
export function approvalsOf({ approvals }: Policy): Approvals {
  return approvals ?? DEFAULT_APPROVALS;
}
