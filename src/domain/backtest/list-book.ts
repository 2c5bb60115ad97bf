import type { ListChange } from '../change/exposure-change.ts';
import { cidr } from '../net/cidr.ts';
import { type Blocks, NO_BLOCKS } from './held-door.ts';

/** The entries of prefix lists, as far as records have told them: what a list held before the first of
 * them, or holds since an earlier version was restored, is not among them. */
export class ListBook {
  readonly #toldByList = new Map<string, Map<string, ReturnType<typeof cidr>>>();

  /** The blocks that a list is known to hold. */
  told(prefixListId: string): Blocks {
    return this.#toldByList.get(prefixListId) ?? NO_BLOCKS;
  }

  /** Takes a change of entries in, and tells the blocks that the list was not known to hold: those of
   * a list of which nothing was told count as new. */
  modify({ prefixListId, added, removed }: ListChange): Blocks {
    const told = this.#toldByList.get(prefixListId) ?? new Map();
    this.#toldByList.set(prefixListId, told);
    for (const text of removed) told.delete(text);
    const fresh = added.filter((entry) => !told.has(entry.cidr));
    const blocks = new Map(fresh.map((entry) => [entry.cidr, cidr(entry.cidr)]));
    for (const [text, block] of blocks) told.set(text, block);
    return blocks;
  }

  /** From now on nothing is known of a list. */
  forget(prefixListId: string): void {
    this.#toldByList.delete(prefixListId);
  }
}
