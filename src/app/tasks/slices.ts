import type { Guarded } from './list-guarded.ts';

/** How much of a page is compared before others get a turn, in groups and in rules: the event loop
 * must not stand for longer than 50 ms. */
export const SLICE_GROUPS_MAX = 25;
export const SLICE_RULES_MAX = 1_000;

/** Guarded groups in slices that the event loop can bear; a group is never divided. Lazy. */
export function* slices(guarded: readonly Guarded[]): Generator<readonly Guarded[]> {
  let slice: Guarded[] = [];
  let rules = 0;
  for (const each of guarded) {
    const more = each.live.inbound.length + each.live.outbound.length;
    const isFull = slice.length === SLICE_GROUPS_MAX || rules + more > SLICE_RULES_MAX;
    if (isFull && slice.length > 0) {
      yield slice;
      slice = [];
      rules = 0;
    }
    slice.push(each);
    rules += more;
  }
  if (slice.length > 0) yield slice;
}
