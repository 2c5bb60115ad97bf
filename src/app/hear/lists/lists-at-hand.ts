import type { Finding } from '../../../domain/finding/finding.ts';
import { knownLists, type ListsAtHand } from '../../../domain/inventory/known-lists.ts';
import type { ListState } from '../../../domain/inventory/list-state.ts';
import type { Kept } from '../../ports.ts';

/** The lists by which a change is judged: of what is kept and what was read, whatever is later; those
 * that could not be read (`unread`, by id) are not known. Entries that an open finding asks to be taken
 * out let in, but approve nothing and count as not open yet; so do entries that a read shows and no
 * record has told of yet, since they are still to be judged. */
export function listsAtHand(
  kept: Pick<Kept, 'open' | 'lists'>,
  read: readonly ListState[],
  unread: readonly string[] = [],
): ListsAtHand {
  const latest = new Map(kept.lists);
  for (const prefixListId of unread) latest.delete(prefixListId);
  const settled = new Map(latest);
  for (const list of read) {
    const known = latest.get(list.prefixListId);
    if (known !== undefined && known.version > list.version) continue;
    latest.set(list.prefixListId, list);
    settled.set(list.prefixListId, known === undefined ? list : withoutNew(list, known));
  }
  const rules = knownLists(latest.values());
  const contested = contestedEntries(kept.open);
  const isAllSettled = contested.size === 0 && read.length === 0;
  return { rules, approved: isAllSettled ? rules : knownLists(settled.values(), contested) };
}

function withoutNew(list: ListState, known: ListState): ListState {
  const there = new Set(known.entries.map(({ cidr }) => cidr));
  return { ...list, entries: list.entries.filter(({ cidr }) => there.has(cidr)) };
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
