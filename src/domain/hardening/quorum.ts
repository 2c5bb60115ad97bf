import { type LockOut, needsHigherQuorum } from '../lock-out/lock-out.ts';

/** How many people have to approve what. Each number is 1 or more. */
export interface Approvals {
  /** A hardening, or the undoing of one. */
  readonly harden: number;
  /** One that may lock somebody out. */
  readonly lockOut: number;
}

/** What counts where policy says nothing: one approver, as for a revert, and two where somebody may be
 * locked out. */
export const DEFAULT_APPROVALS: Approvals = { harden: 1, lockOut: 2 };

/** How many people have to approve a plan: never fewer because it may lock somebody out. Pure. */
export function quorumOf(lockOuts: readonly LockOut[], approvals: Approvals): number {
  const { harden, lockOut } = approvals;
  return needsHigherQuorum(lockOuts) ? Math.max(harden, lockOut) : harden;
}
