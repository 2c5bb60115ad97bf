import type { ListEntry } from '../change/exposure-change.ts';
import type { Instant } from '../instant.ts';

/** The owner of AWS's own prefix lists, as EC2 names it: their entries are AWS's, and nobody else
 * changes them. Source: EC2 API `ManagedPrefixList.OwnerId`. */
export const AWS_OWNER_ID = 'AWS';

/** Entries that one call adds and removes, both counted together. EC2 API, `ModifyManagedPrefixList`: at
 * most 100 `AddEntry` and at most 100 `RemoveEntry`; that both may be full at once is not said. */
export const LIST_ENTRIES_PER_CALL_MAX = 100;

/** What is known of a managed prefix list, and since when. Plain data; survives JSON unchanged.
 * `accountId` is the account that sees the list, `ownerId` the one that may change it. A row is never
 * moved to an earlier moment or version. */
export interface ListState {
  readonly accountId: string;
  readonly region: string;
  readonly prefixListId: string;
  readonly listName: string;
  /** 12 digits, or {@link AWS_OWNER_ID}. */
  readonly ownerId: string;
  /** 1 and up; 0 for a list that has no versions (AWS's). */
  readonly version: number;
  /** How many entries it may hold: it counts as so many rules. Null for AWS's lists. */
  readonly maxEntries: number | null;
  readonly entries: readonly ListEntry[];
  /** The version that was made by the latest change of which a record was heard before those of earlier
   * ones: above `version`, `entries` may be ahead of it. Absent where there was none. */
  readonly heardTo?: number;
  readonly observedAt: Instant;
}

/** Who uses a list, as EC2 tells its owner. Source: EC2 API `PrefixListAssociation`. */
export interface ListAssociation {
  /** `sg-…`, or another resource: a route table, a Transit Gateway table, a firewall policy. */
  readonly resourceId: string;
  readonly ownerId: string;
}
