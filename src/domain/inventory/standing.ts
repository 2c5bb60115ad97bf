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
    // One that has left again since, or was there when the interface was first seen, may have stood
    // there for long.
    isBeforeKnown: isBefore || newcomers.every((groupId) => known.since?.[groupId] !== undefined),
  };
}

/** Since when a group that stands on an interface is known to. */
function standsSince(known: InterfaceState, groupId: string): Instant {
  return known.since?.[groupId] ?? knownSince(known);
}

function knownSince(known: InterfaceState): Instant {
  return known.knownSince ?? known.observedAt;
}

/** What is known of an interface once a change is counted in; `seen` is what else is known of it by
 * now. Never moved backwards: a change that is older than what is known leaves it. Pure, total. */
export function placedState(
  known: InterfaceState | null,
  seen: InterfaceState,
  { after, changedAt, isFirst }: Placed,
): InterfaceState {
  if (known !== null && known.observedAt > changedAt) return known;
  const before = isFirst ? [] : (known?.groupIds ?? after);
  return {
    ...seen,
    groupIds: after,
    observedAt: changedAt,
    ...history(known, before, after, changedAt),
  };
}

/** When the groups of `after` came, `before` having stood there until `at`. */
function history(
  known: InterfaceState | null,
  before: readonly string[],
  after: readonly string[],
  at: Instant,
): Required<Pick<InterfaceState, 'since' | 'knownSince'>> {
  const there = new Set(before);
  const since = after.flatMap((groupId): readonly [string, Instant][] => {
    const moment = there.has(groupId) ? known?.since?.[groupId] : at;
    return moment === undefined ? [] : [[groupId, moment]];
  });
  return {
    since: Object.fromEntries(since),
    knownSince: known === null ? at : knownSince(known),
  };
}

/** An interface as it is seen, with since when each group on it is known to stand there. Pure. */
export function seenState(known: InterfaceState | null, live: InterfaceState): InterfaceState {
  const { groupIds, observedAt } = live;
  return { ...live, ...history(known, known?.groupIds ?? groupIds, groupIds, observedAt) };
}
