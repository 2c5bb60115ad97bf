import type { Direction } from '../change/exposure-change.ts';
import { admissionsOf, withBlocks } from '../inventory/known-lists.ts';
import { type Exposure, exposureOf, joined } from '../net/exposure.ts';
import type { SourceSet } from '../net/source.ts';
import type { Traffic } from '../net/traffic.ts';
import { traffic } from '../net/traffic.ts';
import type { ScenarioChoice } from '../scenario/scenario-choice.ts';
import { type ChosenRow, networkOf } from '../scenario/wanted-rules.ts';
import type { Audited } from './audited.ts';

/** The directions that are audited: with a table both, else those that the guard guards. */
export function directionsOf({ choice, guard }: Audited): readonly Direction[] {
  const isOutbound = choice !== null || guard.outbound !== undefined;
  return isOutbound ? ['inbound', 'outbound'] : ['inbound'];
}

/** All that a group's rules let through one way, lists as their blocks as far as they are known. */
export function openOf({ group, lists }: Audited, direction: Direction): Exposure {
  return exposureOf(admissionsOf(group[direction], lists));
}

/** Traffic that is open to, or from, all of a set of sources. */
export function exposureOn(on: Traffic, sources: SourceSet): Exposure {
  return joined(on.map((part) => ({ ...part, sources })));
}

/** What a row of a chosen table asks for, its lists as their blocks as far as they are known. */
export function rowExposure(
  row: ChosenRow,
  choice: ScenarioChoice,
  { lists }: Pick<Audited, 'lists'>,
): Exposure {
  const from = networkOf(row, choice);
  // A list that is known stands as its blocks alone: rules may name these and not the list.
  const unknown = from.ids.filter((id) => !lists.has(id));
  const { addresses } = withBlocks(from, lists);
  return exposureOn(traffic(...row.ranges), { addresses, ids: unknown });
}
