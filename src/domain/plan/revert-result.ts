import type { Door } from '../finding/door.ts';
import type { PlannedRule } from './planned-rule.ts';

/** How an attempt to revert ended.
 *
 * - `reverted`: our call was accepted and agreeing reads show the rules gone.
 * - `alreadyClosed`: agreeing reads showed them gone before any call of ours.
 * - `changedSince`: the rules are no longer what was approved, before the call or at it; nothing was
 *   done to them. `now` is what the group holds of them; `left` what is left of a door that is not rules.
 * - `partly`: calls of ours were made, and agreeing reads show a part of the door shut. `done` names what
 *   is shut; `now` and `left` are what is not; `notDone` says why, as far as a call was not accepted.
 * - `givenBack`: of an undo: the door was read back as open again; `now` are its rules.
 * - `refused`: AWS said no; nothing was done. `code` is AWS's, `advice` says what to do.
 * - `unknown`: what happened could not be read back within the limit. */
export type RevertResult =
  | { readonly kind: 'reverted'; readonly requestId: string | null }
  | { readonly kind: 'alreadyClosed' }
  | {
      readonly kind: 'givenBack';
      readonly requestId: string | null;
      readonly now: readonly PlannedRule[];
    }
  | {
      readonly kind: 'changedSince';
      readonly now: readonly PlannedRule[];
      readonly left?: Door;
    }
  | {
      readonly kind: 'partly';
      /** Ids of places or rules, and blocks; never empty. */
      readonly done: readonly string[];
      readonly notDone: readonly NotDone[];
      readonly now: readonly PlannedRule[];
      readonly left?: Door;
    }
  | { readonly kind: 'refused'; readonly code: string; readonly advice: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Why a call of a plan was not accepted. `code` is that of a refusal, AWS's or our own; null where no
 * answer came. */
export interface NotDone {
  readonly code: string | null;
  readonly advice: string;
}
