import type { Vote } from '../approval/vote.ts';
import type { Difference } from '../harden/compare-rules.ts';
import type { HardenPlan } from '../harden/harden-plan.ts';
import { HOUR_MS, type Instant } from '../instant.ts';
import type { LockOut } from '../lock-out/lock-out.ts';
import type { StoredChoice } from '../scenario/scenario-choice.ts';
import type { BeyondPolicy } from './beyond-policy.ts';

/** How long a proposal waits for its approvals, in ms: who approves should remember what for. */
export const PROPOSAL_TTL_MS = 24 * HOUR_MS;
/** How long a hardening can be undone by a button, in ms: what breaks shows within a working day. */
export const UNDO_MS = 24 * HOUR_MS;

/** What a hardening is about. `name` is its domain's, text from outside. */
export interface DirectoryHardened {
  readonly directoryId: string;
  readonly name: string;
}

/** Why an execution ended before its last step.
 *
 * - `surprise`: the group is not as it was to be after so many steps.
 * - `refused`: AWS said no to a step; nothing of it was done.
 * - `unknown`: what a step did could not be read back. */
export type StopReason =
  | { readonly kind: 'surprise'; readonly what: readonly Difference[] }
  | { readonly kind: 'refused'; readonly code: string; readonly advice: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Where a hardening stands.
 *
 * ```
 * proposed ──votes──► executing ──last step──► done ──its time──► done for good
 *    │                    └──surprise, refusal──► stopped
 *    └── declined, superseded by a plan made anew, expired
 * ``` */
export type HardeningState =
  | { readonly kind: 'proposed' }
  /** `stepsDone` were read back. `isStepBegun`: the call of the next one is about to be made, or was. */
  | {
      readonly kind: 'executing';
      readonly approvedAt: Instant;
      readonly stepsDone: number;
      readonly isStepBegun: boolean;
    }
  | { readonly kind: 'done'; readonly at: Instant; readonly undo: Undo }
  | {
      readonly kind: 'stopped';
      readonly at: Instant;
      readonly reason: StopReason;
      readonly stepsDone: number;
      readonly undo: Undo;
    }
  | { readonly kind: 'declined'; readonly at: Instant; readonly by: string }
  /** `by` is the plan that was made anew. */
  | {
      readonly kind: 'superseded';
      readonly at: Instant;
      readonly by: string;
      readonly what: readonly Difference[];
    }
  | { readonly kind: 'expired'; readonly at: Instant };

/** Whether it can be undone.
 *
 * - `possible`: until a moment. `by` is the latest plan that was made to do so; it may have been declined.
 * - `underWay`: the plan `by` is at it; where it stops, it is `possible` again.
 * - `undone`: the plan `by` gave all back, approved by these people.
 * - `over`: the time is up, there was nothing to undo, or it is an undo itself. */
export type Undo =
  | { readonly kind: 'possible'; readonly until: Instant; readonly by: string | null }
  | { readonly kind: 'underWay'; readonly until: Instant; readonly by: string }
  | {
      readonly kind: 'undone';
      readonly by: string;
      /** Slack user ids. */
      readonly approvedBy: readonly string[];
      readonly at: Instant;
    }
  | { readonly kind: 'over' };

/** A plan to harden one group, from its proposal to its end. The row in the store *is* this value; it is
 * plain data and survives JSON unchanged. */
export interface Hardening {
  /** `h-…` */
  readonly id: string;
  /** How many events made it; each event adds one. */
  readonly version: number;
  readonly directory: DirectoryHardened;
  /** Text from outside. */
  readonly groupName: string;
  /** What was chosen; null for an undo. */
  readonly choice: StoredChoice | null;
  readonly plan: HardenPlan;
  /** What the plan would cut. */
  readonly lockOuts: readonly LockOut[];
  /** What could not be looked up when it was simulated. */
  readonly notKnown: readonly string[];
  /** What is open at its end that policy does not approve; null where policy approves all. Absent in rows that
   * are older than this: nobody looked. */
  readonly beyond?: BeyondPolicy | null;
  /** The scenario is for a trust, and Directory Service knew of none; absent where it is not so. */
  readonly hasNoTrust?: true;
  /** How many people have to approve it; 1 or more. */
  readonly quorum: number;
  /** Each person once. */
  readonly votes: readonly Vote[];
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  /** The hardening that this one gives back; null for a hardening. */
  readonly undoOf: string | null;
  /** When its first step and its latest began; null before. By them calls of our own are known. */
  readonly began: { readonly first: Instant; readonly last: Instant } | null;
  /** How many rules it made that are without the tags that they were to have; absent where all have them. */
  readonly untagged?: number;
  readonly state: HardeningState;
}

/** Whether nothing can happen to a hardening any more but its undoing. */
export function isEnded({ state }: Hardening): boolean {
  return state.kind !== 'proposed' && state.kind !== 'executing';
}
