import { matchGuard } from '../../domain/guard/match.ts';
import { STANDS_ALONE } from '../../domain/guard/standing.ts';
import { factsOf, type GroupState } from '../../domain/inventory/group-state.ts';
import type { Policy } from '../../domain/policy/policy.ts';

/** Whether policy selects a known group, or may: for itself, and not for what stands beside it. Pure. */
export function isSelected(group: GroupState, policy: Policy): boolean {
  const { groupId, groupName, accountId: ownerId, region } = group;
  const reference = { groupId, groupName, ownerId };
  const facts = factsOf(group);
  const match = matchGuard(policy, { reference, region, facts, standing: STANDS_ALONE });
  return match.kind !== 'notGuarded';
}
