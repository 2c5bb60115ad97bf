import { assert } from '../assert.ts';
import type { Direction } from '../change/exposure-change.ts';
import type { GuardKind } from '../guard/services.ts';

/** How bad an open door is. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** From the worst on. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** How much of the internet: nobody, some public addresses, or so many that it is the internet. */
export type Width = 'nobody' | 'some' | 'internet';

/** What the severity of a finding rests on. What is not known counts as open, here and in all that it is
 * made of. */
export interface SeverityFacts {
  readonly kind: GuardKind;
  readonly direction: Direction;
  /** Who of the internet is let in, or may be sent to, by the group, whether or not packets
   * get that far. */
  readonly letIn: Width;
  /** Who of the internet reaches a host behind the group, on anything but RD Gateway's own services. */
  readonly reaches: Width;
  /** The same, on RD Gateway's own services: 443/TCP and 3391/UDP are made to face the internet. */
  readonly reachesGateway: Width;
  /** It was done with Portcullis's own role, and not by Portcullis. */
  readonly isByOwnRole: boolean;
  /** Whoever is told to have done it says that they did not. Absent: nobody says so. */
  readonly isDisowned?: boolean;
  /** Looked up, and there is no interface on which the group stands. */
  readonly isUnattached: boolean;
  /** Looked up, and every source is a group whose reference is stale. */
  readonly isStaleOnly: boolean;
}

/** A row of {@link SEVERITY_TABLE}. */
export interface SeverityRow {
  readonly key: string;
  readonly severity: Severity;
  /** For people, as the rest of a sentence, and for docs/policy.md. */
  readonly text: string;
  readonly holds: (facts: SeverityFacts) => boolean;
}

/** The severities, in order: the first row that holds decides. docs/policy.md prints this table. */
export const SEVERITY_TABLE: readonly SeverityRow[] = [
  {
    key: 'ownRole',
    severity: 'critical',
    text: "it was done with Portcullis's own role, whose credentials may be in other hands",
    holds: ({ isByOwnRole }) => isByOwnRole,
  },
  {
    key: 'disowned',
    severity: 'critical',
    text: 'whoever is told to have done it says that they did not: their credentials may be in other hands',
    holds: ({ isDisowned = false }) => isDisowned,
  },
  {
    key: 'internetReaches',
    severity: 'critical',
    text: 'anybody on the internet can reach a host behind the group',
    holds: ({ reaches }) => reaches === 'internet',
  },
  {
    key: 'internetReachesGateway',
    severity: 'high',
    text: 'anybody on the internet can reach RD Gateway on a host behind the group',
    holds: ({ reachesGateway }) => reachesGateway === 'internet',
  },
  {
    key: 'publicReaches',
    severity: 'high',
    text: 'public addresses that are not approved can reach a host behind the group',
    holds: ({ reaches }) => reaches === 'some',
  },
  {
    key: 'publicReachesGateway',
    severity: 'medium',
    text: 'public addresses that are not approved can reach RD Gateway on a host behind the group',
    holds: ({ reachesGateway }) => reachesGateway === 'some',
  },
  {
    key: 'internetUnattached',
    severity: 'medium',
    text: 'nothing is attached to the group, but whatever will be is open to the internet',
    holds: ({ direction, letIn, isUnattached }) =>
      isUnattached && direction === 'inbound' && letIn === 'internet',
  },
  {
    key: 'unattached',
    severity: 'low',
    text: 'nothing is attached to the group',
    holds: ({ isUnattached }) => isUnattached,
  },
  {
    key: 'staleOnly',
    severity: 'low',
    text: 'every source is a stale reference to a group, by which nobody gets through at present',
    holds: ({ isStaleOnly }) => isStaleOnly,
  },
  {
    key: 'sendsToPublic',
    severity: 'medium',
    text: 'hosts behind the group may send to public addresses that are not approved',
    holds: ({ direction, letIn }) => direction === 'outbound' && letIn !== 'nobody',
  },
  {
    key: 'sendsToPrivate',
    severity: 'low',
    text: 'hosts behind the group may send to private addresses that are not approved',
    holds: ({ direction }) => direction === 'outbound',
  },
  {
    key: 'publicOutOfReach',
    severity: 'medium',
    text: 'public addresses are let in, but no host behind the group can be reached from the internet',
    holds: ({ letIn }) => letIn !== 'nobody',
  },
  {
    key: 'privateToDirectory',
    severity: 'medium',
    text: 'private addresses that are not approved can reach a directory or domain controller',
    holds: ({ kind }) => kind === 'directory' || kind === 'domainController',
  },
  {
    key: 'private',
    severity: 'low',
    text: 'only private addresses are let in',
    holds: () => true,
  },
];

/** The row that decides. Pure, total: the last row always holds. */
export function severityOf(facts: SeverityFacts): SeverityRow {
  const row = SEVERITY_TABLE.find(({ holds }) => holds(facts));
  assert(row !== undefined, 'The last row of the severities always holds');
  return row;
}
