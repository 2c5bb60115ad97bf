import type { Matter } from '../approval/request.ts';
import type { NoNarrowReason } from '../harden/plan-narrow.ts';
import type { Instant } from '../instant.ts';
import type { KnownRule } from '../inventory/group-state.ts';
import type { ExposureRow } from '../net/exposure.ts';
import type { LeftOpen } from '../plan/left-open.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';
import type { RevertResult } from '../plan/revert-result.ts';
import type { Connections } from '../tracking/connections.ts';
import type { Door } from './door.ts';

/** What a look at the live state shows of a finding's door, in agreeing reads.
 * `changed` carries the rules as they are and the excess that they let in now, and `door` what is left
 * of one that is not rules. */
export type DoorSeen =
  /** `connections`: what became of established ones; absent where that was not looked at. */
  | {
      readonly kind: 'shut';
      readonly leftOpen?: LeftOpen | null;
      readonly connections?: Connections;
    }
  | { readonly kind: 'open' }
  | {
      readonly kind: 'changed';
      readonly door?: Door;
      readonly rules: readonly PlannedRule[];
      readonly excess: readonly ExposureRow[];
    };

/** Whether a plan may be carried out by the clock alone: `lockOuts`: it may lock somebody out; `notKnown`:
 * that could not be looked up; `exempted`: another exemption lets through what it would close. */
export type Guarding = 'passes' | 'lockOuts' | 'notKnown' | 'exempted';

/** What somebody or something asks of a finding. Who may was decided before. (What a record tells of it is
 * no request: it is a fact, and becomes an event as it is.) */
export type FindingCommand =
  | { readonly kind: 'acknowledge'; readonly by: string; readonly note: string }
  /** Asks for approval. `mayVote`: who asks is an approver, and approves with it. `isOwn`: it is their own
   * door, which they may close alone. */
  | {
      readonly kind: 'request';
      readonly by: string;
      readonly matter: Matter;
      readonly reason: string | null;
      readonly mayVote: boolean;
      readonly isOwn?: boolean;
    }
  | { readonly kind: 'vote'; readonly by: string; readonly hash: string }
  | { readonly kind: 'deny'; readonly by: string; readonly reason: string }
  | { readonly kind: 'withdraw'; readonly by: string }
  | {
      readonly kind: 'breakGlass';
      readonly by: string;
      readonly reason: string;
      readonly planHash: string;
    }
  | { readonly kind: 'signReview'; readonly by: string }
  /** "Was this you?": yes, or no. */
  | { readonly kind: 'claimMine'; readonly by: string }
  | { readonly kind: 'disown'; readonly by: string }
  | { readonly kind: 'cancelDeadline'; readonly by: string }
  /** Ends an exemption before its time: the door waits for somebody to decide. */
  | { readonly kind: 'endExemption'; readonly by: string }
  /** `before`: what is known of the rules that the plan changes. */
  | { readonly kind: 'start'; readonly before: readonly KnownRule[] }
  | {
      readonly kind: 'finish';
      readonly planHash: string;
      readonly result: RevertResult;
      /** What the door looks like now, where the result is that it changed or a part of it is shut. */
      readonly seen: DoorSeen | null;
      /** What other rules leave open, where the result is that the door is shut. */
      readonly leftOpen?: LeftOpen | null;
      /** What became of established connections, where the result is that it was reverted. */
      readonly connections?: Connections | null;
    }
  | { readonly kind: 'look'; readonly seen: DoorSeen }
  /** The clock has moved. `guarding` is of the plan that would close the door now. */
  | { readonly kind: 'wake'; readonly guarding: Guarding };

/** Why a command is refused. Each has an answer for people. */
export type Refusal =
  | { readonly kind: 'closed' }
  | { readonly kind: 'exempted'; readonly until: Instant }
  | { readonly kind: 'alreadyApproved'; readonly by: string | null }
  /** Another request waits for its votes. */
  | { readonly kind: 'alreadyRequested'; readonly by: string }
  | { readonly kind: 'votedAlready' }
  | { readonly kind: 'noRequest' }
  | { readonly kind: 'requestExpired' }
  /** Only who made a request takes it back. */
  | { readonly kind: 'notRequester'; readonly by: string }
  /** Nobody approves an exemption that they asked for, or signs a review of what they did. */
  | { readonly kind: 'ownMatter' }
  | { readonly kind: 'planSuperseded' }
  | { readonly kind: 'noPlan' }
  /** Nothing can be narrowed, or a narrowing not be undone. */
  | { readonly kind: 'noNarrowing'; readonly reason: NoNarrowReason }
  | { readonly kind: 'notExecuting' }
  | { readonly kind: 'notUndoable' }
  | { readonly kind: 'badExemption' }
  | { readonly kind: 'notExempted' }
  | { readonly kind: 'noReview' }
  | { readonly kind: 'noDeadline' };
