import type { Instant } from '../instant.ts';
import type { InterfaceState } from './interface-state.ts';

/** What a change did to the groups of one interface. */
export interface Standing {
  /** Groups that stand there since the change, as far as is known: those of `after` that are not known
   * to have stood there before. */
  readonly newcomers: readonly string[];
  /** Groups of `after` that stood there before. */
  readonly stayed: readonly string[];
  /** Whether it is known what stood there before; where it is not, every group counts as new. */
  readonly isBeforeKnown: boolean;
}

/** The groups that a change left on an interface, and when it was made. */
export interface Placed {
  readonly after: readonly string[];
  readonly changedAt: Instant;
  /** Nothing stood there before: the interface was made, or attached to its host, by this call. */
  readonly isFirst: boolean;
}

/** What a change did, told from what is known of the interface (null: nothing), before the change or
 * after it. Never invents. Pure, total. */
export function standingOf(known: InterfaceState | null, placed: Placed): Standing {
  const { after, changedAt, isFirst } = placed;
  if (isFirst) return { newcomers: after, stayed: [], isBeforeKnown: true };
  if (known === null) return { newcomers: after, stayed: [], isBeforeKnown: false };
  const isBefore = known.observedAt <= changedAt;
  const there = new Set(known.groupIds);
  const stood = (groupId: string): boolean =>
    there.has(groupId) && (isBefore || standsSince(known, groupId) < changedAt);
  const newcomers = after.filter((groupId) => !stood(groupId));
  return {
    newcomers,
    stayed: after.filter(stood),
    // A group that has left again since may have stood there for long.
    isBeforeKnown: isBefore || newcomers.every((groupId) => there.has(groupId)),
  };
}

/** Since when a group that stands on an interface is known to. */
function standsSince({ since, observedAt }: InterfaceState, groupId: string): Instant {
  return since?.[groupId] ?? observedAt;
}

/** What is known of an interface once a change is counted in; `seen` is what else is known of it by
 * now. Never moved backwards: a change that is older than what is known leaves it. Pure, total. */
export function placedState(
  known: InterfaceState | null,
  seen: InterfaceState,
  { after, changedAt, isFirst }: Placed,
): InterfaceState {
  if (known !== null && known.observedAt > changedAt) return known;
  const stood = isFirst ? new Set<string>() : new Set(known?.groupIds);
  const since = after.map((groupId): [string, Instant] => [
    groupId,
    known !== null && stood.has(groupId) ? standsSince(known, groupId) : changedAt,
  ]);
  return { ...seen, groupIds: after, observedAt: changedAt, since: Object.fromEntries(since) };
}

/** An interface as it is seen, with since when each group on it is known to stand there. Pure. */
export function seenState(known: InterfaceState | null, live: InterfaceState): InterfaceState {
  const there = new Set(known?.groupIds);
  const since = live.groupIds.map((groupId): [string, Instant] => [
    groupId,
    known !== null && there.has(groupId) ? standsSince(known, groupId) : live.observedAt,
  ]);
  return { ...live, since: Object.fromEntries(since) };
}
