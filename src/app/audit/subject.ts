import { guardsMeant, matchGuard, type Why } from '../../domain/guard/match.ts';
import type { Standing } from '../../domain/guard/standing.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import { ownGroupOf } from '../../domain/policy/judge.ts';
import type { Guard } from '../../domain/policy/policy.ts';
import type { DirectoryOfGroup } from '../estate/list-directories.ts';
import type { ListedGroup, Place } from '../ports.ts';
import type { AuditNeeds, AuditRequest } from './audit-needs.ts';

/** A group that is audited as a guard has it, with its live rules. One for which several guards are meant is
 * a subject for each. */
export interface Subject extends GuardFound {
  readonly group: GroupState;
  readonly directory: DirectoryOfGroup;
}

/** A guard that is meant for a group. */
export interface GuardFound {
  /** Null where none is, and the group is a directory's. */
  readonly guard: Guard | null;
  /** The group whose members may reach each other; null where that is nobody's. */
  readonly ownGroupId: string | null;
  /** The group on the same host for which the guard is meant, in words; null where it selects this one. */
  readonly beside: string | null;
  /** Which other guards may be meant, a sentence each. */
  readonly doubts: readonly string[];
}

/** What of an account is to be audited, as it was read. */
export interface Subjects {
  readonly subjects: readonly Subject[];
  /** The names of groups that were listed on the way, by id. Text from outside. */
  readonly names: ReadonlyMap<string, string>;
  readonly left: readonly string[];
  readonly remarks: readonly string[];
}

export const NO_SUBJECTS: Subjects = { subjects: [], names: new Map(), left: [], remarks: [] };

/** The guards that are meant for a group; else the first that may be: an audit that left a group out for a
 * doubt would count it as right. */
export function guardsFor(
  group: ListedGroup,
  { accountId: ownerId, region }: Place,
  standing: Standing,
  { policy }: Pick<AuditNeeds, 'policy'>,
): readonly GuardFound[] {
  const { groupId, groupName } = group;
  const reference = { groupId, groupName, ownerId };
  const match = matchGuard(policy, { reference, region, facts: group, standing });
  const meant = guardsMeant(match).filter(({ why }) => why.kind !== 'unknown');
  const certain = meant.filter(({ isCertain }) => isCertain);
  const doubts = meant
    .filter(({ isCertain }) => !isCertain)
    .map(({ guard }) => `whether guard ${guard.name} is meant for the group`);
  return (certain.length > 0 ? certain : meant.slice(0, 1)).map(({ guard, why }) => {
    return { guard, ownGroupId: ownGroupOf(groupId, why), beside: besideText(why), doubts };
  });
}

function besideText(why: Why): string | null {
  if (why.kind !== 'beside') return null;
  return `${why.groupName ?? why.groupId} on ${why.hosts.slice(0, HOSTS_TOLD_MAX).join(', ')}`;
}

/** Hosts on which a group stands beside another that are told. */
const HOSTS_TOLD_MAX = 3;

/** What a group is audited as; nothing where there is nothing to hold it against. */
export function auditedAs(
  group: ListedGroup,
  standing: Standing,
  directory: DirectoryOfGroup,
  request: AuditRequest,
  needs: Pick<AuditNeeds, 'policy'>,
): readonly GuardFound[] {
  const found = guardsFor(group, request, standing, needs);
  if (found.length > 0) return found;
  // Whoever names a group and a scenario says that it is a directory's.
  const isNamed = request.tried !== null && request.query.kind === 'group';
  const { groupId: ownGroupId } = group;
  return directory !== null || isNamed
    ? [{ guard: null, ownGroupId, beside: null, doubts: [] }]
    : [];
}
