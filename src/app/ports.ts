/** What the use cases need of the world, and nothing else declares it. Adapters implement these in
 * terms of the domain; no vendor's type passes here. */

import type { Matter, Request } from '../domain/approval/request.ts';
import type { AuditQuery } from '../domain/audit/audit-query.ts';
import type { AuditReport } from '../domain/audit/group-audit.ts';
import type { Decoded, Direction, ListEntry } from '../domain/change/exposure-change.ts';
import type { ExemptionProblem, TypedExemption } from '../domain/exemption/read-exemption.ts';
import type { StandingExemption } from '../domain/exemption/standing-exemption.ts';
import type { Refusal } from '../domain/finding/commands.ts';
import type { Decision } from '../domain/finding/decision.ts';
import type {
  DirectoryAddress,
  DirectoryCall,
  DirectoryStage,
} from '../domain/finding/directory-call.ts';
import type { FindingEvent } from '../domain/finding/events.ts';
import type { Exemption, Finding } from '../domain/finding/finding.ts';
import type { NarrowOffer } from '../domain/finding/narrow-offer.ts';
import type { BehindThing } from '../domain/guard/behind.ts';
import type {
  DirectoryFacts,
  EstateService,
  InstanceListed,
  ManagedInstance,
  ServiceInterface,
  TrustFacts,
} from '../domain/guard/estate.ts';
import type { GroupFacts } from '../domain/guard/group-facts.ts';
import type { BesideGroup } from '../domain/guard/standing.ts';
import type { Difference } from '../domain/harden/compare-rules.ts';
import type { HardenStep, NoHardenReason } from '../domain/harden/harden-plan.ts';
import type { HardeningRefusal } from '../domain/hardening/commands.ts';
import type { HardeningDecision } from '../domain/hardening/decide.ts';
import type { HardeningEvent, ProposedEvent } from '../domain/hardening/events.ts';
import type { Hardening } from '../domain/hardening/hardening.ts';
import type { TypedProblem } from '../domain/hardening/typed-networks.ts';
import type { Instant } from '../domain/instant.ts';
import type { GroupState, KnownRule } from '../domain/inventory/group-state.ts';
import type { InterfaceState } from '../domain/inventory/interface-state.ts';
import type { ListAssociation, ListState } from '../domain/inventory/list-state.ts';
import type { LockOut } from '../domain/lock-out/lock-out.ts';
import type { Notice } from '../domain/notice.ts';
import type { Origin } from '../domain/origin.ts';
import type { ApproverReasons } from '../domain/people/approver-reasons.ts';
import type { Person, RefusedReason } from '../domain/people/authorise.ts';
import type { Said } from '../domain/people/describe-approvers.ts';
import type { GroupMembers, PossibleApprovers } from '../domain/people/possible-approvers.ts';
import type { CallsCompared } from '../domain/plan/calls-of.ts';
import type { NoPlanReason, Plan, RulesPlan } from '../domain/plan/plan.ts';
import type { PeopleList } from '../domain/policy/policy.ts';
import type { PortTableName } from '../domain/scenario/port-table.ts';
import type { StoredChoice } from '../domain/scenario/scenario-choice.ts';
import type { NetworkRole } from '../domain/scenario/wanted-rule.ts';
import type { FoundThing, GuardedGroup, PartState } from '../domain/scope/guarded-group.ts';
import type { Task } from '../domain/task.ts';
import type { Connections } from '../domain/tracking/connections.ts';
import type { Known } from '../domain/weight/known.ts';
import type { SourceFacts } from '../domain/weight/source-facts.ts';
import type { GroupSurroundings } from '../domain/weight/surroundings.ts';

