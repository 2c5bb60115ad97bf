import type { Difference } from '../harden/compare-rules.ts';
import type { StopReason } from './hardening.ts';

/** What somebody or something asks of a hardening. */
export type HardeningCommand =
  | { readonly kind: 'vote'; readonly by: string; readonly planHash: string }
  | { readonly kind: 'decline'; readonly by: string }
  /** The plan was made anew under the id `by`. */
  | { readonly kind: 'supersede'; readonly by: string; readonly what: readonly Difference[] }
  | { readonly kind: 'beginStep'; readonly step: number }
  /** `untagged`: so many of the rules that it made are without their tags. */
  | {
      readonly kind: 'finishStep';
      readonly step: number;
      readonly requestId: string | null;
      readonly untagged?: number;
    }
  | { readonly kind: 'stop'; readonly stepsDone: number; readonly reason: StopReason }
  /** A plan that undoes it was made under the id `by`. */
  | { readonly kind: 'proposeUndo'; readonly by: string }
  /** What became of the plan `by` that undoes it, whose approvers are these. */
  | {
      readonly kind: 'noteUndo';
      readonly by: string;
      readonly how: 'begun' | 'done' | 'stopped';
      readonly approvedBy: readonly string[];
    }
  /** The clock has moved: what waits too long ends. */
  | { readonly kind: 'wake' };

/** Why a command is refused. Each has an answer for people. */
export type HardeningRefusal =
  /** It is past that: approved, executed, or ended. */
  | { readonly kind: 'notProposed' }
  | { readonly kind: 'votedAlready' }
  | { readonly kind: 'planSuperseded' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'notExecuting' }
  | { readonly kind: 'notUndoable' };
