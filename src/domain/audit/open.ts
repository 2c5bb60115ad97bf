import { DIRECTIONS, type Direction } from '../change/exposure-change.ts';
import { admissionsOf, isVpcId, type KnownLists, withBlocks } from '../inventory/known-lists.ts';
import { addresses, covers, NO_ADDRESSES } from '../net/address-set.ts';
import { type Exposure, exposureOf, joined } from '../net/exposure.ts';
import { type SourceSet, union } from '../net/source.ts';
import type { Traffic } from '../net/traffic.ts';
import { traffic } from '../net/traffic.ts';
import { guardedDirections } from '../policy/guarded-directions.ts';
import type { ScenarioChoice } from '../scenario/scenario-choice.ts';
import { type ChosenRow, networkOf } from '../scenario/wanted-rules.ts';
import type { Audited } from './audited.ts';

/** The directions that are audited: with a table both, else those that the guard guards. */
export function directionsOf({ choice, guard }: Audited): readonly Direction[] {
  return choice === null ? guardedDirections(guard) : DIRECTIONS;
}

/** All that a group's rules let through one way, lists as their blocks as far as they are known. */
export function openOf({ group, lists }: Audited, direction: Direction): Exposure {
  return exposureOf(admissionsOf(group[direction], lists));
}

/** What is open with `ids` among the sources wherever every IPv4 address is: members of a group have
 * addresses, and 0.0.0.0/0 lets them through without naming them. For saying that nothing is missing; who
 * is let through beyond what is wanted is told by the sources that rules name. */
export function withMembers(open: Exposure, ids: readonly string[]): Exposure {
  return joined(
    open.map((stretch) =>
      covers(stretch.sources.addresses, EVERY_IPV4)
        ? { ...stretch, sources: union(stretch.sources, { addresses: NO_ADDRESSES, ids }) }
        : stretch,
    ),
  );
}

const EVERY_IPV4 = addresses('0.0.0.0/0');

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
  return exposureOn(traffic(...row.ranges), asBlocks(networkOf(row, choice), lists));
}

/** Who is in a set of sources, as rules show it. A list that is known stands as its blocks alone: rules may
 * name these and not the list. So does a VPC; no rule can name one, and of one that is not known nobody can
 * say that it is let through. */
export function asBlocks(from: SourceSet, lists: KnownLists): SourceSet {
  const ids = from.ids.filter((id) => !lists.has(id) && !isVpcId(id));
  return { addresses: withBlocks(from, lists).addresses, ids };
}
