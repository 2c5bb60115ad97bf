import { serviceTraffic } from '../guard/services.ts';
import { widestReach } from '../harden/reach.ts';
import { withBlocks } from '../inventory/known-lists.ts';
import {
  difference,
  type Exposure,
  intersection,
  isEmpty,
  NO_EXPOSURE,
  openTo,
  toRows,
  unionOf,
  within,
} from '../net/exposure.ts';
import * as intervals from '../net/intervals.ts';
import type { SourceSet } from '../net/source.ts';
import { type Traffic, toRanges, traffic } from '../net/traffic.ts';
import { sourceOf } from '../plan/planned-rule.ts';
import type { WantedRule } from '../scenario/wanted-rule.ts';
import type { LockOut } from './lock-out.ts';
import { CONTROLLER_TRAFFIC, type MustStay } from './must-stay.ts';
import { isAllKnown, type Place, reachAt, trafficWith, type World } from './world.ts';

/** What a plan would cut of what has to stay: what was open in `before`, is not in `after`, and is in
 * `mustStay`. What was shut before is never a lock-out. Who is behind a group is known as far as the
 * world's places tell. Pure, total. */
export function lockOuts(before: World, after: World, mustStay: MustStay): readonly LockOut[] {
  const { directory, adminSources } = mustStay;
  const ofDirectory =
    directory === null
      ? []
      : [
          ...cutServices(before, after, directory),
          ...cutBetweenControllers(before, after, directory.groupId),
        ];
  return joined([...ofDirectory, ...cutAdminWays(before, after, adminSources)]);
}

/** A place before and after a plan. */
interface Moved {
  readonly was: Place;
  readonly is: Place;
}

/** The places where a group stood; where none is known, one that stands for them all. */
function placesOf(before: World, after: World, groupId: string): readonly Moved[] {
  const places = before.places.filter(({ groupIds }) => groupIds.includes(groupId));
  if (places.length > 0) return places.map((was) => ({ was, is: sameIn(after, was) }));
  const any = anyMember(groupId);
  return [{ was: any, is: any }];
}

function anyMember(groupId: string): Place {
  return { hostId: '', groupIds: [groupId], isWhole: false, blocks: [] };
}

function sameIn(world: World, { hostId, ...place }: Place): Place {
  const now = world.places.find((each) => each.hostId === hostId);
  return now ?? { ...place, hostId, groupIds: [] };
}

function hostsOf(...places: readonly Place[]): readonly string[] {
  return places.map(({ hostId }) => hostId).filter((id) => id !== '');
}

function cutServices(
  before: World,
  after: World,
  { groupId, wanted, hasTrust, isAssumed, hasNoTrust }: NonNullable<MustStay['directory']>,
): readonly LockOut[] {
  const required = byRow(wanted.filter(({ need }) => need === 'required'));
  return placesOf(before, after, groupId).flatMap(({ was, is }) =>
    required.flatMap((rows): readonly LockOut[] => {
      const [first] = rows;
      if (first === undefined || first.network === 'self') return [];
      const { direction, service, network } = first;
      const cut = unionOf([
        difference(
          intersection(reachAt(before, was, direction), widestReach(rows, before.lists)),
          reachAt(after, is, direction),
        ),
        ...rows.map((row) => cutOfMembers(row, { before, after }, { was, is })),
      ]);
      if (isEmpty(cut)) return [];
      const kind = hasTrust && network === 'onPremises' ? 'trust' : 'service';
      const basis = {
        ...(isAssumed === true ? { isAssumed } : {}),
        ...(kind === 'trust' && hasNoTrust === true ? { hasNoTrust } : {}),
      };
      return [{ kind, direction, service, network, ...basis, ...lost(cut, after, [was], [is]) }];
    }),
  );
}

/** What is cut of a row whose source is a group: its members may have been let in by a block as well. */
function cutOfMembers(
  row: WantedRule,
  { before, after }: { readonly before: World; readonly after: World },
  { was, is }: Moved,
): Exposure {
  const source = sourceOf(row.source);
  if (source.kind !== 'referencedGroup') return NO_EXPOSURE;
  const cuts = placesOf(before, after, source.groupId).map((member) => {
    const open = trafficWith(reachAt(before, was, row.direction), member.was);
    const left = trafficWith(reachAt(after, is, row.direction), member.is);
    return intervals.intersection(intervals.difference(open, left), traffic(row));
  });
  return unionOf(cuts.flat().map((stretch) => openTo(stretch, [source])));
}

