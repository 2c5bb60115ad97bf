import { partsToDiscover } from '../../domain/guard/behind.ts';
import { describeGuarded, describeLeftOut } from '../../domain/scope/describe-scope.ts';
import type { ScopeShown } from '../ports.ts';
import { readScope } from '../read-scope.ts';
import type { DeskNeeds } from './desk-needs.ts';

/** How many guarded groups and things left out one answer lists. */
export const SCOPE_LINES_MAX = 15;
/** As many of them are kept for what is left out, where so much is. */
const SCOPE_LEFT_OUT_MIN = 6;

/** What is guarded and why, and what is left out, as many as one answer lists. */
export async function shownScope({ store, policy }: DeskNeeds): Promise<ScopeShown> {
  const parts = partsToDiscover(policy);
  const places = await store.places();
  const guarded: string[] = [];
  const leftOut: string[] = [];
  for (const place of places) {
    const scope = await readScope(place, store);
    guarded.push(...scope.guarded.map(describeGuarded));
    leftOut.push(...scope.leftOut.map((left) => describeLeftOut(left, parts)));
  }
  // What is left out is what somebody has to know of first.
  const leftShown = leftOut.slice(
    0,
    Math.max(SCOPE_LINES_MAX - guarded.length, SCOPE_LEFT_OUT_MIN),
  );
  return {
    guarded: guarded.slice(0, SCOPE_LINES_MAX - leftShown.length),
    leftOut: leftShown,
    guardedCount: guarded.length,
    leftOutCount: leftOut.length,
    isUnknown: places.length === 0,
  };
}
