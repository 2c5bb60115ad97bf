import type { Direction } from '../change/exposure-change.ts';
import { guardedTraffic } from '../guard/services.ts';
import type { KnownRule } from '../inventory/group-state.ts';
import { admissionsOf, withBlocks } from '../inventory/known-lists.ts';
import type { Exposure } from '../net/exposure.ts';
import * as exposure from '../net/exposure.ts';
import { traffic } from '../net/traffic.ts';
import { approvedExposure } from '../policy/evaluate.ts';
import { chosenRows, networkOf } from '../scenario/wanted-rules.ts';
import type { Audited, RuleBeyond } from './audited.ts';
import { directionsOf, exposureOn } from './open.ts';

/** The rules that let through more than is wanted, each with what that is. Against a table that is all
 * traffic that it does not name and the guard does not approve besides; against a guard, what it guards
 * and does not approve. Pure. */
export function beyond(audited: Audited): readonly RuleBeyond[] {
  return directionsOf(audited).flatMap((direction) => {
    const wanted = allowed(audited, direction);
    return audited.group[direction].flatMap((rule) =>
      ruleBeyond(rule, { audited, direction, wanted }),
    );
  });
}

interface Judging {
  readonly audited: Audited;
  readonly direction: Direction;
  readonly wanted: Exposure;
}

function ruleBeyond(
  rule: KnownRule,
  { audited, direction, wanted }: Judging,
): readonly RuleBeyond[] {
  const { lists, guard, choice } = audited;
  const over = exposure.difference(exposure.exposureOf(admissionsOf([rule], lists)), wanted);
  const guarded = exposure.within(over, guardedTraffic(guard.kind));
  const excess = choice === null ? guarded : over;
  if (exposure.isEmpty(excess)) return [];
  const isGuarded = !exposure.isEmpty(guarded);
  return [{ direction, rule, excess: exposure.toRows(excess), isGuarded }];
}

/** What may be open one way: the rows of the table, whatever the guard approves, and the group itself.
 * A list counts both by its id and by its blocks. */
function allowed(
  { choice, guard, group, lists, ownGroupId = group.groupId }: Audited,
  direction: Direction,
): Exposure {
  const approved = approvedExposure(guard, { ownGroupId, direction, lists });
  if (choice === null) return approved;
  const rows = chosenRows(choice, direction).map((row) =>
    exposureOn(traffic(...row.ranges), withBlocks(networkOf(row, choice), lists)),
  );
  return exposure.union(approved, exposure.unionOf(rows));
}
