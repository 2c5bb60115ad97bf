import type { ListEntry } from '../change/exposure-change.ts';
import { addressSet, covers } from '../net/address-set.ts';
import { cidr } from '../net/cidr.ts';
import {
  type Exposure,
  exposureOf,
  intersection,
  within as onTraffic,
  openTo,
  toRows,
} from '../net/exposure.ts';
import { EVERY_TRAFFIC, traffic } from '../net/traffic.ts';
import { asAdmission, type PlannedRule } from '../plan/planned-rule.ts';
import type { ListDoor, ListUse } from './door.ts';

/** What is left of a list's door where the list holds `live`; null where none of its entries is there
 * any more. Pure, total. */
export function entriesLeft(door: ListDoor, live: readonly ListEntry[]): ListDoor | null {
  const there = new Set(live.map((entry) => entry.cidr));
  const entries = door.entries.filter((entry) => there.has(entry.cidr));
  if (entries.length === 0) return null;
  if (entries.length === door.entries.length) return door;
  const reach = openTo(
    EVERY_TRAFFIC,
    entries.map((entry) => ({ kind: 'cidr', cidr: cidr(entry.cidr) })),
  );
  const uses = door.uses.map((use) => within(use, reach)).filter(({ excess }) => excess.length > 0);
  return { ...door, entries, uses, replaced: replacedBy(entries, door.replaced) };
}

/** The removed entries that new ones cover: what these were widened from. To take out the wide one
 * and not give back the narrow one would cut off those who came in before. Pure, total. */
export function replacedBy(
  entries: readonly ListEntry[],
  removed: readonly ListEntry[],
): readonly ListEntry[] {
  const wide = addressSet(entries.map((entry) => cidr(entry.cidr)));
  return removed.filter((entry) => covers(wide, addressSet([cidr(entry.cidr)])));
}

/** What is left of a list's use where only these of its rules are there any more. */
export function useBy(use: ListUse, rules: readonly PlannedRule[]): ListUse {
  if (rules.length === use.rules.length) return use;
  const excess = onTraffic(exposureOf(use.excess.map(asAdmission)), traffic(...rules));
  return { ...use, rules, excess: toRows(excess) };
}

function within(use: ListUse, reach: Exposure): ListUse {
  const excess = exposureOf(use.excess.map(asAdmission));
  return { ...use, excess: toRows(intersection(excess, reach)) };
}

/** All that a list's door lets in beyond what is approved, over all its uses. */
export function excessOfUses(uses: readonly ListUse[]): ReturnType<typeof toRows> {
  return toRows(exposureOf(uses.flatMap(({ excess }) => excess.map(asAdmission))));
}
