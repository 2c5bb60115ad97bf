import type { Direction } from '../change/exposure-change.ts';
import { SERVICES } from '../guard/services.ts';
import type { SourceSet } from '../net/source.ts';
import type { TrafficRange } from '../net/traffic.ts';
import { chosenRows, networkOf } from '../scenario/wanted-rules.ts';
import type { Guard } from './policy.ts';

/** Traffic that a guard approves, and from or to whom. */
export interface Approval {
  readonly ranges: readonly TrafficRange[];
  readonly from: SourceSet;
}

/** Everything that a guard approves one way: by service, and by the rows of its scenario exactly as they
 * are, those included that a note says may be closed. Nothing where it does not guard that direction.
 * Remembered for each guard, which never changes. */
export function approvals(guard: Guard, direction: Direction): readonly Approval[] {
  const known = APPROVALS[direction].get(guard);
  if (known !== undefined) return known;
  const all = [...servicesOf(guard, direction), ...rowsOf(guard, direction)];
  APPROVALS[direction].set(guard, all);
  return all;
}

const APPROVALS: Readonly<Record<Direction, WeakMap<Guard, readonly Approval[]>>> = {
  inbound: new WeakMap(),
  outbound: new WeakMap(),
};

const NOBODY: Guard['approved'] = new Map();

function servicesOf({ approved, outbound }: Guard, direction: Direction): readonly Approval[] {
  const services = direction === 'inbound' ? approved : (outbound ?? NOBODY);
  return [...services].map(([name, from]) => ({ ranges: SERVICES[name].ranges, from }));
}

function rowsOf({ scenario }: Guard, direction: Direction): readonly Approval[] {
  if (scenario === undefined) return [];
  return chosenRows(scenario, direction).map((row) => ({
    ranges: row.ranges,
    from: networkOf(row, scenario),
  }));
}

/** The ids of the lists, groups and VPCs that a guard approves one way. */
export function approvedIds(guard: Guard, direction: Direction): readonly string[] {
  return [...new Set(approvals(guard, direction).flatMap(({ from }) => from.ids))];
}