/** The clock. */
export interface Clock {
  now(): Instant;
  /** Resolves after `delayMs`, or at once when `signal` aborts. */
  wait(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** Fresh identifiers: unique, unguessable, short enough to be read aloud. */
export interface Ids {
  findingId(): string;
  leaseToken(): string;
}

/** Fresh identifiers of hardenings, as {@link Ids}. */
export interface HardeningIds {
  hardeningId(): string;
}

/** The process log: structured fields, then a fixed message. `error`: someone must act; `warn`: it
 * healed itself; `info`: business events; `debug`: local. */
export interface Log {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  info(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

/** What one CloudTrail delivery holds: decoded records, or why it could not be unwrapped. */
export type Delivery =
  | { readonly kind: 'records'; readonly records: readonly Decoded[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** "Not there" and "could not look" are different answers. `reason` says what was asked, what came
 * and which permission is missing. */
export type Looked<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'notThere' }
  | { readonly kind: 'couldNotLook'; readonly reason: string };

/** A security group: owner account, Region, id. */
export interface GroupAddress {
  readonly accountId: string;
  readonly region: string;
  readonly groupId: string;
}

/** The live rules of a group. */
export interface LiveRules {
  readonly inbound: readonly KnownRule[];
  readonly outbound: readonly KnownRule[];
}

/** A page of a list; null where nothing comes after it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextPageToken: string | null;
}

/** The accounts that Portcullis looks at and changes: home, and the members that policy names. Everything else that is
 * asked of an account is answered with *could not look* where it is none of these. */
export interface Accounts {
  /** 12 digits each. */
  readonly ids: ReadonlySet<string>;
  /** Whether calls can be made in an account: `unknown`, with the reason and what to do, where its role cannot be
   * assumed.
   * @throws OutsideError, retryable, when STS did not answer now. */
  check(accountId: string): Promise<Known<null>>;
}

/** A group of the account that is listed. */
export interface ListedGroup extends GroupFacts {
  readonly groupId: string;
}

/** A rule of a group that is listed. One that is not understood makes its group unreadable: left out,
 * it would count as closed. */
export type ListedRule =
  | { readonly kind: Direction; readonly groupId: string; readonly rule: KnownRule }
  | { readonly kind: 'notUnderstood'; readonly groupId: string; readonly reason: string };

/** Every security group that an account owns in a Region, a page at a time.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export interface GroupListing {
  groups(place: Place, pageToken: string | null): Promise<Page<ListedGroup>>;
  /** Those of the account's groups that are named, at most `GROUPS_PER_PAGE`; one that is not there is
   * left out. */
  named(place: Place, groupIds: readonly string[]): Promise<readonly ListedGroup[]>;
  /** Those of the account's groups that have any of the names (at most 200): there is one of a name in
   * each VPC at most. */
  ofNames(place: Place, groupNames: readonly string[]): Promise<readonly ListedGroup[]>;
  /** The rules of at most `GROUPS_PER_PAGE` groups. */
  rules(
    query: Place & { readonly groupIds: readonly string[] },
    pageToken: string | null,
  ): Promise<Page<ListedRule>>;
}

/** What EC2 answers to a revoke or a restore.
 * - `accepted`: done, as far as EC2 says; it is read back all the same.
 * - `notThere`: nothing matched; nothing was done.
 * - `refused`: EC2 said no; nothing was done. `isBusy`: because there were too many calls.
 * - `noAnswer`: the reply was lost; it may have been done. */
export type StepAnswer =
  | { readonly kind: 'accepted'; readonly requestId: string | null }
  | { readonly kind: 'notThere' }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly advice: string;
      readonly isBusy?: true;
    }
  | { readonly kind: 'noAnswer'; readonly reason: string };

/** EC2's security groups. Answers of `describe…` may be seconds old (EC2 is eventually consistent).
 * @throws OutsideError, retryable, when throttled or unreachable. */
export interface SecurityGroups {
  describeGroup(address: GroupAddress): Promise<Looked<GroupFacts>>;
  describeRules(address: GroupAddress): Promise<Looked<LiveRules>>;
  /** Gives the edited rules that the plan names their old values back, in one call, never retried by
   * itself. */
  restore(plan: RulesPlan): Promise<StepAnswer>;
  /** Revokes exactly the rules that the plan names, by their properties, in one call, never
   * retried by itself. */
  revoke(plan: RulesPlan): Promise<StepAnswer>;
}

/** The calls of a hardening. */
export interface RuleSteps {
  /** Adds exactly the rules of a step, with their descriptions, or revokes them by their properties, in
   * one call, never retried by itself. EC2 adds all or none.
   * @throws OutsideError when what the call needs could not be read: nothing was done then. */
  take(group: GroupAddress, step: HardenStep): Promise<StepAnswer>;
}

/** A managed prefix list, as seen from an account: that account, Region, id. */
export interface ListAddress {
  readonly accountId: string;
  readonly region: string;
  readonly prefixListId: string;
}

/** A list as EC2 describes it. While EC2 works on a change (`isSettled` false) the entries and the
 * version before it still count. */
export interface ListReading {
  readonly list: ListState;
  readonly isSettled: boolean;
}

/** A change of a list's entries, of at most `LIST_ENTRIES_PER_CALL_MAX` in all. */
export interface ListCall {
  readonly address: ListAddress;
  /** The version that the change is made of; EC2 refuses any other than the current one. */
  readonly version: number;
  readonly add: readonly ListEntry[];
  /** CIDR blocks. */
  readonly remove: readonly string[];
}

/** EC2's managed prefix lists. Answers of reads may be seconds old.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export interface PrefixLists {
  describe(address: ListAddress): Promise<Looked<ListReading>>;
  /** Who uses the list: only its owner may ask. */
  associations(address: ListAddress): Promise<Looked<readonly ListAssociation[]>>;
  /** Begins one change, never retried by itself. EC2 works on it for a while: see
   * {@link ListReading}. */
  modify(call: ListCall): Promise<StepAnswer>;
  /** Every list that the account sees in a Region, AWS's own included, a page at a time. */
  list(place: Place, pageToken: string | null): Promise<Page<ListSummary>>;
}

/** What a listing tells of a prefix list: when its version is as known, so are its entries. */
export type ListSummary = Pick<ListState, 'prefixListId' | 'listName' | 'ownerId' | 'version'>;

/** An account and Region. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** A network interface: account, Region, id. */
export interface InterfaceAddress extends Place {
  readonly interfaceId: string;
}

/** EC2's network interfaces, and the VPCs in which a group can be used. Answers of reads may be
 * seconds old.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export interface NetworkInterfaces {
  describe(address: InterfaceAddress): Promise<Looked<InterfaceState>>;
  /** Never none: an instance that is there has an interface. */
  ofInstance(
    instance: Place & { readonly instanceId: string },
  ): Promise<Looked<readonly InterfaceState[]>>;
  /** The interfaces on which any of the groups stands (at most 200 groups), a page at a time. */
  withGroups(
    query: Place & { readonly groupIds: readonly string[] },
    pageToken: string | null,
  ): Promise<Page<InterfaceState>>;
  /** The interfaces of instances (at most 200), a page at a time; of one that is not there, none. */
  onInstances(
    query: Place & { readonly instanceIds: readonly string[] },
    pageToken: string | null,
  ): Promise<Page<InterfaceState>>;
  /** Puts exactly these groups on an interface, in one call, never retried by itself. */
  setGroups(address: InterfaceAddress, groupIds: readonly string[]): Promise<StepAnswer>;
  /** Further VPCs in which a group can be used, beside its own; of a group that is not there, none. */
  vpcsOf(group: GroupAddress): Promise<Looked<readonly string[]>>;
  /** Takes a group out of a further VPC, in one call, never retried by itself. */
  leaveVpc(group: GroupAddress, vpcId: string): Promise<StepAnswer>;
}

/** Directory Service.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export interface Directories {
  describe(address: DirectoryAddress): Promise<Looked<DirectoryStage>>;
  /** Every directory that the account sees in a Region, those of other accounts that are shared with it
   * and those whose primary Region is another one included, a page at a time. */
  list(place: Place, pageToken: string | null): Promise<Known<Page<DirectoryFacts>>>;
  /** All trusts of a Managed Microsoft AD that the account owns. Other types have none, and it is an
   * error to ask: `couldNotLook`. */
  trusts(address: DirectoryAddress): Promise<Looked<readonly TrustFacts[]>>;
}

/** Which instances are listed. Those that are terminated never are.
 *
 * - `windows`: of platform Windows.
 * - `tagged`: with a tag of the key, and one of the values (1 to 200), where any are given. In values `*`
 *   and `?` stand for characters, as EC2 has it.
 * - `withGroups`: any of whose interfaces any of the groups stands on (1 to 200). */
export type InstanceChoice =
  | { readonly kind: 'windows' }
  | { readonly kind: 'tagged'; readonly key: string; readonly values?: readonly string[] }
  | { readonly kind: 'withGroups'; readonly groupIds: readonly string[] };

