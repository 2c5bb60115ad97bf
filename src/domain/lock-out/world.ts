import type { Direction } from '../change/exposure-change.ts';
import type { GroupRules } from '../harden/harden-plan.ts';
import { reachOf } from '../harden/reach.ts';
import type { KnownLists } from '../inventory/known-lists.ts';
import { type AddressSet, addresses, covers } from '../net/address-set.ts';
import type { Exposure } from '../net/exposure.ts';
import { type Intervals, unionOf } from '../net/intervals.ts';
import { sourceSet } from '../net/source.ts';
import { sourceOf } from '../plan/planned-rule.ts';

/** Where groups stand: an interface or an instance. `isWhole`: all its groups are in `groupIds`, else
 * others may stand there too. `blocks` are its own addresses as CIDR texts; empty where they are not known. */
export interface Place {
  readonly hostId: string;
  readonly groupIds: readonly string[];
  readonly isWhole: boolean;
  readonly blocks: readonly string[];
}

/** What a plan is simulated in: the rules of groups by their ids, the prefix lists that these name, and
 * the places of the groups, as far as all that is known. */
export interface World {
  readonly groups: ReadonlyMap<string, GroupRules>;
  readonly lists: KnownLists;
  readonly places: readonly Place[];
}

/** What all groups of a place admit, or let it reach, together. */
export function reachAt(world: World, { groupIds }: Place, direction: Direction): Exposure {
  const rules = groupIds.flatMap((id) => world.groups.get(id)?.[direction] ?? []);
  return reachOf(rules, world.lists);
}

/** Whether nothing else can stand at a place that would let anything pass. */
export function isAllKnown(world: World, { groupIds, isWhole }: Place): boolean {
  return isWhole && groupIds.every((id) => world.groups.has(id));
}

const ANY_IPV4: AddressSet = addresses('0.0.0.0/0');

/** The traffic that an exposure shares with one peer: a member of its groups, at all its addresses.
 * A peer whose addresses are not known is surely let in by its groups, and by a block of everything. */
export function trafficWith(exposure: Exposure, { groupIds, blocks }: Place): Intervals<number> {
  const known = sourceSet(blocks.map(sourceOf)).addresses;
  const at = blocks.length === 0 ? ANY_IPV4 : known;
  return unionOf(
    exposure.filter(
      ({ sources }) =>
        sources.ids.some((id) => groupIds.includes(id)) || covers(sources.addresses, at),
    ),
  );
}