/** Rules of one row of the port table, for all the addresses of its network. */
function byRow(wanted: readonly WantedRule[]): readonly (readonly WantedRule[])[] {
  const rows = new Map<string, WantedRule[]>();
  for (const rule of wanted) {
    const key = `${rule.direction} ${rule.service} ${rule.network}`;
    rows.set(key, [...(rows.get(key) ?? []), rule]);
  }
  return [...rows.values()];
}

function lost(
  cut: Exposure,
  after: World,
  places: readonly Place[],
  now: readonly Place[],
): Pick<LockOut, 'rows' | 'hosts' | 'isCertain'> {
  return {
    rows: toRows(cut),
    hosts: hostsOf(...places),
    isCertain: now.every((place) => isAllKnown(after, place)),
  };
}

function cutBetweenControllers(before: World, after: World, groupId: string): readonly LockOut[] {
  return pairs(placesOf(before, after, groupId), groupId).flatMap(([from, to]) => {
    const open = trafficBetween(before, from.was, to.was);
    const cut = intervals.intersection(
      intervals.difference(open, trafficBetween(after, from.is, to.is)),
      CONTROLLER_TRAFFIC,
    );
    if (cut.length === 0) return [];
    const ranges = cut.flatMap(toRanges);
    const rows = ranges.map((range) => ({ ...range, source: groupId }));
    const isCertain = [from.is, to.is].every((place) => isAllKnown(after, place));
    const hosts = hostsOf(from.was, to.was);
    return [{ kind: 'controllers', direction: 'inbound', groupId, rows, hosts, isCertain }];
  });
}

/** Each member with each other; of a single known one, with another that is not known. */
function pairs(members: readonly Moved[], groupId: string): readonly (readonly [Moved, Moved])[] {
  const any = anyMember(groupId);
  const all = members.length > 1 ? members : [...members, { was: any, is: any }];
  return all.flatMap((from) =>
    all.filter((to) => to !== from).map((to): readonly [Moved, Moved] => [from, to]),
  );
}

/** What one place may send to another: let out by the one and in by the other. */
function trafficBetween(world: World, from: Place, to: Place): Traffic {
  return intervals.intersection(
    trafficWith(reachAt(world, from, 'outbound'), to),
    trafficWith(reachAt(world, to, 'inbound'), from),
  );
}

/** RDP needs TCP; UDP alone lets nobody in. */
const RDP_TCP = intervals.intersection(
  serviceTraffic('rdp'),
  traffic({ protocol: 'tcp', fromPort: -1, toPort: -1 }),
);

function cutAdminWays(before: World, after: World, adminSources: SourceSet): readonly LockOut[] {
  return before.places.flatMap((was): readonly LockOut[] => {
    const ways = adminWays(before, was, adminSources);
    if (isEmpty(ways)) return [];
    const is = sameIn(after, was);
    if (!isEmpty(adminWays(after, is, adminSources))) return [];
    return [{ kind: 'adminWay', direction: 'inbound', ...lost(ways, after, [was], [is]) }];
  });
}

/** From where a place is reached by RDP, of what is approved for that: by address or id, and by members
 * of an approved group whose addresses a block lets in. */
function adminWays(world: World, place: Place, adminSources: SourceSet): Exposure {
  const rdp = within(reachAt(world, place, 'inbound'), RDP_TCP);
  const sources = withBlocks(adminSources, world.lists);
  const approved = unionOf(RDP_TCP.map((stretch) => [{ ...stretch, sources }]));
  const gateways = adminSources.ids.flatMap((id) =>
    world.places
      .filter((each) => each.hostId !== place.hostId && each.groupIds.includes(id))
      .flatMap((gateway) => trafficWith(rdp, gateway))
      .map((stretch) => openTo(stretch, [sourceOf(id)])),
  );
  return unionOf([intersection(rdp, approved), ...gateways]);
}

/** Lock-outs that are the same but for their hosts, as one. */
function joined(each: readonly LockOut[]): readonly LockOut[] {
  const byText = new Map<string, LockOut>();
  for (const one of each) {
    const key = JSON.stringify({ ...one, hosts: [] });
    const hosts = [...(byText.get(key)?.hosts ?? []), ...one.hosts];
    byText.set(key, { ...one, hosts: [...new Set(hosts)] });
  }
  return [...byText.values()];
}
