import { BEHIND_UNKNOWN, type Behind } from './behind.ts';
import type { GroupFacts } from './group-facts.ts';

/** What is known of what stands behind a group: the reasons for which policy may guard it though none of
 * its guards selects it. */
export interface Standing {
  /** The other groups on the hosts on which it stands, each once; null where that could not be looked up. */
  readonly beside: readonly BesideGroup[] | null;
  /** What stands behind the group itself: directories, hosts, services. */
  readonly behind: Behind;
}

/** A group that stands on the same host as another one: on the same network interface, or on another one
 * of the same instance. */
export interface BesideGroup {
  readonly groupId: string;
  /** The hosts on which both stand: the instance (`i-…`), or the interface (`eni-…`) where it is on none;
   * never empty. */
  readonly hosts: readonly string[];
  /** Null where it could not be looked up. */
  readonly facts: GroupFacts | null;
  /** What stands behind it; absent where nobody looked. */
  readonly behind?: Behind;
}

/** Nothing that could be guarded stands beside the group, or nobody asks: records alone do not tell. What
 * stands behind it is not known. */
export const STANDS_ALONE: Standing = { beside: [], behind: BEHIND_UNKNOWN };

/** What stands beside and behind the group could not be looked up. */
export const STANDING_UNKNOWN: Standing = { beside: null, behind: BEHIND_UNKNOWN };