/** What stands in the account's VPCs, and the VPCs themselves. Answers may be seconds old.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export interface Hosts {
  instances(
    query: Place & { readonly choice: InstanceChoice },
    pageToken: string | null,
  ): Promise<Known<Page<InstanceListed>>>;
  /** The interfaces that a service keeps, hidden ones included; those alone on which any of the groups (1
   * to 200) stands, where some are named. */
  serviceInterfaces(
    query: Place & { readonly service: EstateService; readonly groupIds?: readonly string[] },
    pageToken: string | null,
  ): Promise<Known<Page<ServiceInterface>>>;
  /** The CIDR blocks of a VPC, of both families, in their canonical spelling: those that are associated
   * with it, and not those that are coming or going. */
  vpcBlocks(vpc: Place & { readonly vpcId: string }): Promise<Looked<readonly string[]>>;
}

/** Service Quotas.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export interface Quotas {
  /** How many rules of one direction and address family a group may have: 1 to
   * `RULES_PER_GROUP_QUOTA_MAX`. `notThere`: the account has no quota of its own. */
  rulesPerGroup(place: Place): Promise<Looked<number>>;
}

/** Systems Manager.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export interface ManagedInstances {
  /** Those of the instances that Systems Manager manages, by their ids; one that it does not is not in
   * the answer. */
  find(
    query: Place & { readonly instanceIds: readonly string[] },
  ): Promise<Known<ReadonlyMap<string, ManagedInstance>>>;
}

/** What stands behind a group, and how the internet gets there. Answers may be seconds old. What is
 * denied is a part that is not known, and says which permission is missing.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export interface Surroundings {
  hostsBehind(group: GroupAddress): Promise<GroupSurroundings>;
  /** What the groups are that rules of a group name: each of `groupIds`, in their order. */
  groupsNamed(
    group: GroupAddress,
    groupIds: readonly string[],
  ): Promise<Pick<SourceFacts, 'groups' | 'notKnown'>>;
  /** The groups of a VPC, as many as one page holds. */
  groupsIn(vpc: Place & { readonly vpcId: string }): Promise<Known<readonly ListedGroup[]>>;
}

/** A stretch of CloudTrail's event history: one event name, from the newest call to the oldest. */
export interface HistoryQuery {
  readonly accountId: string;
  readonly region: string;
  readonly eventName: string;
  readonly from: Instant;
  readonly to: Instant;
  /** Where the page before this one ended; null for the first. */
  readonly pageToken: string | null;
}

/** A page of the event history. `staleToken`: it cannot be gone on with from there any more. */
export type HistoryPage =
  | {
      readonly kind: 'page';
      /** Newest first. */
      readonly records: readonly Decoded[];
      /** Null at the end. */
      readonly nextPageToken: string | null;
    }
  | { readonly kind: 'staleToken' };

/** CloudTrail's event history: what was called in the last 90 days, without a trail, minutes late.
 * @throws OutsideError, retryable, when throttled or unreachable; it is never asked twice by itself. */
export interface EventHistory {
  /** The calls that are watched. */
  readonly eventNames: readonly string[];
  read(query: HistoryQuery): Promise<HistoryPage>;
}

/** What became of a CloudTrail record: exactly one of these. */
export type RecordOutcome =
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'permitted'; readonly reason: string }
  | { readonly kind: 'finding'; readonly findingId: string; readonly isNew: boolean }
  | { readonly kind: 'undecodable'; readonly reason: string };

/** The identity of a record and where it happened. */
export interface RecordKey {
  readonly accountId: string;
  readonly eventId: string;
  readonly eventName: string;
  readonly eventTime: string;
  readonly requestId: string | null;
  readonly about: About;
}

/** What a judgement needs to know what is kept of: the groups, lists and interfaces that a record or a
 * sweep is about. */
export interface About {
  readonly groups: readonly GroupAddress[];
  readonly lists: readonly ListAddress[];
  readonly interfaces: readonly InterfaceAddress[];
  /** Directories of which calls that make AWS write rules count, and findings on their groups. */
  readonly directories?: readonly DirectoryAddress[];
  /** Whether closed findings that Portcullis tried to revert count, too. */
  readonly withReverted?: boolean;
}

/** What a record's judgement asks the store to do, all in one transaction. */
export interface Admission {
  readonly outcome: RecordOutcome;
  /** Events of findings, new (`finding.opened` first) or open. */
  readonly changes: readonly {
    readonly findingId: string;
    readonly events: readonly FindingEvent[];
  }[];
  readonly notice: Notice | null;
  readonly learnt: readonly Learnt[];
}

/** What is known from now on. `forget…`: what was known may be no longer so. */
export type Learnt =
  | { readonly kind: 'group'; readonly state: GroupState }
  | { readonly kind: 'list'; readonly state: ListState }
  | { readonly kind: 'interface'; readonly state: InterfaceState }
  | { readonly kind: 'directoryCall'; readonly call: DirectoryCall }
  | { readonly kind: 'forgetGroup'; readonly address: GroupAddress }
  | { readonly kind: 'forgetList'; readonly address: ListAddress }
  | { readonly kind: 'forgetInterface'; readonly address: InterfaceAddress };

/** What is kept of everything that a record or a sweep is about, when it is judged. */
export interface Kept {
  /** Open findings on any of the groups and lists, and on the lists that these groups' rules name. */
  readonly open: readonly Finding[];
  /** Closed findings on them that a sweep made and no record has explained. */
  readonly unexplained: readonly Finding[];
  /** Closed findings on them of which a revert was begun, the latest 20; none unless asked for. */
  readonly reverted: readonly Finding[];
  /** Hardenings on the groups of which a step was begun, the latest 5; absent unless reverted findings are
   * asked for. */
  readonly hardenings?: readonly Hardening[];
  /** Findings on the groups of the directories that are named, by the groups' names: open ones, and
   * closed ones that no record has explained. */
  readonly ofDirectories: readonly Finding[];
  /** What was called on the directories that are named: the latest 20 of each, newest first. */
  readonly directoryCalls: readonly DirectoryCall[];
  /** By group id. */
  readonly groups: ReadonlyMap<string, GroupState>;
  /** By list id: the lists named, and those that rules of the groups name. */
  readonly lists: ReadonlyMap<string, ListState>;
  /** By interface id. */
  readonly interfaces: ReadonlyMap<string, InterfaceState>;
  /** The record tells of a call that Portcullis made. */
  readonly isOwnCall: boolean;
}

