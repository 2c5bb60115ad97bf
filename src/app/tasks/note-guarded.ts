import type { GuardedMatch } from '../../domain/guard/match.ts';
import type { Instant } from '../../domain/instant.ts';
import { describeWhy } from '../../domain/scope/describe-why.ts';
import type { GuardedGroup } from '../../domain/scope/guarded-group.ts';
import type { ListedGroup } from '../ports.ts';

/** A group that is listed, and by what it is guarded. */
export interface ListedGuarded {
  readonly group: ListedGroup;
  readonly match: GuardedMatch;
}

/** A guarded group as it is kept, with why it is. Pure. */
export function guardedGroup(
  { group, match }: ListedGuarded,
  unreadable: ReadonlyMap<string, string>,
): GuardedGroup {
  const { groupId, groupName, vpcId } = group;
  return {
    groupId,
    groupName,
    vpcId,
    guardName: match.guard.name,
    guardKind: match.guard.kind,
    why: describeWhy(match.why),
    also: match.also.map(({ guard }) => guard.name),
    unread: unreadable.get(groupId) ?? null,
  };
}

/** What a page of groups tells of the guarded set: which are in it, and which certainly are not. */
export interface SeenGuarded {
  readonly guarded: readonly GuardedGroup[];
  readonly unguarded: readonly string[];
  readonly at: Instant;
}
