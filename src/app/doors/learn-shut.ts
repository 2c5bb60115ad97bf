import type { Finding } from '../../domain/finding/finding.ts';
import type { Instant } from '../../domain/instant.ts';
import type { GroupState, KnownRule } from '../../domain/inventory/group-state.ts';
import { type PlannedRule, plannedDoorKey } from '../../domain/plan/planned-rule.ts';
import { rulesOn } from '../hear/rules/findings-of-rules.ts';
import { missedDoors } from '../observe-group.ts';
import type { Clock, Store } from '../ports.ts';

/** Moves what is known of a group once agreeing reads, begun at `readAt`, show none of a finding's rules there.
 * Done before the finding closes: the record of a revert may come late or never, and what opens the same
 * again meanwhile would be held against a group that still has the rules. Other findings that let in by these
 * rules, as those of lists do, look at their doors. */
export async function learnShut(
  { id, door, rules, previous }: Finding,
  readAt: Instant,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<void> {
  if (door.kind !== 'rules' || door.groupId === null) return;
  const { accountId, region, groupId, direction } = door;
  const doors = new Set(rules.map(plannedDoorKey));
  const group = { groupId, groupName: door.groupName, ownerId: accountId };
  const isConcerned = (other: Finding): boolean =>
    rulesOn(other, { group, direction }).some((rule) => doors.has(plannedDoorKey(rule)));
  const about = { groups: [{ accountId, region, groupId }], lists: [], interfaces: [] };
  await store.learn(
    about,
    ({ groups, open }) => {
      const known = groups.get(groupId);
      if (known === undefined) return { changes: [], learnt: [] };
      const left = withoutShut(known[direction], { rules, previous, readAt });
      const state: GroupState = { ...known, [direction]: left };
      const others = open.filter((other) => other.id !== id && isConcerned(other));
      const changes = missedDoors(others, clock.now());
      return { changes, learnt: [{ kind: 'group', state }] };
    },
    clock.now(),
  );
}

/** Known rules without those that were seen to be gone. An edited one has its former values again, as far as
 * these are known; one that a later record told of stays. Pure. */
export function withoutShut(
  known: readonly KnownRule[],
  {
    rules,
    previous,
    readAt,
  }: {
    readonly rules: readonly PlannedRule[];
    readonly previous: readonly KnownRule[];
    readonly readAt: Instant;
  },
): readonly KnownRule[] {
  const doors = new Set(rules.map(plannedDoorKey));
  return known.flatMap((rule): readonly KnownRule[] => {
    const isGone = doors.has(plannedDoorKey(rule)) && (rule.since ?? 0) < readAt;
    if (!isGone) return [rule];
    return previous.filter(({ ruleId }) => ruleId !== null && ruleId === rule.ruleId);
  });
}
