/** A part of a list that is shown at once. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** 1 to `pages`. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
}

/** A page of a list: the nearest one where the number is out of range, as it may be when the list grew
 * shorter since somebody asked. Pure, total. */
export function pageOf<Item>(items: readonly Item[], page: number, perPage: number): Page<Item> {
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const shown = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
  return { items: items.slice((shown - 1) * perPage, shown * perPage), page: shown, pages };
}
