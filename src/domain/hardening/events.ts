import type { Difference } from '../harden/compare-rules.ts';
import type { Instant } from '../instant.ts';
import type { Hardening, StopReason } from './hardening.ts';

/** A hardening is proposed: the plan, and all that people are shown of it. */
export interface ProposedEvent
  extends Omit<
    Hardening,
    'version' | 'votes' | 'proposedBy' | 'proposedAt' | 'began' | 'untagged' | 'state'
  > {
  readonly kind: 'hardening.proposed';
  readonly by: string;
  readonly at: Instant;
}

/** What happened to a hardening. Past tense, plain data; the log keeps them for ever. */
export type HardeningEvent =
  | ProposedEvent
  /** Somebody said yes to the plan of this hash. */
  | {
      readonly kind: 'hardening.voted';
      readonly by: string;
      readonly planHash: string;
      readonly at: Instant;
    }
  /** Enough people did. */
  | { readonly kind: 'hardening.approved'; readonly at: Instant }
  | { readonly kind: 'hardening.declined'; readonly by: string; readonly at: Instant }
  /** The group was not as planned for any more; `by` is the plan that was made anew. */
  | {
      readonly kind: 'hardening.superseded';
      readonly by: string;
      readonly what: readonly Difference[];
      readonly at: Instant;
    }
  /** Nobody approved in time, or the approval waited too long for its execution. */
  | { readonly kind: 'hardening.expired'; readonly at: Instant }
  /** Committed before the call to AWS. `step` counts from 0. */
  | { readonly kind: 'step.begun'; readonly step: number; readonly at: Instant }
  /** Read back as done. `requestId` is null where the answer to the call was lost. `untagged`: so many of the
   * rules that it made are without their tags; absent where none is. */
  | {
      readonly kind: 'step.finished';
      readonly step: number;
      readonly requestId: string | null;
      readonly untagged?: number;
      readonly at: Instant;
    }
  | { readonly kind: 'hardening.done'; readonly at: Instant }
  | { readonly kind: 'hardening.stopped'; readonly reason: StopReason; readonly at: Instant }
  | { readonly kind: 'undo.proposed'; readonly by: string; readonly at: Instant }
  /** The first call of the plan that undoes it is about to be made. */
  | { readonly kind: 'undo.begun'; readonly by: string; readonly at: Instant }
  | {
      readonly kind: 'undo.done';
      readonly by: string;
      readonly approvedBy: readonly string[];
      readonly at: Instant;
    }
  | { readonly kind: 'undo.stopped'; readonly by: string; readonly at: Instant }
  | { readonly kind: 'undo.over'; readonly at: Instant };