/** The last entry of the log. */
export interface LogEnd {
  readonly seq: number;
  /** 64 hex digits. */
  readonly hash: string;
}

/** What happened to a finding or a hardening, and from where it came. */
export interface LogEntry {
  readonly event: FindingEvent | HardeningEvent;
  readonly from: Origin | null;
}

/** Where tidying goes on: after this key of a part. */
export interface TidyPosition {
  readonly part: 'records' | 'notices' | 'requests';
  /** Account and event of a record, else an id and nothing. */
  readonly key: readonly [string, string];
}

/** What is to be tidied: of the next `limit` rows, those from before a moment. */
export interface TidyAsked {
  readonly before: Instant;
  /** Null to begin. */
  readonly after: TidyPosition | null;
  readonly limit: number;
}

/** What is kept where no record asked. */
export type KeptUnasked = Omit<Kept, 'isOwnCall'>;

/** What seeing a group asks the store to do. */
export interface Observation {
  readonly changes: Admission['changes'];
  /** What is known of the group from now on; null leaves what is. */
  readonly group: GroupState | null;
}

/** How far a task came, under a name of its own and in words of its own. */
export interface Cursor {
  readonly name: string;
  readonly text: string;
}

export type Admitted =
  | { readonly kind: 'admitted'; readonly outcome: RecordOutcome }
  /** Too little was asked to judge it by what is kept by now; nothing was written. */
  | { readonly kind: 'unsure' }
  /** The record was here before; nothing was done again. */
  | { readonly kind: 'known'; readonly outcome: RecordOutcome };

export type Changed =
  | { readonly kind: 'changed'; readonly finding: Finding }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly finding: Finding }
  | { readonly kind: 'noSuchFinding' };

export type HardeningChanged =
  | { readonly kind: 'changed'; readonly hardening: Hardening }
  | {
      readonly kind: 'refused';
      readonly refusal: HardeningRefusal;
      readonly hardening: Hardening;
    }
  | { readonly kind: 'noSuchHardening' };

/** Where a message stands in Slack. `messageTs` is an id, never a time. */
export interface MessageAddress {
  readonly channelId: string;
  readonly messageTs: string;
}

/** A Slack message that tells of a finding, a hardening or Portcullis itself. */
export interface Post {
  readonly id: string;
  readonly subject:
    | { readonly kind: 'finding'; readonly findingId: string }
    /** The question to whoever opened the door. */
    | { readonly kind: 'question'; readonly findingId: string }
    | { readonly kind: 'hardening'; readonly hardeningId: string }
    | { readonly kind: 'notice'; readonly notice: Notice };
  /** Null until Slack's answer was recorded. */
  readonly address: MessageAddress | null;
  /** Attempts at posting that were begun. One more than Slack answered means that an earlier copy
   * may stand in the channel. */
  readonly attempts: number;
  /** The version of the subject that the message shows. */
  readonly shownVersion: number;
  /** The version up to which the thread tells the history. */
  readonly toldVersion: number;
}

export type JobKind = 'show' | 'act' | 'wake' | 'weigh' | 'tie' | 'run';

/** A piece of work on lease. `token` proves the lease; `generation` tells whether it was asked for
 * again meanwhile. */
export interface Job {
  readonly kind: JobKind;
  /** A post for `show`, a task for `run`, a finding or a hardening (`isHardeningId`) for the others. */
  readonly subject: string;
  readonly attempts: number;
  readonly token: string;
  readonly generation: number;
}

/** A part of what discovery looks at: account, Region, name of the part. */
export interface PartAddress extends Place {
  readonly part: string;
}

/** What discovery found behind groups, by group id. */
export interface BehindGroups {
  readonly things: ReadonlyMap<string, readonly BehindThing[]>;
  /** The parts that were looked at whole when they were last looked at. */
  readonly looked: ReadonlySet<string>;
}

/** What was found and is found no more, since what is gone was last told. */
export interface GoneThing extends FoundThing {
  readonly part: string;
}

/** What discovery found, and which groups are guarded for it. Moved by discovery and sweeps only, and
 * never to an earlier moment.
 * @throws OutsideError when the database does. */
export interface EstateStore {
  /** Notes what one page of a part shows, as of `at`. */
  noteFound(address: PartAddress, found: readonly FoundThing[], at: Instant): Promise<void>;
  /** Notes that a part was looked at whole by a look that began then: what it did not show is gone. */
  closePart(address: PartAddress, startedAt: Instant): Promise<void>;
  /** Notes that a part could not be looked at: nothing of it is gone by that. `notice` is given once, and
   * again only after the part could be looked at in between. */
  noteNotLooked(
    address: PartAddress,
    told: { readonly reason: string; readonly notice: Notice },
    now: Instant,
  ): Promise<void>;
  /** Drops parts that nobody asks for any more. */
  keepParts(place: Place, parts: readonly string[]): Promise<void>;
  /** What stands behind groups, as far as discovery knows. */
  behind(place: Place, groupIds: readonly string[]): Promise<BehindGroups>;
  /** All that discovery knows of an account and Region, a thing once in each part that shows it. */
  estate(place: Place): Promise<{
    readonly found: readonly FoundThing[];
    readonly parts: readonly PartState[];
  }>;
  /** What is gone since {@link closeGuarded} was last called. */
  goneThings(place: Place): Promise<readonly GoneThing[]>;

  /** Notes groups that policy guards, and those that it does not: these are guarded no more if they were. */
  noteGuarded(
    place: Place,
    seen: { readonly guarded: readonly GuardedGroup[]; readonly unguarded: readonly string[] },
    at: Instant,
  ): Promise<void>;
  /** The groups that are guarded, in the order of their ids. */
  guardedGroups(place: Place): Promise<readonly GuardedGroup[]>;
  /** Groups that were guarded and were not seen so since `before`: `isListed` where they were seen at all. */
  guardedNoMore(
    place: Place,
    before: Instant,
    limit: number,
  ): Promise<readonly { readonly group: GuardedGroup; readonly isListed: boolean }[]>;
  /** Ends the comparison of the guarded set: forgets those groups and whatever is gone, and tells it. */
  closeGuarded(
    place: Place,
    ended: { readonly groupIds: readonly string[]; readonly notice: Notice | null },
    now: Instant,
  ): Promise<void>;
  /** The accounts and Regions of which anything of this is known. */
  places(): Promise<readonly Place[]>;
}

