import type { Finding } from '../../../domain/finding/finding.ts';
import { knownLists, type ListsAtHand } from '../../../domain/inventory/known-lists.ts';
import type { ListState } from '../../../domain/inventory/list-state.ts';
import type { Kept } from '../../ports.ts';

/** The lists by which a change is judged: of what is kept and what was read, whatever is later. Entries
 * that an open finding asks to be taken out let in, but approve nothing and count as not open yet. */
export function listsAtHand(
  kept: Pick<Kept, 'open' | 'lists'>,
  read: readonly ListState[],
): ListsAtHand {
  const latest = new Map(kept.lists);
  for (const list of read) {
    const known = latest.get(list.prefixListId);
    if (known === undefined || known.version <= list.version) latest.set(list.prefixListId, list);
  }
  const all = [...latest.values()];
  const rules = knownLists(all);
  const contested = contestedEntries(kept.open);
  return { rules, approved: contested.size === 0 ? rules : knownLists(all, contested) };
}

/** The entries that open findings ask to be taken out, by list id. */
export function contestedEntries(
  open: readonly Finding[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const contested = new Map<string, Set<string>>();
  for (const { door } of open) {
    if (door.kind !== 'list') continue;
    const entries = contested.get(door.prefixListId) ?? new Set();
    for (const { cidr } of door.entries) entries.add(cidr);
    contested.set(door.prefixListId, entries);
  }
  return contested;
}
