import type { Instant } from '../instant.ts';
import type { ReplacedRule } from '../inventory/group-state.ts';
import type { ExposureRow } from '../net/exposure.ts';
import type { LeftOpen } from '../plan/left-open.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';
import type { Connections } from '../tracking/connections.ts';
import type { Weight } from '../weight/weight.ts';
import type { DecidedEvent } from './decided-events.ts';
import type { AttachedPlace, Door } from './door.ts';
import type { ClosedBy, OpeningCall, ProbableCall } from './finding.ts';
import type { Opened } from './opened.ts';

/** What happened to a finding. Past tense, plain data; the log keeps them for ever. */
export type FindingEvent =
  | DecidedEvent
  | (Opened & {
      readonly kind: 'finding.opened';
      readonly id: string;
      readonly at: Instant;
    })
  /** A call was heard of because of which AWS probably opened the door. */
  | { readonly kind: 'finding.traced'; readonly call: ProbableCall; readonly at: Instant }
  /** The same actor removed other rules a moment before or after: one edit. */
  | {
      readonly kind: 'finding.paired';
      readonly eventId: string;
      readonly inPlaceOf: readonly ReplacedRule[];
      readonly at: Instant;
    }
  /** Another record told of the same door: its rules carry the ids that are valid now. */
  | {
      readonly kind: 'finding.heardAgain';
      readonly eventId: string;
      readonly rules: readonly PlannedRule[];
      readonly at: Instant;
    }
  /** The record of what a sweep had found came late. The finding may be closed by then. */
  | {
      readonly kind: 'finding.explained';
      readonly call: OpeningCall;
      /** The call was made with Portcullis's own role, and not by Portcullis. */
      readonly isByOwnRole?: boolean;
      readonly at: Instant;
    }
  | {
      readonly kind: 'finding.acknowledged';
      readonly by: string;
      readonly note: string;
      readonly at: Instant;
    }
  /** What stands behind the group was looked up, or could not be; the alert shows it. */
  | { readonly kind: 'finding.weighed'; readonly weight: Weight; readonly at: Instant }
  /** A record told that somebody removed or edited a rule of the finding, took its group off a place, or
   * took entries out of a list that a rule of it names; or a hardening, whose id is `eventId` then, removed
   * a rule of it. */
  | {
      readonly kind: 'door.touched';
      readonly how: 'removed' | 'edited' | 'detached' | 'narrowedList' | 'hardened';
      readonly name: string;
      readonly eventId: string;
      readonly at: Instant;
    }
  /** A sweep did not find the rules as they were; no record has told why. */
  | { readonly kind: 'door.missed'; readonly at: Instant }
  /** A group of the finding was put on further places, or more is known of those it stands on. */
  | {
      readonly kind: 'finding.spread';
      /** The record that told of it; null where a sweep found it. */
      readonly eventId: string | null;
      readonly places: readonly AttachedPlace[];
      /** When to look whether it still stands there; null or absent where nothing asks for it. */
      readonly lookAt?: Instant | null;
      readonly at: Instant;
    }
  /** The rules were found changed, or a part of the door shut; what it lets in now was judged anew.
   * `door` is what is left of it, where that is not rules. */
  | {
      readonly kind: 'finding.changed';
      readonly door?: Door;
      readonly rules: readonly PlannedRule[];
      readonly excess: readonly ExposureRow[];
      readonly at: Instant;
    }
  /** Agreeing reads show the rules gone. `leftOpen` is what other rules still let in of what the
   * finding tells; null or absent where that was not looked at. `connections` is what became of
   * established ones; absent where Portcullis did not shut the door, and in old events. */
  | {
      readonly kind: 'door.seenClosed';
      readonly by: ClosedBy;
      readonly leftOpen?: LeftOpen | null;
      readonly connections?: Connections;
      readonly at: Instant;
    }
  /** The door was looked at and is as it was. */
  | { readonly kind: 'door.seenOpen'; readonly at: Instant };
