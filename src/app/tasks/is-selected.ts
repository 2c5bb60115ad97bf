import { matchGuard } from '../../domain/guard/match.ts';
import { STANDS_ALONE } from '../../domain/guard/standing.ts';
import { factsOf, type GroupState } from '../../domain/inventory/group-state.ts';
import type { Place, Store } from '../ports.ts';
import type { TaskNeeds } from './task-needs.ts';

/** Those of some known groups that policy selects, or may: for themselves and for what stands behind them,
 * and not for what stands beside them. */
export async function selectedAmong(
  place: Place,
  groups: readonly GroupState[],
  { store, policy }: Pick<TaskNeeds, 'policy'> & { readonly store: Pick<Store, 'behind'> },
): Promise<ReadonlySet<string>> {
  if (groups.length === 0) return new Set();
  const ids = groups.map(({ groupId }) => groupId);
  const { things, looked } = await store.behind(place, ids);
  const selected = groups.filter((group) => {
    const { groupId, groupName, accountId: ownerId, region } = group;
    const reference = { groupId, groupName, ownerId };
    const behind = { things: things.get(groupId) ?? [], looked };
    const standing = { ...STANDS_ALONE, behind };
    const facts = factsOf(group);
    return matchGuard(policy, { reference, region, facts, standing }).kind !== 'notGuarded';
  });
  return new Set(selected.map(({ groupId }) => groupId));
}
