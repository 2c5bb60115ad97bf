/** Appends `item` and forgets the oldest ones beyond `limit` (a count), so that a sandbox left running
 * for days does not grow without end. Mutates `list`. */
export function keepLast<Item>(list: Item[], item: Item, limit: number): void {
  list.push(item);
  if (list.length > limit) list.splice(0, list.length - limit);
}
