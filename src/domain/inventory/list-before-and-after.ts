import type { ListChange, ListEntry } from '../change/exposure-change.ts';
import type { Instant } from '../instant.ts';
import type { ListState } from './list-state.ts';

/** The entries of a list just before and just after a change, and those that are new by it.
 * `isBeforeKnown` is false where a restored version's new entries cannot be told from those that were
 * there already: then all of them count as new. */
export interface ListBeforeAndAfter {
  readonly before: readonly ListEntry[];
  /** Those of before that count as open already: none where changes before this one were not heard of, since
   * any of them may have been taken out by one. */
  readonly stood: readonly ListEntry[];
  readonly after: readonly ListEntry[];
  readonly added: readonly ListEntry[];
  readonly removed: readonly ListEntry[];
  readonly isBeforeKnown: boolean;
}

/** Whether a state of a list is of before a change: by the version that the change was made of, where
 * it is told, else by time, of which records tell whole seconds. */
export function isListSeenBefore(
  { version, observedAt }: Pick<ListState, 'version' | 'observedAt'>,
  change: Pick<ListChange, 'version'>,
  changedAt: Instant,
): boolean {
  return change.version === null ? observedAt < changedAt : version <= change.version;
}

/** What a change did to a list of which `state` is known, seen before the change (it is applied) or
 * after it (it is taken back). `restored`: what the list holds since an earlier version was restored,
 * which no record tells. Never invents. Pure, total. */
export function listBeforeAndAfter(
  state: Pick<ListState, 'entries' | 'version' | 'observedAt'>,
  change: ListChange,
  changedAt: Instant,
  restored: readonly ListEntry[] | null,
): ListBeforeAndAfter {
  const isBefore = isListSeenBefore(state, change, changedAt);
  switch (change.kind) {
    case 'listModified':
      return isBefore ? appliedTo(state, change) : takenBack(state.entries, change);
    case 'listRestored':
      if (isBefore && !isMissed(state, change)) {
        return replaced(state.entries, restored ?? state.entries);
      }
      return { ...replaced([], restored ?? state.entries), isBeforeKnown: false };
    case 'listDeleted':
      return replaced(isBefore ? state.entries : [], []);
  }
}

/** Where changes before a change were missed, one of them may have taken out what this one adds: then that is
 * new. A change of a version that is not told may come after any. */
function appliedTo(
  state: Pick<ListState, 'entries' | 'version'>,
  change: ListChange,
): ListBeforeAndAfter {
  if (change.version !== null && !isMissed(state, change)) return applied(state.entries, change);
  const again = new Set(change.added.map(({ cidr }) => cidr));
  const others = state.entries.filter(({ cidr }) => !again.has(cidr));
  return { ...applied(others, change), stood: [] };
}

/** Whether changes before this one were not heard of. */
function isMissed({ version }: Pick<ListState, 'version'>, change: ListChange): boolean {
  return change.version !== null && change.version > version;
}

function applied(before: readonly ListEntry[], change: ListChange): ListBeforeAndAfter {
  const gone = new Set(change.removed);
  const again = new Set(change.added.map(({ cidr }) => cidr));
  const kept = before.filter(({ cidr }) => !gone.has(cidr) && !again.has(cidr));
  return replaced(before, [...kept, ...change.added]);
}

/** The removed entries' descriptions are not told any more. */
function takenBack(after: readonly ListEntry[], change: ListChange): ListBeforeAndAfter {
  const added = new Set(change.added.map(({ cidr }) => cidr));
  const others = after.filter(({ cidr }) => !added.has(cidr));
  const there = new Set(others.map(({ cidr }) => cidr));
  const removed = change.removed
    .filter((cidr) => !there.has(cidr))
    .map((cidr) => ({ cidr, description: null }));
  return replaced([...others, ...removed], [...others, ...change.added]);
}

function replaced(before: readonly ListEntry[], after: readonly ListEntry[]): ListBeforeAndAfter {
  return {
    before,
    stood: before,
    after,
    added: without(after, before),
    removed: without(before, after),
    isBeforeKnown: true,
  };
}

/** The entries of `some` whose blocks are not among those of `others`. */
function without(some: readonly ListEntry[], others: readonly ListEntry[]): readonly ListEntry[] {
  const blocks = new Set(others.map(({ cidr }) => cidr));
  return some.filter(({ cidr }) => !blocks.has(cidr));
}
