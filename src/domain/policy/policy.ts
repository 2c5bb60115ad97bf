import type { Exemptions } from '../exemption/standing-exemption.ts';
import type { EstateService } from '../guard/estate.ts';
import type { GuardKind, ServiceName } from '../guard/services.ts';
import type { Cidr } from '../net/cidr.ts';
import type { SourceSet } from '../net/source.ts';
import type { ScenarioChoice } from '../scenario/scenario-choice.ts';
import type { Severity } from '../weight/severity.ts';

/** How a guard finds its groups: every key that is given must match, and at least one is given. */
export interface GroupSelector {
  /** `sg-…` */
  readonly id?: string;
  /** The whole group name; `*` stands for any characters. */
  readonly name?: string;
  /** Tag key and value; a value of `*` means that the key is there. */
  readonly tag?: { readonly key: string; readonly value: string };
  /** `vpc-…` */
  readonly vpc?: string;
  /** The owner account, 12 digits. */
  readonly account?: string;
  readonly region?: string;
  /** The group of the controllers of a directory (`d-…`), of any with `*`. */
  readonly directory?: string;
  /** It stands on any interface of an instance of this platform. */
  readonly platform?: 'windows';
  /** It stands on any interface of an instance with this tag, in the manner of `tag`. */
  readonly hostTag?: { readonly key: string; readonly value: string };
  /** It stands on an interface of this service. */
  readonly service?: EstateService;
}

/** A class of groups that policy guards, and who is approved there. */
export interface Guard {
  readonly name: string;
  readonly kind: GuardKind;
  /** A group is guarded when any of these matches. */
  readonly match: readonly GroupSelector[];
  /** Who may reach which service of the kind; a service that is missing is approved for nobody. */
  readonly approved: ReadonlyMap<ServiceName, SourceSet>;
  /** Whom members of the group may reach by which service of the kind. Absent: outbound traffic is not
   * guarded, unless a scenario is chosen. */
  readonly outbound?: ReadonlyMap<ServiceName, SourceSet>;
  /** The documented configuration that the groups of a directory are to have: its rows are approved
   * besides, and outbound traffic is guarded. Absent: such a group is guarded on growth only. */
  readonly scenario?: ScenarioChoice;
}

/** People by name or by group. Slack ids. */
export interface PeopleList {
  readonly userIds: readonly string[];
  readonly userGroupIds: readonly string[];
}

/** What a rule of approvers is for: every key that is given must match, and at least one is given. */
export interface ApproverScope {
  /** What stands behind the guarded group: any of these. */
  readonly kinds?: readonly GuardKind[];
  /** The account that owns what is opened, 12 digits: any of these. */
  readonly accounts?: readonly string[];
  /** How bad the finding is: any of these. What has no severity, such as a hardening, matches none. */
  readonly severities?: readonly Severity[];
}

/** Who may approve in place of the general list, and for what. */
export interface ApproverRule extends PeopleList {
  readonly for: ApproverScope;
}

/** Who may approve: the first rule that matches counts, else the general list. */
export interface Approvers extends PeopleList {
  /** Absent: none. */
  readonly rules?: readonly ApproverRule[];
  /** Who may do nothing but look, whatever else names them. Absent: nobody. */
  readonly deny?: PeopleList;
}

/** How actors of CloudTrail are tied to users of Slack. */
export interface PeopleTies {
  /** Whether Slack is asked for the user with the e-mail address that an identity is named by. */
  readonly isByEmail: boolean;
  /** Whether a `sourceIdentity` counts: right where trust policies say who may set which. */
  readonly isBySourceIdentity: boolean;
  /** Slack user ids by identity, as `identityText` writes it. They come before e-mail addresses. */
  readonly userIds: ReadonlyMap<string, string>;
}

/** How many people have to approve: always as many, or by how bad the finding is. Of a severity that is not
 * named it is 1. Each number is 1 or more. */
export type Count = number | Readonly<Partial<Record<Severity, number>>>;

/** How many people have to approve what, and how long what waits. What is absent is as it is without policy:
 * one person, and the times of `domain/approval`. */
export interface Approvals {
  /** A hardening, or the undoing of one. */
  readonly harden: number;
  /** Anything that may lock somebody out. */
  readonly lockOut: Count;
  readonly revert?: Count;
  readonly narrow?: Count;
  readonly exempt?: Count;
  readonly undo?: Count;
  /** How long a request waits for its votes, in ms. */
  readonly requestTtlMs?: number;
  /** How long an executed plan can be undone, in ms. */
  readonly undoMs?: number;
  readonly reminders?: Reminders;
  /** When a door is closed though nobody decides, by severity, in ms. Absent: never. */
  readonly deadlines?: Readonly<Partial<Record<Severity, { readonly afterMs: number }>>>;
}

/** When people are reminded of what nobody decides, each time after twice as long. */
export interface Reminders {
  readonly firstMs: number;
  readonly max: number;
  /** Slack user group that is told in the end. */
  readonly escalateTo?: string;
  readonly escalateAfterMs?: number;
}

/** An account besides home that Portcullis looks at and changes, by a role there. */
export interface MemberAccount {
  /** 12 digits; the account of the role. */
  readonly accountId: string;
  /** `arn:aws:iam::444455556666:role/portcullis` */
  readonly roleArn: string;
  /** What the role's trust policy asks for besides. No secret (IAM User Guide, "The confused deputy problem"). */
  readonly externalId?: string;
}

/** An account as policy names it. Only home needs no role: whether it is home is known when AWS was asked. */
export type NamedAccount = Omit<MemberAccount, 'roleArn'> & { readonly roleArn: string | null };

/** Where the end of the log is given out, once a day. */
export type LogAnchorPlace =
  | { readonly kind: 'channel'; readonly channelId: string }
  | { readonly kind: 'file'; readonly path: string };

/** The whole of `portcullis.yml`, checked and with networks resolved. */
export interface Policy {
  /** Absent: none but home. */
  readonly accounts?: readonly NamedAccount[];
  readonly guards: readonly Guard[];
  readonly approvers: Approvers;
  /** Who may act alone, with a reason and a review. Absent: nobody. */
  readonly breakGlass?: PeopleList;
  /** Absent: no actor is tied to anybody. */
  readonly people?: PeopleTies;
  /** Slack channel id (`C…`, `G…`) where alerts go. */
  readonly channelId: string;
  /** The blocks of each network by its name, as people may type it. Absent: none. */
  readonly networks?: ReadonlyMap<string, readonly Cidr[]>;
  /** Absent: one approver for a hardening, two where somebody may be locked out. */
  readonly approvals?: Approvals;
  /** Absent: none stands, and what is asked for is as without policy. */
  readonly exemptions?: Exemptions;
  /** Absent: nowhere but in the process log. */
  readonly logAnchor?: LogAnchorPlace;
  /** How long outcomes of records are kept, in days, `RECORD_DAYS_MIN` or more. Absent:
   * `RECORD_DAYS_DEFAULT`. */
  readonly recordDays?: number;
}
