import type { Approval, ApprovedHow } from '../approval/approval.ts';
import type { EndedRequest, ExemptionWanted, Intent, Request } from '../approval/request.ts';
import type { Actor } from '../change/actor.ts';
import type { ExemptedPart } from '../exemption/exempted-part.ts';
import type { Instant } from '../instant.ts';
import type { KnownRule, ReplacedRule } from '../inventory/group-state.ts';
import type { ExposureRow } from '../net/exposure.ts';
import type { FindingTie } from '../people/finding-tie.ts';
import type { LeftOpen } from '../plan/left-open.ts';
import type { NarrowPlan, Plan } from '../plan/plan-kinds.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';
import type { RevertResult } from '../plan/revert-result.ts';
import type { Connections } from '../tracking/connections.ts';
import type { Weight } from '../weight/weight.ts';
import type { Door } from './door.ts';

/** The call that opened the door, from its record. */
export interface OpeningCall {
  readonly eventId: string;
  readonly eventName: string;
  /** When the call was made. */
  readonly at: Instant;
  readonly actor: Actor;
}

/** A call because of which AWS opened a door by itself. */
export interface ProbableCall extends OpeningCall {
  /** The blocks that the added routes lead to; absent where they are not known. Plain text of AWS's
   * records in canonical spelling. */
  readonly ranges?: readonly string[];
}

/** What the call did that opened the door. */
export type OpeningCallKind =
  | 'rulesAdded'
  | 'rulesEdited'
  | 'listModified'
  | 'listRestored'
  | 'attached';

/** How it was learnt that the door is open: from the record of a call, or from a sweep that found what
 * no record had told. */
export type Opening =
  | (OpeningCall & { readonly kind: OpeningCallKind })
  | {
      readonly kind: 'drift';
      /** When the sweep saw it. */
      readonly at: Instant;
      /** When the group was last known to be otherwise. */
      readonly otherwiseAt: Instant;
      /** The call, once its record came. */
      readonly call: OpeningCall | null;
    };

/** The call that opened the door; null while nobody has told of it. */
export function openingCall(opening: Opening): OpeningCall | null {
  return opening.kind === 'drift' ? opening.call : opening;
}

/** Where a finding stands.
 *
 * ```
 * open ──execution.approved──► executing ──execution.finished──► closed
 *   ▲                             │                                │
 *   ├── expired, changed, refused or unknown ◄──┘                  │
 *   └── came back, undone ◄────────────────────────────────────────┘
 * open ──exemption.approved──► exempted ──its end──► open, executing or closed
 * open ──door.seenClosed──► closed
 * ```
 *
 * A request that waits for votes changes no state: it is `Finding.request`. */
export type FindingState =
  | { readonly kind: 'open' }
  /** `attempts` counts the executions begun: a second one follows a crash in the first. `plan` and `before`
   * are of the execution that was begun. `former` is the state that an undo which does nothing leaves. */
  | {
      readonly kind: 'executing';
      readonly intent: Intent;
      readonly approval: Approval;
      readonly attempts: number;
      readonly plan: Plan | null;
      readonly before: readonly KnownRule[];
      readonly former: ClosedState | null;
    }
  /** Let through for a time. `shut`: the door was seen to be shut meanwhile; the exemption goes on, and what
   * opens it again is let through. */
  | {
      readonly kind: 'exempted';
      readonly exemption: Exemption;
      readonly shut: Closing | null;
      /** What of its end has been announced, or comes too soon to be. */
      readonly announced: readonly ('day' | 'hour')[];
    }
  | ClosedState;

/** `leftOpen`: what other rules still let in; null where that was not looked at. `connections`: what
 * became of established ones; absent where that was not looked at. */
export interface ClosedState extends Closing {
  readonly kind: 'closed';
}

/** How a door was seen to be shut. */
export interface Closing {
  readonly at: Instant;
  readonly by: ClosedBy;
  readonly leftOpen: LeftOpen | null;
  readonly connections?: Connections;
}

/** An exemption that counts. */
export interface Exemption extends ExemptionWanted {
  /** What the finding told of when it was approved: this is let through, and nothing wider. */
  readonly scope: readonly ExemptedPart[];
  readonly requestedBy: string;
  readonly approvedBy: readonly string[];
  readonly at: Instant;
}

/** What Portcullis did last to close the door: from this it is undone. */
export interface Executed {
  readonly intent: Intent;
  readonly plan: Plan;
  /** The rules that it changed, as they were known before. */
  readonly before: readonly KnownRule[];
  readonly at: Instant;
  /** Until when it can be undone; null once that is over. */
  readonly undoUntil: Instant | null;
}

