import { admissionsOf, expanded, type KnownLists } from '../inventory/known-lists.ts';
import {
  difference,
  type Exposure,
  type ExposureRow,
  exposureOf,
  isEmpty,
} from '../net/exposure.ts';
import { asAdmission, type PlannedRule } from '../plan/planned-rule.ts';

/** What rows admit, each prefix list by its id alone. What the port table names has to be admitted by
 * this measure: not by a list that it does not name and that somebody else may shorten. */
export function namedReach(rows: readonly ExposureRow[]): Exposure {
  return exposureOf(rows.map(asAdmission));
}

/** What rules admit, the lists that are known counted as their blocks. */
export function reachOf(rules: readonly PlannedRule[], lists: KnownLists): Exposure {
  return exposureOf(admissionsOf(rules, lists));
}

/** What rows admit, a list counted both by its id and by its blocks: whatever lies in this is wanted,
 * a rule that names the list as much as one that names a block of it. */
export function widestReach(rows: readonly ExposureRow[], lists: KnownLists): Exposure {
  return exposureOf(
    rows
      .map(asAdmission)
      .flatMap((row) =>
        [row.source, ...expanded(row.source, lists)].map((source) => ({ ...row, source })),
      ),
  );
}

/** Whether `outer` admits all that `inner` does. */
export function isWithin(inner: Exposure, outer: Exposure): boolean {
  return isEmpty(difference(inner, outer));
}
