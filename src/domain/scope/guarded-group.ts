import type { BehindThing } from '../guard/behind.ts';
import type { GuardKind } from '../guard/services.ts';

/** A group that a sweep saw and that policy guards, and why: plain data, as it is kept. Names are text from
 * outside. */
export interface GuardedGroup {
  readonly groupId: string;
  readonly groupName: string;
  readonly vpcId: string | null;
  readonly guardName: string;
  readonly guardKind: GuardKind;
  /** Why that guard, in words; never empty. */
  readonly why: string;
  /** Further guards that count on its hosts. */
  readonly also: readonly string[];
  /** Why its rules could not be read; null where they were. */
  readonly unread: string | null;
}

/** Something that discovery found, and the groups that stand on it. */
export interface FoundThing {
  readonly thing: BehindThing;
  /** None of a directory whose group is not told, or is another account's. */
  readonly groupIds: readonly string[];
}

/** How far discovery came with one part ({@link partText}) of an account and Region. */
export interface PartState {
  readonly part: string;
  /** When it was last looked at whole, in ms; null where it never was. */
  readonly lookedAt: number | null;
  /** Why it could not be looked at since; null where it could. */
  readonly reason: string | null;
}