/** Durable state. Each method is one transaction; the functions passed in are synchronous and
 * pure, and may be called again when the transaction is. `from` goes into the log with the events; what a
 * record brings about is from that record. {@link storeFrom} gives it for many calls at once.
 * @throws OutsideError when the database does. */
export interface Store extends EstateStore {
  /** Gives a record its one outcome. `judge` sees what is kept of all that the record is about, and may
   * find that it takes more to judge it: null. */
  admit(
    record: RecordKey,
    judge: (kept: Kept) => Admission | null,
    now: Instant,
  ): Promise<Admitted>;
  /** What is kept of all that something is about, at this moment. */
  kept(about: About): Promise<KeptUnasked>;
  /** Lets `decide` change one finding; its events, state, claims and jobs are written together. */
  change(
    findingId: string,
    decide: (finding: Finding) => Decision,
    now: Instant,
    from?: Origin,
  ): Promise<Changed>;
  /** Adds a proposed hardening with its post. `other` is the hardening whose place it takes or that it
   * undoes: where that refuses, nothing is added. */
  propose(
    proposed: ProposedEvent,
    other: {
      readonly id: string;
      readonly decide: (hardening: Hardening) => HardeningDecision;
    } | null,
    now: Instant,
    from?: Origin,
  ): Promise<HardeningChanged>;
  /** Lets `decide` change one hardening; its events, state and jobs are written together. */
  changeHardening(
    hardeningId: string,
    decide: (hardening: Hardening) => HardeningDecision,
    now: Instant,
    from?: Origin,
  ): Promise<HardeningChanged>;
  /** Adds a notice, or counts it with an equal one. */
  notify(notice: Notice, now: Instant): Promise<void>;

  /** The outcome that a record has already; null for one that was never here. */
  outcome(record: Pick<RecordKey, 'accountId' | 'eventId'>): Promise<RecordOutcome | null>;
  /** How far a task came, as it said itself; null when it never did. */
  cursor(name: string): Promise<string | null>;
  /** Notes how far a task came, and what it has to tell. */
  saveCursor(cursor: Cursor, notice: Notice | null, now: Instant): Promise<void>;
  /** Holds groups as they were seen against what is kept of each, all in one transaction, and notes
   * how far that was. `lists` are kept of each beside those that its rules name. What is known of a group is
   * never moved to an earlier moment. */
  observe<Seen extends Observation>(
    groups: readonly GroupState[],
    judge: (live: GroupState, kept: KeptUnasked) => Seen,
    cursorAfter: (seen: readonly Seen[]) => Cursor | null,
    now: Instant,
    lists?: readonly ListAddress[],
    from?: Origin,
  ): Promise<readonly Seen[]>;
  /** Holds lists or interfaces as they were seen against what is kept of them, in one transaction. */
  learn<Seen extends Pick<Admission, 'changes' | 'learnt'>>(
    about: About,
    judge: (kept: KeptUnasked) => Seen,
    now: Instant,
    from?: Origin,
  ): Promise<Seen>;
  /** Groups of an account and Region of which nothing was learnt since a moment. */
  groupsLastSeenBefore(
    place: Pick<GroupAddress, 'accountId' | 'region'>,
    before: Instant,
    limit: number,
  ): Promise<readonly GroupAddress[]>;
  /** Forgets a group, unless something was learnt of it since `before`. */
  forgetGroup(
    group: { readonly address: GroupAddress; readonly before: Instant },
    judge: (open: readonly Finding[]) => Admission['changes'],
    now: Instant,
    from?: Origin,
  ): Promise<void>;
  /** Asks for a task to be run. */
  wantTask(task: Task, dueAt: Instant): Promise<void>;

