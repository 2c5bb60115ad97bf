import type { RuleChange } from '../change/exposure-change.ts';
import { instantOf } from './door.ts';
import type { GroupEvent } from './group-event.ts';

/** One thing that happened to a group. */
export type HistoryEvent = RuleChange | GroupEvent;

/** Records tell whole seconds, so that several calls share one: what a group is comes before its
 * rules, and rules are added before they are edited and removed. (A rule that was there before is
 * another matter: see `Backtest`.) */
const RANKS: Readonly<Record<HistoryEvent['kind'], number>> = {
  groupCreated: 0,
  tagsSet: 1,
  tagsRemoved: 2,
  outboundAdded: 3,
  rulesAdded: 4,
  rulesEdited: 5,
  rulesRemoved: 6,
  groupDeleted: 7,
};

/** Events as they happened, in groups that share a moment. Those whose time is not known come
 * last: they can open a door, and cannot close one that was opened later. */
export function inMoments<E extends HistoryEvent>(events: readonly E[]): readonly (readonly E[])[] {
  const moments = Map.groupBy(events, momentOf);
  const sorted = [...moments].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, together]) => together.toSorted((a, b) => RANKS[a.kind] - RANKS[b.kind]));
}

function momentOf({ record }: HistoryEvent): number {
  return instantOf(record) ?? Number.POSITIVE_INFINITY;
}
