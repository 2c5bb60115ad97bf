import type { GroupFacts } from '../../domain/guard/match.ts';
import { matchGuard } from '../../domain/guard/match.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import type { Guard } from '../../domain/policy/policy.ts';
import type { GroupAddress } from '../ports.ts';
import type { AuditNeeds, AuditRequest } from './audit-needs.ts';
import type { DirectoryOfGroup } from './directories-seen.ts';

/** A group that is audited, with its live rules. */
export interface Subject extends GuardFound {
  readonly group: GroupState;
  readonly directory: DirectoryOfGroup;
}

/** The guard that is meant for a group; null where none is. */
export interface GuardFound {
  readonly guard: Guard | null;
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

/** The first guard that is meant for a group, or may be: an audit that left a group out for a doubt would
 * count it as right. */
export function guardFor(
  { accountId: ownerId, region, groupId }: GroupAddress,
  facts: GroupFacts,
  { policy }: Pick<AuditNeeds, 'policy'>,
): GuardFound {
  const reference = { groupId, groupName: facts.groupName, ownerId };
  const match = matchGuard(policy, { reference, region, facts });
  switch (match.kind) {
    case 'guarded':
      return { guard: match.guard, doubts: match.unless.map(doubt) };
    case 'possible':
      return { guard: match.guards[0], doubts: match.guards.map(doubt) };
    case 'notGuarded':
      return { guard: null, doubts: [] };
  }
}

function doubt({ name }: Guard): string {
  return `whether guard ${name} is meant for the group`;
}

/** Whether there is anything to hold a group against: a guard, or that it is a directory's. */
export function isAudited(
  { guard }: GuardFound,
  directory: DirectoryOfGroup,
  { tried, query }: AuditRequest,
): boolean {
  if (guard !== null || directory !== null) return true;
  // Whoever names a group and a scenario says that it is a directory's.
  return tried !== null && query.kind === 'group';
}
