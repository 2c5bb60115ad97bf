import type { Direction, ListEntry } from '../change/exposure-change.ts';
import type { Management } from '../guard/managed-by.ts';
import type { GuardKind } from '../guard/services.ts';
import type { Instant } from '../instant.ts';
import type { ListAssociation } from '../inventory/list-state.ts';
import type { ExposureRow } from '../net/exposure.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';

/** What was opened, and so what is to be closed: rules of a group, entries of a prefix list that rules
 * name, or the standing of a group on interfaces. Plain data; survives JSON unchanged. */
export type Door = RulesDoor | ListDoor | AttachmentDoor;

interface AnyDoor extends Management {
  /** The owner of what is to be closed. */
  readonly accountId: string;
  readonly region: string;
  /** The guard by which it was judged. */
  readonly guardName: string;
  readonly guardKind: GuardKind;
  /** Who runs it, where that is a service or a stack which would put it back or be hurt: then it is
   * theirs to close. Text from outside; null where nobody is known to. */
  readonly managedBy: string | null;
  /** Until when it is theirs; absent where that is for good. */
  readonly managedUntil?: Instant;
}

/** Rules of a security group, known by owner account, Region and id. */
export interface RulesDoor extends AnyDoor {
  readonly kind: 'rules';
  readonly direction: Direction;
  /** Null where a record names the group by name only and it could not be looked up. */
  readonly groupId: string | null;
  readonly groupName: string | null;
  /** The guards by which it was judged for the sake of groups that stand on the same hosts, the one of
   * `guardName` among them; absent where none was. */
  readonly beside?: readonly GuardBeside[];
}

/** A guard that counts for a group since it stands on a host beside one that the guard selects. */
export interface GuardBeside {
  readonly guardName: string;
  readonly guardKind: GuardKind;
  /** One such group. */
  readonly groupId: string;
  readonly groupName: string | null;
  /** A host on which both stand: `i-…`, or `eni-…` where the interface is on no instance. */
  readonly on: string;
  /** The group whose members may reach each other there; null where there are several. */
  readonly ownGroupId: string | null;
}

/** Entries of a managed prefix list. */
export interface ListDoor extends AnyDoor {
  readonly kind: 'list';
  readonly prefixListId: string;
  readonly listName: string;
  readonly ownerId: string;
  /** The entries that let more in than is approved, each whole; never empty. */
  readonly entries: readonly ListEntry[];
  /** Entries that the same call took away and that those cover: a revert gives them back. */
  readonly replaced: readonly ListEntry[];
  /** Whom the entries let in where; never empty. */
  readonly uses: readonly ListUse[];
  /** Everybody who uses the list, other accounts included; null where that could not be looked up. */
  readonly associations: readonly ListAssociation[] | null;
}

/** A guarded group whose rules name a list, or a guard that approves the list. */
export interface ListUse {
  /** Null where it is the guard that approves the list: what is approved has grown. */
  readonly groupId: string | null;
  readonly groupName: string | null;
  readonly guardName: string;
  readonly guardKind: GuardKind;
  /** Which way the rules go, or what is approved. */
  readonly direction: Direction;
  /** As of {@link RulesDoor}. */
  readonly beside?: readonly GuardBeside[];
  /** The rules that name the list; none where it is approved. */
  readonly rules: readonly PlannedRule[];
  readonly excess: readonly ExposureRow[];
}

/** A group that stands where it did not. */
export interface AttachmentDoor extends AnyDoor {
  readonly kind: 'attachment';
  readonly groupId: string;
  readonly groupName: string | null;
  /** Never empty. */
  readonly places: readonly AttachedPlace[];
  /** Whether the group is let in elsewhere as an approved source: a new member of it is. */
  readonly isApprovedSource: boolean;
}

/** Where a group stands. `managedBy`: the service that runs the interface, whose groups are its own to
 * change. */
export type AttachedPlace =
  | {
      readonly kind: 'interface';
      readonly interfaceId: string;
      readonly instanceId: string | null;
      readonly managedBy: string | null;
    }
  | { readonly kind: 'vpc'; readonly vpcId: string };

/** A place as one text, equal for equal places. */
export function placeKey(place: AttachedPlace): string {
  return place.kind === 'vpc' ? place.vpcId : place.interfaceId;
}

/** The host that a place is on: its instance, or the interface by itself; a VPC as such. */
export function hostOf(place: AttachedPlace): string {
  return place.kind === 'vpc' ? place.vpcId : (place.instanceId ?? place.interfaceId);
}

/** An attachment's door with other places: who runs it follows from these. Pure. */
export function withPlaces(door: AttachmentDoor, places: readonly AttachedPlace[]): AttachmentDoor {
  const isByPlaces = door.managedBy === managerOf(door.places);
  return { ...door, places, managedBy: isByPlaces ? managerOf(places) : door.managedBy };
}

/** Who runs every one of the places; null where any is nobody's but its account's. */
export function managerOf(places: readonly AttachedPlace[]): string | null {
  const managers = places.map((place) => (place.kind === 'vpc' ? null : place.managedBy));
  return managers.includes(null) ? null : (managers[0] ?? null);
}

/** The id of what a door belongs to: `sg-…` or `pl-…`; null where it is not known. */
export function resourceIdOf(door: Door): string | null {
  return door.kind === 'list' ? door.prefixListId : door.groupId;
}
