import type { ListChange, RuleChange } from '../change/exposure-change.ts';
import { instantOf } from './door.ts';
import type { GroupEvent } from './group-event.ts';

/** One thing that happened to a group, or to a prefix list. */
export type HistoryEvent = RuleChange | GroupEvent | ListChange;

/** Records tell whole seconds, so that several calls share one: what a group is comes before its
 * rules, and rules are added before they are edited and removed. (A rule that was there before is
 * another matter: see `backtest`.) A list changes when the rules that name it are there: what it grows
 * by counts, though the list be approved. */
const RANKS: Readonly<Record<HistoryEvent['kind'], number>> = {
  groupCreated: 0,
  tagsSet: 1,
  tagsRemoved: 2,
  outboundAdded: 3,
  rulesAdded: 4,
  rulesEdited: 5,
  listModified: 6,
  listRestored: 6,
  rulesRemoved: 7,
  groupDeleted: 8,
  listDeleted: 9,
};

/** Events as they happened, in groups that share a moment. Those whose time is not known come
 * last: they can open a door, and cannot close one that was opened later. */
export function inMoments<E extends HistoryEvent>(events: readonly E[]): readonly (readonly E[])[] {
  const moments = Map.groupBy(events, momentOf);
  const sorted = [...moments].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, together]) => together.toSorted(byRank));
}

/** Changes of a list by the version that they were made of, a restore that does not tell it last; what nothing orders, by its id, so that
 * the order of the archive makes no difference. */
function byRank(a: HistoryEvent, b: HistoryEvent): number {
  return RANKS[a.kind] - RANKS[b.kind] || versionOf(a) - versionOf(b) || byEventId(a, b);
}

function versionOf(event: HistoryEvent): number {
  if (event.kind === 'listRestored') return event.version ?? Number.MAX_SAFE_INTEGER;
  return event.kind === 'listModified' ? (event.version ?? 0) : 0;
}

function byEventId({ record: a }: HistoryEvent, { record: b }: HistoryEvent): number {
  if (a.eventId === b.eventId) return 0;
  return a.eventId < b.eventId ? -1 : 1;
}

function momentOf({ record }: HistoryEvent): number {
  return instantOf(record) ?? Number.POSITIVE_INFINITY;
}
