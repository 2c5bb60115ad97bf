import type { Actor } from './actor.ts';
import type { SecurityGroupRule } from './security-group-rule.ts';

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

/** Which way a rule lets traffic through, seen from the group's members. */
export type Direction = 'inbound' | 'outbound';

/** Both ways, in the order in which they are shown and carried out. */
export const DIRECTIONS = ['inbound', 'outbound'] as const satisfies readonly Direction[];

/** A change of a group's rules, normalised from any record shape.
 *
 * - `rulesAdded`: `rules` are new.
 * - `rulesEdited`: `rules` are the new values; what they were before, and which way they go
 *   (`direction` is `unknown`), a record does not tell.
 * - `rulesRemoved`: `rules` are gone; those named by id only are in `ruleIds`. */
export interface RuleChange {
  readonly kind: 'rulesAdded' | 'rulesEdited' | 'rulesRemoved';
  readonly record: RecordHeader;
  readonly group: GroupReference;
  readonly direction: Direction | 'unknown';
  readonly rules: readonly SecurityGroupRule[];
  /** Rules that the record names by id without saying what they are. */
  readonly ruleIds: readonly string[];
}

/** A group that was deleted, and all its rules with it. */
export interface GroupDeletion {
  readonly kind: 'groupDeleted';
  readonly record: RecordHeader;
  readonly group: GroupReference;
}

/** A managed prefix list whose entries were changed: every rule that names the list lets in what its
 * entries say from then on, without any record of a group.
 *
 * - `listModified`: what was added and removed, as the record tells it.
 * - `listRestored`: an earlier version's entries count again; which they are, only EC2 can tell.
 * - `listDeleted`: EC2 deletes no list that a rule names. */
export interface ListChange {
  readonly kind: 'listModified' | 'listRestored' | 'listDeleted';
  readonly record: RecordHeader;
  readonly prefixListId: string;
  /** Entries that are new. (One that was there already with another description is among them.) */
  readonly added: readonly ListEntry[];
  /** CIDR blocks, canonical, of entries that are gone. */
  readonly removed: readonly string[];
  /** The version that was changed, which the call names; null where the record does not tell. */
  readonly version: number | null;
}

/** One entry of a managed prefix list: a CIDR block in its canonical spelling, and text from outside,
 * never to be trusted or formatted. Source: EC2 API `PrefixListEntry`. */
export interface ListEntry {
  readonly cidr: string;
  readonly description: string | null;
}

/** What groups stand on, as a record names it. */
export type AttachmentTarget =
  /** A network interface, and the instance that it was made for or attached to, as far as told. */
  | { readonly kind: 'interface'; readonly interfaceId: string; readonly instanceId: string | null }
  /** An instance, of which the record does not name the interfaces. */
  | { readonly kind: 'instance'; readonly instanceId: string }
  /** The attachment of an interface to an instance, where the record names neither of the two, as
   * that of a detach. */
  | { readonly kind: 'attachment'; readonly attachmentId: string }
  /** A further VPC, in which the group can be used from then on. */
  | { readonly kind: 'vpc'; readonly vpcId: string };

/** One target and the groups that stand on it after the call: the whole set, since these calls
 * replace it; empty for what is gone. Null where the record does not tell them: they are read from
 * EC2. Of a VPC: the one group that the call names, whichever way. */
export interface Attachment {
  readonly target: AttachmentTarget;
  readonly groupIds: readonly string[] | null;
}

/** Groups that now stand, or no longer stand, on interfaces, instances or VPCs. */
export interface AttachmentChange {
  readonly kind: 'attached' | 'detached';
  readonly record: RecordHeader;
  /** The account that owns the targets, as far as it is told; else the record's. */
  readonly ownerId: string;
  /** Never empty. */
  readonly attachments: readonly Attachment[];
}

/** A call to Directory Service after which AWS itself makes or rewrites the rules of a directory's
 * controllers' group.
 *
 * - `directoryBorn`: a directory was asked for, or extended to a further Region; `directoryId` is null
 *   where the answer that names it is missing.
 * - `directoryRoutesAdded`: routes were added, and with `isGroupUpdated` the group is rewritten. `ranges`
 *   are the blocks that they lead to, in their canonical spelling; null where they could not all be read. */
export type DirectoryChange =
  | {
      readonly kind: 'directoryBorn';
      readonly record: RecordHeader;
      readonly directoryId: string | null;
    }
  | {
      readonly kind: 'directoryRoutesAdded';
      readonly record: RecordHeader;
      readonly directoryId: string;
      readonly isGroupUpdated: boolean;
      readonly ranges: readonly string[] | null;
    };

/** Anything that can change what a guarded group admits, or whom. */
export type ExposureChange =
  | RuleChange
  | GroupDeletion
  | ListChange
  | AttachmentChange
  | DirectoryChange;

/** Whether a change is one of a group's rules. */
export function isRuleChange(change: ExposureChange): change is RuleChange {
  return (
    change.kind === 'rulesAdded' || change.kind === 'rulesEdited' || change.kind === 'rulesRemoved'
  );
}

/** Why a record is no change of exposure. */
export type IgnoredReason =
  | { readonly kind: 'notWatched' }
  | { readonly kind: 'failedCall'; readonly errorCode: string }
  /** A call that can change the groups of an instance or interface, and changed something else. */
  | { readonly kind: 'otherAttribute' }
  /** A call that can change the entries of a prefix list, and changed its name or size only. */
  | { readonly kind: 'noListEntries' };

/** What a record that cannot be read is about, where that at least could be made out. */
export type Subject =
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'list'; readonly prefixListId: string };

/** What decoding a record gives. Whatever is watched and not understood is `undecodable` with a
 * reason for people, never dropped: what cannot be read counts as exposed. */
export type Decoded =
  | { readonly kind: 'change'; readonly change: ExposureChange }
  | { readonly kind: 'ignored'; readonly record: RecordHeader; readonly reason: IgnoredReason }
  | {
      readonly kind: 'undecodable';
      readonly record: RecordHeader;
      readonly reason: string;
      readonly subject: Subject | null;
    };
