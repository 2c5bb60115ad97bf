/** Where a group that a rule names belongs, as seen from the group of the rule. `ownAccount`: in another
 * VPC of the account, or in one that is not known. */
export type GroupOwner =
  | { readonly kind: 'ownVpc' }
  | { readonly kind: 'ownAccount'; readonly vpcId: string | null }
  | {
      readonly kind: 'peer';
      readonly peeringId: string;
      readonly vpcId: string | null;
      readonly accountId: string;
    }
  | { readonly kind: 'otherAccount'; readonly accountId: string }
  | { readonly kind: 'unknown' };

/** Whether a reference to a group still stands for anybody. It does not where the peering by which it is
 * made, or the group at its far end, is gone.
 * Source: Amazon VPC Peering Guide, "Identify stale security groups". */
export type Staleness = 'live' | 'peeringGone' | 'groupGone' | 'unknown';

/** A group that a rule names as a source (outbound: as a destination). */
export interface GroupSource {
  readonly kind: 'group';
  readonly groupId: string;
  /** Null where it is another account's, or could not be looked up. Text from outside. */
  readonly groupName: string | null;
  readonly owner: GroupOwner;
  readonly staleness: Staleness;
  /** How many interfaces stand on it, or at least so many; null where that cannot be seen. */
  readonly interfaces: { readonly count: number; readonly isWhole: boolean } | null;
}

/** A prefix list that a rule names. */
export interface ListSource {
  readonly kind: 'list';
  readonly prefixListId: string;
  /** Text from outside. */
  readonly listName: string;
  /** 12 digits, or `AWS`. */
  readonly ownerId: string;
  readonly entryCount: number;
}

/** What the groups and lists are that a finding's rules name. Plain data; survives JSON unchanged. */
export interface SourceFacts {
  readonly groups: readonly GroupSource[];
  readonly lists: readonly ListSource[];
  /** What could not be looked up of them, and why. */
  readonly notKnown: readonly string[];
}

export const NO_SOURCE_FACTS: SourceFacts = { groups: [], lists: [], notKnown: [] };

/** The ids of groups whose reference is known to let nobody in. */
export function staleIds({ groups }: Pick<SourceFacts, 'groups'>): ReadonlySet<string> {
  const stale = groups.filter(({ staleness }) => isStale(staleness));
  return new Set(stale.map(({ groupId }) => groupId));
}

export function isStale(staleness: Staleness): staleness is 'peeringGone' | 'groupGone' {
  return staleness === 'peeringGone' || staleness === 'groupGone';
}