  /** What is known of a group; null when nothing is. */
  group(address: GroupAddress): Promise<GroupState | null>;
  /** What is known of a list; null when nothing is. */
  list(address: ListAddress): Promise<ListState | null>;
  /** What is known of an interface; null when nothing is. */
  networkInterface(address: InterfaceAddress): Promise<InterfaceState | null>;
  /** The known interfaces that are attached to an instance. */
  interfacesOf(
    instance: Place & { readonly instanceId: string },
  ): Promise<readonly InterfaceState[]>;
  /** Interfaces of an account and Region of which nothing was learnt since a moment. */
  interfacesLastSeenBefore(
    place: Place,
    before: Instant,
    limit: number,
  ): Promise<readonly InterfaceAddress[]>;
  /** Known groups, in the order of their ids: those that come after one. */
  groupsAfter(place: Place, groupId: string, limit: number): Promise<readonly GroupState[]>;
  /** The groups that stand beside each of these on known hosts, with what is known of them; of a group
   * of which no host is known, nothing. */
  beside(
    place: Place,
    groupIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly BesideGroup[]>>;
  /** When a sweep last read every interface on which a group stands; of groups of which none did,
   * nothing. */
  interfacesReadAt(
    place: Place,
    groupIds: readonly string[],
  ): Promise<ReadonlyMap<string, Instant>>;
  noteInterfacesRead(place: Place, groupIds: readonly string[], at: Instant): Promise<void>;
  /** The known groups of which a rule, of either direction, names a list. */
  groupsUsingList(address: ListAddress): Promise<readonly GroupState[]>;
  /** Notes the request of a call that Portcullis made for a finding or a hardening, before anything is
   * read back: its record is our own. */
  noteOwnRequest(requestId: string, subjectId: string): Promise<void>;

  finding(findingId: string): Promise<Finding | null>;
  hardening(hardeningId: string): Promise<Hardening | null>;
  /** The hardenings of a group that have not ended, the oldest first. */
  openHardeningsOn(group: GroupAddress): Promise<readonly Hardening[]>;
  /** The events of a hardening after a version, oldest first. */
  hardeningEvents(hardeningId: string, afterVersion: number): Promise<readonly HardeningEvent[]>;
  /** Findings that are not closed: the most severe first, one that is not weighed yet before all
   * others, and of each severity the newest. */
  openFindings(limit: number): Promise<readonly Finding[]>;
  /** Findings that are exempted, the first to end first. */
  exemptedFindings(): Promise<readonly Finding[]>;
  countFindings(): Promise<{ readonly open: number; readonly closed: number }>;
  /** The findings of which somebody acted alone and nobody else has signed it, the latest 50. */
  openReviews(): Promise<readonly string[]>;
  recordSummary(): Promise<RecordSummary>;
  /** The entries of the log of a finding or a hardening, oldest first, with from where they came: null in
   * those that do not tell. */
  logEntries(subjectId: string): Promise<readonly LogEntry[]>;
  /** Deletes outcomes of records, notices that are shown, and requests of our own that are from before a
   * moment; never a finding, a hardening or the log. Null at the end. */
  tidy(asked: TidyAsked, now: Instant): Promise<TidyPosition | null>;
  /** Number and hash of the last entry of the log; 0 and zeros where it has none. */
  logEnd(): Promise<LogEnd>;
  /** The hash of an entry of the log; null where there is none of that number. */
  logHash(seq: number): Promise<string | null>;
  /** The events of a finding after a version, oldest first. */
  events(findingId: string, afterVersion: number): Promise<readonly FindingEvent[]>;

  post(postId: string): Promise<Post | null>;
  /** Commits that an attempt at posting begins. */
  beginPosting(postId: string): Promise<void>;
  /** Takes the attempt back: Slack said that nothing was posted. */
  cancelPosting(postId: string): Promise<void>;
  recordPosted(postId: string, address: MessageAddress, shownVersion: number): Promise<void>;
  recordShown(postId: string, shownVersion: number): Promise<void>;
  recordTold(postId: string, toldVersion: number): Promise<void>;
  /** Forgets a message that is gone from Slack, so that it is posted again. */
  forgetAddress(postId: string): Promise<void>;

  /** Asks again for everything that open findings and unseen posts want: after a start. */
  wantAll(now: Instant): Promise<void>;
  /** Leases the job that is due longest, of the kinds that are named; of any where none are. */
  takeJob(
    now: Instant,
    lease: { readonly token: string; readonly ms: number },
    kinds?: readonly JobKind[],
  ): Promise<Job | null>;
  finishJob(job: Job): Promise<void>;
  /** Gives a job back, to be taken again at `dueAt`. */
  retryJob(job: Job, dueAt: Instant, error: string): Promise<void>;
  /** When the next job falls due; null when there is none. */
  nextDueAt(): Promise<Instant | null>;
}

/** What an alert shows. */
export interface AlertView {
  readonly finding: Finding;
  /** The plan that a revert would execute, or why there is none. */
  readonly plan: Plan | NoPlanReason;
  /** Whether the rules can be narrowed; absent where nobody asks. */
  readonly narrow?: NarrowOffer;
  /** An earlier copy may stand in the channel: its posting was not answered. */
  readonly isRepost: boolean;
  /** Who can approve what is asked for, or would be. Absent: not counted. */
  readonly approvers?: ApproversCounted;
  /** Policy names somebody who may act alone. Absent: nobody. */
  readonly hasGlass?: boolean;
}

/** How many can approve something, before anybody is asked. `possible` is null where it was not found out in
 * time. */
export interface ApproversCounted {
  readonly possible: PossibleApprovers | null;
  /** How many different people have to approve. */
  readonly quorum: number;
}

/** Who may approve what a finding waits for, or would, and why. */
export interface WhoMay {
  readonly finding: Finding;
  readonly possible: PossibleApprovers;
  readonly quorum: number;
  /** Whose list counts, and by what each is on it. */
  readonly reasons: ApproverReasons;
}

/** What the question to whoever opened a door shows. */
export interface QuestionView extends AlertView {
  /** Slack user id of whoever is asked. */
  readonly userId: string;
}

/** What the message of a hardening shows. */
export interface HardeningView {
  readonly hardening: Hardening;
  /** An earlier copy may stand in the channel: its posting was not answered. */
  readonly isRepost: boolean;
}

/** The Slack channel, as far as use cases care.
 * @throws OutsideError; retryable unless Slack refused. */
export interface Channel {
  postAlert(channelId: string, view: AlertView): Promise<MessageAddress>;
  /** `gone`: the message was deleted. */
  updateAlert(address: MessageAddress, view: AlertView): Promise<'updated' | 'gone'>;
  /** In a direct message to the user whom it is for. */
  postQuestion(view: QuestionView): Promise<MessageAddress>;
  updateQuestion(address: MessageAddress, view: QuestionView): Promise<'updated' | 'gone'>;
  postNotice(channelId: string, notice: Notice): Promise<MessageAddress>;
  updateNotice(address: MessageAddress, notice: Notice): Promise<'updated' | 'gone'>;
  postHardening(channelId: string, view: HardeningView): Promise<MessageAddress>;
  updateHardening(address: MessageAddress, view: HardeningView): Promise<'updated' | 'gone'>;
  /** Says something about Portcullis to one user, in a direct message. */
  sayTo(userId: string, notice: Notice): Promise<void>;
  /** Tells an event in the thread of an alert, to whoever is named. */
  tell(address: MessageAddress, event: FindingEvent, whom?: PeopleList): Promise<void>;
  /** Tells an event in the thread of a hardening's message. */
  tellOfHardening(
    address: MessageAddress,
    event: HardeningEvent,
    hardening: Hardening,
  ): Promise<void>;
  /** Turns a copy that is not the live alert into a pointer to it. */
  retire(copy: MessageAddress, live: MessageAddress): Promise<void>;
}

/** A file outside the database that anchors of the log are appended to.
 * @throws OutsideError, retryable. */
export interface AnchorFile {
  /** Appends a line, durably. */
  append(path: string, line: string): Promise<void>;
}

/** What Slack knows of people: for deciding as of now, for telling as of a minute ago at the most. What could not be
 * looked up is never kept. */
export interface People {
  /** The person as of now, with those of `userGroupIds` they are in, and those that are not known. Null when it
   * could not be looked up: nobody may do anything then. */
  lookUp(userId: string, userGroupIds: readonly string[]): Promise<Person | null>;
  /** The same as of a minute ago at the most: for telling who can approve, never for deciding. */
  glance(userId: string, userGroupIds: readonly string[]): Promise<Person | null>;
  membersOf(userGroupId: string): Promise<GroupMembers>;
  /** The user with exactly this e-mail address, case aside, in no user groups. */
  byEmail(email: string): Promise<Looked<Person>>;
}

/** A click or a submission: who, and on which message if on one. Only the finding's id is taken
 * from it, and looked up. */
export interface Touch {
  readonly userId: string;
  readonly findingId: string;
  readonly address: MessageAddress | null;
}

/** The answers that every touch can get. */
export type TouchRefused =
  | { readonly kind: 'refused'; readonly reason: RefusedReason }
  | { readonly kind: 'noSuchFinding' }
  /** The message touched is not the live alert; it was retired. */
  | { readonly kind: 'staleCopy' }
  /** Which message is the live alert is not known yet: this may be it. */
  | { readonly kind: 'notPostedYet' }
  | { readonly kind: 'notPossible'; readonly refusal: Refusal };

/** What an audit that was asked for came to. `busy`: as many as may run at once are under way. */
export type Audited =
  | { readonly kind: 'audit'; readonly report: AuditReport }
  | { readonly kind: 'busy' };

/** What a revert would cut, as far as it is simulated; `notKnown` says what could not be looked up. */
export interface RevertLockOuts {
  readonly lockOuts: readonly LockOut[];
  readonly notKnown: readonly string[];
}

/** A plan before it is approved. `missing`: how many people have to approve it yet. */
export interface PlanReview {
  readonly kind: 'review';
  /** Where it takes the place of a plan that was shown before: in what they differ, if that is known. */
  readonly changed?: CallsCompared | null;
  readonly finding: Finding;
  readonly plan: Plan;
  readonly simulated?: RevertLockOuts;
  /** What would become of established connections; absent where nobody looks at that. */
  readonly connections?: Connections;
  readonly missing?: number;
  /** Where more than the asker's yes is missing: who can give it. */
  readonly approvers?: ApproversCounted;
  /** Who asks, for whom it is told. */
  readonly askedBy?: string;
}

/** An approval of the plan that was shown. */
export type PlanTouch = Touch & { readonly planHash: string };

/** It counts; `missing`: so many more have to approve. */
export interface PlanApproved {
  readonly kind: 'approved';
  readonly missing: number;
}

/** What an approval comes to. Where the plan is not what was shown any more, nothing is done, and the review is
 * of the one that took its place. */
export type PlanAnswer = PlanApproved | PlanReview | TouchRefused;

/** What people ask for in Slack. Authorised at every step, each answer for the one who asked. */
export interface Desk {
  reviewRevert(touch: Touch): Promise<PlanReview | TouchRefused>;
  approveRevert(touch: PlanTouch): Promise<PlanAnswer>;
  reviewNarrow(touch: Touch): Promise<PlanReview | TouchRefused>;
  approveNarrow(touch: PlanTouch): Promise<PlanAnswer>;
  /** Keeps a deadline from closing the door. */
  cancelDeadline(touch: Touch): Promise<{ readonly kind: 'cancelled' } | TouchRefused>;
  reviewBreakGlass(touch: Touch): Promise<PlanReview | TouchRefused>;
  /** Acts alone. `typed`: the id of what is changed, to show that the form was read. */
  breakGlass(
    touch: PlanTouch & { readonly reason: string; readonly typed: string },
  ): Promise<
    | { readonly kind: 'broken' }
    | { readonly kind: 'badForm'; readonly expected: string }
    | TouchRefused
  >;
  /** Signs what somebody else did alone. */
  signReview(touch: Touch): Promise<{ readonly kind: 'signed' } | TouchRefused>;
  /** Who may approve a finding, by name, and why. */
  who(
    userId: string,
    findingId: string,
  ): Promise<{ readonly kind: 'who'; readonly who: WhoMay } | TouchRefused>;
  /** Whoever is told to have opened the door says that they did not. */
  disown(touch: Touch): Promise<{ readonly kind: 'disowned' } | TouchRefused>;
  reviewUndo(touch: Touch): Promise<PlanReview | TouchRefused>;
  approveUndo(touch: PlanTouch): Promise<PlanAnswer>;
  reviewDenial(
    touch: Touch,
  ): Promise<{ readonly kind: 'review'; readonly finding: Finding } | TouchRefused>;
  /** Ends what is asked for, whoever else has approved it. */
  deny(
    touch: Touch & { readonly reason: string },
  ): Promise<{ readonly kind: 'denied' } | TouchRefused>;
  withdraw(touch: Touch): Promise<{ readonly kind: 'withdrawn' } | TouchRefused>;
  reviewAcknowledge(
    touch: Touch,
  ): Promise<{ readonly kind: 'review'; readonly finding: Finding } | TouchRefused>;
  acknowledge(
    touch: Touch & { readonly note: string },
  ): Promise<{ readonly kind: 'acknowledged' } | TouchRefused>;
  status(
    userId: string,
  ): Promise<{ readonly kind: 'status'; readonly status: Status } | TouchRefused>;
  findings(userId: string): Promise<
    | {
        readonly kind: 'findings';
        readonly findings: readonly Finding[];
        readonly openCount: number;
      }
    | TouchRefused
  >;
  /** What is guarded and why, and what is left out. */
  scope(
    userId: string,
  ): Promise<{ readonly kind: 'scope'; readonly scope: ScopeShown } | TouchRefused>;
  /** Reads AWS for up to some minutes. */
  audit(userId: string, query: AuditQuery): Promise<Audited | TouchRefused>;
  show(
    userId: string,
    findingId: string,
  ): Promise<
    | { readonly kind: 'finding'; readonly view: AlertView; readonly at: MessageAddress | null }
    | TouchRefused
  >;
}

/** What an exemption of a finding would be, before it is asked for. */
export interface ExemptionForm {
  readonly kind: 'form';
  readonly finding: Finding;
  /** What binds the request to what is shown. */
  readonly scopeHash: string;
  /** The longest that policy allows, in ms. */
  readonly msMax: number;
  /** What tickets look like; null where policy does not say. */
  readonly ticket: string | null;
  /** How many people have to approve. */
  readonly quorum: number;
  /** Who can, sentence by sentence. */
  readonly approvers: readonly Said[];
}

/** A request for an exemption, before it is approved. */
export interface ExemptionReview {
  readonly kind: 'review';
  readonly finding: Finding;
  readonly request: Request & { readonly matter: ExemptionMatter };
}

export type ExemptionMatter = Extract<Matter, { readonly kind: 'exemption' }>;

/** Everything that is exempted now, the first to end first. */
export interface ExemptionsShown {
  readonly kind: 'exemptions';
  /** `at`: the message of the alert. */
  readonly exempted: readonly {
    readonly finding: Finding;
    readonly exemption: Exemption;
    readonly at: MessageAddress | null;
  }[];
  /** How many there are; not all may be listed. */
  readonly count: number;
  readonly standing: readonly StandingExemption[];
  readonly now: Instant;
}

/** What people ask for of exemptions. Authorised at every step, each answer for the one who asked. */
export interface ExemptionDesk {
  reviewExemption(touch: Touch): Promise<ExemptionForm | TouchRefused>;
  /** What is wrong in which field. Asks nobody. */
  checkExemption(typed: TypedExemption): readonly ExemptionProblem[];
  requestExemption(
    touch: Touch & { readonly typed: TypedExemption; readonly scopeHash: string },
  ): Promise<{ readonly kind: 'requested'; readonly quorum: number } | TouchRefused>;
  reviewExemptionVote(touch: Touch): Promise<ExemptionReview | TouchRefused>;
  approveExemption(touch: PlanTouch): Promise<PlanApproved | TouchRefused>;
  reviewExemptionEnd(
    touch: Touch,
  ): Promise<{ readonly kind: 'review'; readonly finding: Finding } | TouchRefused>;
  endExemption(touch: Touch): Promise<{ readonly kind: 'ended' } | TouchRefused>;
  exemptions(userId: string): Promise<ExemptionsShown | TouchRefused>;
}

/** What is guarded and what is left out, in words, as many as one answer lists; the counts are of all. */
export interface ScopeShown {
  readonly guarded: readonly string[];
  readonly leftOut: readonly string[];
  readonly guardedCount: number;
  readonly leftOutCount: number;
  /** No sweep has seen anything yet. */
  readonly isUnknown: boolean;
}

/** The records received so far. */
export interface RecordSummary {
  readonly byOutcome: Readonly<Record<RecordOutcome['kind'], number>>;
  readonly lastAt: Instant | null;
}

/** Where Portcullis stands. */
export interface Status {
  readonly findings: { readonly open: number; readonly closed: number };
  /** Findings whose review waits for a signature: somebody acted alone. */
  readonly openReviews: readonly string[];
  /** Why Slack does not take alerts at present; null where it does. */
  readonly channelProblem: string | null;
  readonly records: RecordSummary;
  readonly startedAt: Instant;
}

/** What people chose and typed in the form of a hardening. Not checked. */
export interface TypedChoice {
  /** The name of a port table. */
  readonly table: string;
  /** By role, as {@link typedNetworks} reads them. */
  readonly networks: Readonly<Partial<Record<NetworkRole, string>>>;
  readonly isLdapsUsed: boolean;
  readonly isTrustCreated: boolean;
}

/** Which directory somebody asks about. `region` is as typed; the Region of what people ask for where it is
 * absent. */
export interface DirectoryAsked {
  readonly userId: string;
  readonly directoryId: string;
  readonly region?: string;
}

/** The form of a hardening. */
export interface HardenForm {
  readonly region: string;
  readonly directory: DirectoryFacts;
  /** The tables for directories of its type; never empty. */
  readonly tables: readonly PortTableName[];
  /** What the policy chose for it; null where it chose nothing. */
  readonly chosen: StoredChoice | null;
  /** The names of the policy's networks. */
  readonly networkNames: readonly string[];
}

/** What is wrong in a form: a network that the table needs is missing, or one is not understood. */
export interface FormProblem {
  readonly role: NetworkRole;
  readonly problem: TypedProblem | { readonly kind: 'missing' };
}

/** A click on the message of a hardening, or a submission. */
export interface HardeningTouch {
  readonly userId: string;
  readonly hardeningId: string;
  readonly address: MessageAddress | null;
}

/** The answers that asking for a hardening, and every touch of one, can get. */
export type HardenRefused =
  | { readonly kind: 'refused'; readonly reason: RefusedReason }
  | { readonly kind: 'noSuchDirectory'; readonly known: readonly DirectoryFacts[] }
  /** Another account shares it with this one: its group is there. */
  | { readonly kind: 'ownedElsewhere'; readonly directory: DirectoryFacts }
  /** No port table is about directories of its type. */
  | { readonly kind: 'noTable'; readonly directory: DirectoryFacts }
  | { readonly kind: 'couldNotLook'; readonly reason: string }
  | { readonly kind: 'noPlan'; readonly reason: NoHardenReason }
  /** The group has a plan that has not ended. */
  | { readonly kind: 'underWay'; readonly hardening: Hardening }
  | { readonly kind: 'noSuchHardening' }
  | { readonly kind: 'staleCopy' }
  | { readonly kind: 'notPostedYet' }
  | { readonly kind: 'notPossible'; readonly refusal: HardeningRefusal };

type Proposed = { readonly kind: 'proposed'; readonly hardening: Hardening };

/** What people ask for in Slack about hardenings. Authorised at every step, each answer for the one who
 * asked. Whoever may approve a revert may propose and approve here. */
export interface HardenDesk {
  reviewHarden(
    asked: DirectoryAsked,
  ): Promise<{ readonly kind: 'form'; readonly form: HardenForm } | HardenRefused>;
  proposeHarden(
    asked: DirectoryAsked & { readonly choice: TypedChoice },
  ): Promise<
    | Proposed
    | { readonly kind: 'badForm'; readonly problems: readonly FormProblem[] }
    | HardenRefused
  >;
  /** What is wrong with what was typed, by the policy alone: asks nobody, so that a form is answered in time. */
  checkHarden(choice: TypedChoice): readonly FormProblem[];
  reviewHardening(
    touch: HardeningTouch,
  ): Promise<{ readonly kind: 'review'; readonly hardening: Hardening } | HardenRefused>;
  /** `missing`: so many more have to approve. `madeAnew`: the group was not as planned for any more; nothing
   * was approved, and another plan is proposed. */
  approveHardening(touch: HardeningTouch & { readonly planHash: string }): Promise<
    | { readonly kind: 'approved'; readonly missing: number }
    | {
        readonly kind: 'madeAnew';
        readonly what: readonly Difference[];
        readonly hardening: Hardening;
      }
    | HardenRefused
  >;
  declineHardening(touch: HardeningTouch): Promise<{ readonly kind: 'declined' } | HardenRefused>;
  proposeUndo(touch: HardeningTouch): Promise<Proposed | HardenRefused>;
  /** The whole plan, for whoever may look. */
  showHardening(
    touch: HardeningTouch,
  ): Promise<{ readonly kind: 'hardening'; readonly hardening: Hardening } | HardenRefused>;
}
