import { type Html, html } from '../../slack/render/html.ts';

/** What became of something since the start. */
export type Change = 'none' | 'added' | 'edited' | 'removed';

export interface Compared<Item> {
  readonly item: Item;
  readonly change: Change;
}

/** What is there now beside what was there at the start, told apart by `keyOf`; what was removed since
 * comes last. Pure. */
export function compare<Item>(
  now: readonly Item[],
  before: readonly Item[],
  keyOf: (item: Item) => string,
  isSame: (one: Item, other: Item) => boolean,
): readonly Compared<Item>[] {
  const old = new Map(before.map((item) => [keyOf(item), item]));
  const present = now.map((item): Compared<Item> => {
    const was = old.get(keyOf(item));
    old.delete(keyOf(item));
    if (was === undefined) return { item, change: 'added' };
    return { item, change: isSame(was, item) ? 'none' : 'edited' };
  });
  return [...present, ...[...old.values()].map((item) => ({ item, change: 'removed' as const }))];
}

/** Says a change in a word; nothing where there was none. Pure. */
export function changeBadge(change: Change): Html | undefined {
  if (change === 'none') return undefined;
  return html`<span class="badge badge-${change}">${change}</span>`;
}
