import { DIRECTORY_TYPE_TITLES, type DirectoryType } from '../guard/estate.ts';
import type { GuardKind } from '../guard/services.ts';
import type { Instant } from '../instant.ts';
import type { GroupState } from '../inventory/group-state.ts';
import type { KnownLists } from '../inventory/known-lists.ts';
import { NO_TRUST_TODAY } from '../lock-out/describe-lock-out.ts';
import type { Guard } from '../policy/policy.ts';
import { adviceOn, incompatibleText } from '../scenario/notes.ts';
import type { ScenarioChoice } from '../scenario/scenario-choice.ts';
import { PORT_TABLES } from '../scenario/tables.ts';
import { audit } from './audit.ts';
import type { Audit } from './audited.ts';
import { type TableFit, tableFits } from './fits.ts';

/** A directory whose group is audited, as far as it could be looked up. */
export interface AuditedDirectory {
  readonly directoryId: string;
  /** Its domain name. Text from outside; null where only the group's name tells of the directory. */
  readonly name: string | null;
  readonly type: DirectoryType | null;
  /** The domains that it trusts, or that trust it. Text from outside; null where that could not be looked
   * up. */
  readonly trusts: readonly string[] | null;
}

/** A prefix list or group that rules name, and what it is, in a few words. */
export interface NamedSource {
  readonly id: string;
  /** Holds text from outside. */
  readonly text: string;
}

/** The audit of one group, with what was looked up around it. Plain data; names are text from outside. */
export interface GroupAudit {
  readonly accountId: string;
  readonly region: string;
  readonly groupId: string;
  readonly groupName: string;
  /** Null where no guard of the policy is meant for it: then nothing is approved there. */
  readonly guardName: string | null;
  readonly guardKind: GuardKind;
  /** The group on the same host for which the guard is meant, and the host, in words; null where the guard
   * selects this group itself. Holds text from outside. */
  readonly beside: string | null;
  /** The directory whose group it is; null where it is nobody's that is known. */
  readonly directory: AuditedDirectory | null;
  readonly audit: Audit;
  /** The port tables for the directory, the best first; none where it is no directory's group, or its type
   * is not known. */
  readonly fits: readonly TableFit[];
  /** What the notes of the chosen table say besides what may be closed, and what speaks against the
   * choice, a sentence each. */
  readonly advice: readonly string[];
  /** The lists and groups that rules name, as far as they could be looked up. */
  readonly named: readonly NamedSource[];
  /** What could not be looked up, a sentence each: the audit is right as far as the rest goes. */
  readonly notKnown: readonly string[];
  /** When the rules were read. */
  readonly readAt: Instant;
}

/** What was asked to be audited, and what came of it. */
export interface AuditReport {
  readonly groups: readonly GroupAudit[];
  /** Groups, or whole parts of the account, that could not be looked at, a sentence each: they count as
   * exposed. */
  readonly left: readonly string[];
  /** What there was to look at and is nothing to audit: it is not there, nobody guards it, or it is
   * another account's. A sentence each. */
  readonly remarks: readonly string[];
}

/** All that the audit of a group rests on. */
export interface GroupKnown {
  readonly group: GroupState;
  /** Null where no guard is meant for the group. */
  readonly guard: Guard | null;
  /** The group whose members may reach each other by the guard; null where that is nobody's. */
  readonly ownGroupId: string | null;
  readonly beside: string | null;
  readonly directory: AuditedDirectory | null;
  /** A port table to hold a directory's group against in place of what policy chose. */
  readonly tried: ScenarioChoice | null;
  readonly lists: KnownLists;
  readonly named: readonly NamedSource[];
  readonly notKnown: readonly string[];
}

/** Audits a group by what is known of it: a directory's against the port table that is tried, else the one
 * that policy chose; any other against what its guard approves. Pure, total. */
export function auditGroup(known: GroupKnown): GroupAudit {
  const { group, ownGroupId, beside, directory, lists, named, notKnown } = known;
  const guard = guardOf(known);
  const choice = guard.scenario ?? null;
  const audited = { group, guard, choice, lists, ownGroupId };
  const { accountId, region, groupId, groupName, observedAt } = group;
  return {
    accountId,
    region,
    groupId,
    groupName,
    guardName: known.guard === null ? null : guard.name,
    guardKind: guard.kind,
    beside,
    directory,
    audit: audit(audited),
    fits: directory === null ? [] : fitsOf(audited, directory),
    advice: choice === null ? [] : adviceFor(choice, directory),
    named,
    notKnown,
    readAt: observedAt,
  };
}

/** Whom nobody guards has nothing approved. What policy chose for a directory does not count beside what
 * is tried. */
function guardOf({ guard, tried }: GroupKnown): Guard {
  const own: Guard = guard ?? { name: '', kind: 'directory', match: [], approved: new Map() };
  const isTried = tried !== null && own.kind === 'directory';
  return isTried ? { ...own, scenario: tried } : own;
}

function fitsOf(
  audited: Parameters<typeof tableFits>[0],
  { type, trusts }: AuditedDirectory,
): readonly TableFit[] {
  if (type === null) return [];
  return tableFits(audited, { type, hasTrust: trusts === null ? null : trusts.length > 0 });
}

function adviceFor(choice: ScenarioChoice, directory: AuditedDirectory | null): readonly string[] {
  const table = PORT_TABLES[choice.name];
  const texts = adviceOn(choice)
    .filter(({ kind }) => kind !== 'mayBeClosed')
    .map(({ text }) => text);
  return [
    ...typeWarning(choice, directory),
    ...trustWarning(choice, directory),
    ...texts,
    ...[incompatibleText(table)].filter((text) => text !== null),
  ];
}

function typeWarning(
  { name }: ScenarioChoice,
  directory: AuditedDirectory | null,
): readonly string[] {
  const type = directory?.type ?? null;
  const { directoryTypes, title } = PORT_TABLES[name];
  if (type === null || directoryTypes.includes(type)) return [];
  return [`"${title}" is not for this directory, which is of type ${DIRECTORY_TYPE_TITLES[type]}.`];
}

function trustWarning(
  { name }: ScenarioChoice,
  directory: AuditedDirectory | null,
): readonly string[] {
  const trusts = directory?.trusts ?? null;
  const { hasTrust } = PORT_TABLES[name];
  if (hasTrust && trusts?.length === 0) {
    return [
      `The scenario is for a trust; ${NO_TRUST_TODAY}. Choose one without, unless one is to be made.`,
    ];
  }
  if (hasTrust || trusts === null || trusts.length === 0) return [];
  const domains = trusts.join(', ');
  return [`The directory has a trust (${domains}), which this scenario would cut.`];
}
