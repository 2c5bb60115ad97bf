import type { AuditQuery } from '../../domain/audit/audit-query.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { GroupToMatch } from '../../domain/guard/match.ts';
import { type Instant, MINUTE_MS } from '../../domain/instant.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { ScenarioChoice } from '../../domain/scenario/scenario-choice.ts';
import type {
  Clock,
  Directories,
  GroupListing,
  Hosts,
  Place,
  PrefixLists,
  SecurityGroups,
  Surroundings,
} from '../ports.ts';
import type { Standings } from '../standings.ts';

/** Groups that one audit holds against something; the others are named as not looked at. */
export const GROUPS_AUDITED_MAX = 500;
/** Pages of groups that one audit lists: a hundred groups each. */
export const AUDIT_PAGES_MAX = 100;
/** Prefix lists that one audit reads: each is two calls. */
export const AUDIT_LISTS_MAX = 100;
/** VPCs whose blocks one audit reads. */
export const AUDIT_VPCS_MAX = 50;
/** Groups of one audit whose rules name groups that the listing does not have: what these are is some calls
 * each. */
export const AUDIT_NAMED_MAX = 50;
/** How long one audit goes on beginning to read, in ms: who asked in Slack can be answered for half an hour
 * (Slack, Handling user interaction). */
export const AUDIT_MS_MAX = 10 * MINUTE_MS;

/** An audit that is asked for. */
export interface AuditRequest extends Place {
  readonly query: AuditQuery;
  /** A port table that directories are held against in place of what policy chose; null for what it did. */
  readonly tried: ScenarioChoice | null;
}

/** An audit that is under way. */
export interface Auditing extends AuditRequest {
  /** When it begins no more reading. */
  readonly untilAt: Instant;
}

/** What an audit needs of the world. It only reads. */
export interface AuditNeeds {
  readonly groups: Pick<SecurityGroups, 'describeGroup' | 'describeRules'>;
  readonly listing: GroupListing;
  readonly lists: Pick<PrefixLists, 'describe'>;
  readonly hosts: Pick<Hosts, 'vpcBlocks'>;
  readonly directories: Pick<Directories, 'list' | 'trusts'>;
  readonly surroundings: Pick<Surroundings, 'groupsNamed'>;
  /** Where groups stand that policy does not select. */
  readonly standings: (
    place: Place,
    groups: readonly Omit<GroupToMatch, 'standing'>[],
  ) => Promise<Standings>;
  readonly policy: Policy;
  /** What is exempted at present; absent where no database is at hand: then the policy's own count. */
  readonly exemptedFindings?: () => Promise<readonly Finding[]>;
  readonly clock: Clock;
  /** Told how far it is, in a few words. */
  readonly progress?: (text: string) => void;
}