/** Somebody acted alone, and answers for it until somebody else signs. */
export interface Review {
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
  readonly signed: { readonly by: string; readonly at: Instant } | null;
}

/** When the clock does what to a finding that nobody decides. */
export interface Times {
  readonly remindAt: Instant | null;
  readonly reminded: number;
  readonly escalateAt: Instant | null;
  /** When the door is closed by itself; null: never. */
  readonly deadlineAt: Instant | null;
}

/** Who closed the door. */
export type ClosedBy =
  /** `approvedBy` is the first who approved; null where the clock did. `also` are the others. `how` is absent
   * where it was by votes. */
  | {
      readonly kind: 'revert';
      readonly approvedBy: string | null;
      readonly also?: readonly string[];
      readonly how?: ApprovedHow;
      /** Where the rules were narrowed, and what is approved is let in still. */
      readonly intent?: 'narrow';
      readonly requestId: string | null;
    }
  | { readonly kind: 'actor'; readonly name: string; readonly eventId: string }
  | { readonly kind: 'unknown' };

/** An open matter tied to one change of one guarded group, until its door is shut. The row in the
 * store *is* this value; it is plain data and survives JSON unchanged. */
export interface Finding {
  readonly id: string;
  /** How many events made it; each event adds one. */
  readonly version: number;
  readonly door: Door;
  readonly opening: Opening;
  /** When Portcullis learnt of it. */
  readonly heardAt: Instant;
  /** The rules that let the excess in, as they are known to be now: those of a group's door, those
   * that name a list, those of a group that was attached. */
  readonly rules: readonly PlannedRule[];
  /** What is let in beyond what is approved; never empty. */
  readonly excess: readonly ExposureRow[];
  /** What edited rules said before, by rule id; a rule that is missing here is not known. */
  readonly previous: readonly KnownRule[];
  /** What could not be looked up when it was judged; said in the alert. */
  readonly doubt: string | null;
  readonly state: FindingState;
  readonly acknowledged: {
    readonly by: string;
    readonly note: string;
    readonly at: Instant;
  } | null;
  /** How the last revert ended, when it did not close the door. */
  readonly lastResult: { readonly result: RevertResult; readonly at: Instant } | null;
  /** A record said that somebody removed or edited a rule of it: to be read back before it is
   * believed. */
  readonly touchedBy: { readonly name: string; readonly eventId: string } | null;
  /** When the door is to be looked at again; null when nothing asks for it. */
  readonly lookAt: Instant | null;
  /** How bad it is; null until it was weighed, and again when what it lets in, or where, has changed. */
  readonly weight: Weight | null;
  /** The call that opened it was made with Portcullis's own role, and not by Portcullis. */
  readonly isByOwnRole: boolean;
  /** When the last revert of it began; null when none did. */
  readonly revertBeganAt: Instant | null;
  /** Rules whose place its rules took: removed by the same actor a moment before or after. */
  readonly inPlaceOf: readonly ReplacedRule[];
  /** The call because of which AWS probably opened it; null where none is known. Never a reason to let
   * its actor do anything. */
  readonly probableCall: ProbableCall | null;
  /** What waits for its votes; null where nothing does. */
  readonly request: Request | null;
  /** How the last request ended, where nothing came of it; null again with the next. */
  readonly endedRequest: EndedRequest | null;
  /** What can be undone; null where Portcullis did nothing, or the door is open again. */
  readonly executed: Executed | null;
  /** Of the last time that somebody acted alone; null where nobody did. */
  readonly review: Review | null;
  /** Who in Slack the actor of the opening call is; absent or null until that was looked up. */
  readonly actorTie?: FindingTie | null;
  /** Why the user whom they are tied to could not be asked; absent or null where they could. */
  readonly notAsked?: { readonly reason: string; readonly at: Instant } | null;
  /** What whoever is told to have opened it says; null where nobody has said anything. */
  readonly actorSays: {
    readonly kind: 'mine' | 'notMine';
    readonly by: string;
    readonly at: Instant;
  } | null;
  /** Null where policy times nothing, or before it was weighed. */
  readonly times: Times | null;
  /** How often the door was opened again after it was closed. */
  readonly returns: number;
  /** The last plan that was made of more than is known of the finding: of the group as it was read. It is what
   * people were shown; absent where none was. */
  readonly prepared?: NarrowPlan;
}
