import type { Actor } from './actor.ts';
import type { IngressRule } from './ingress-rule.ts';

/** Where a CloudTrail record comes from and what it is about; the identity of a record is account
 * and `eventId`. Absent texts are empty only where AWS left them out. */
export interface RecordHeader {
  readonly eventId: string;
  /** ISO 8601, UTC, as in the record. */
  readonly eventTime: string;
  readonly eventName: string;
  /** The account that received the record, 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** The request that the record tells of; Portcullis knows its own calls by it. */
  readonly requestId: string | null;
  readonly actor: Actor;
}

/** A security group as a record names it. One of the two is always there. */
export interface GroupReference {
  readonly groupId: string | null;
  readonly groupName: string | null;
  /** The account that owns the group, where the record tells it; else the record's account. */
  readonly ownerId: string;
}

/** A change of a group's inbound rules, normalised from any record shape.
 *
 * - `rulesAdded`: `rules` are new.
 * - `rulesEdited`: `rules` are the new values; what they were before, and whether they are inbound
 *   at all, a record does not tell.
 * - `rulesRemoved`: `rules` are gone; those named by id only are in `ruleIds`. */
export interface ExposureChange {
  readonly kind: 'rulesAdded' | 'rulesEdited' | 'rulesRemoved';
  readonly record: RecordHeader;
  readonly group: GroupReference;
  readonly rules: readonly IngressRule[];
  /** Rules that the record names by id without saying what they are. */
  readonly ruleIds: readonly string[];
}

/** Why a record is no change of exposure. */
export type IgnoredReason =
  | { readonly kind: 'notWatched' }
  | { readonly kind: 'failedCall'; readonly errorCode: string };

/** What decoding a record gives. Whatever is watched and not understood is `undecodable` with a
 * reason for people, never dropped: what cannot be read counts as exposed. */
export type Decoded =
  | { readonly kind: 'change'; readonly change: ExposureChange }
  | { readonly kind: 'ignored'; readonly record: RecordHeader; readonly reason: IgnoredReason }
  | {
      readonly kind: 'undecodable';
      readonly record: RecordHeader;
      readonly reason: string;
      /** The group that the record names, as far as it could be made out. */
      readonly groupId: string | null;
    };
