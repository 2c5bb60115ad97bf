import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIRECTIONS } from '../../../src/domain/change/exposure-change.ts';
import type { GroupRules } from '../../../src/domain/harden/harden-plan.ts';
import { planHarden } from '../../../src/domain/harden/plan-harden.ts';
import { knownLists } from '../../../src/domain/inventory/known-lists.ts';
import { needsHigherQuorum } from '../../../src/domain/lock-out/lock-out.ts';
import { lockOuts } from '../../../src/domain/lock-out/lock-outs.ts';
import { afterPlan } from '../../../src/domain/lock-out/simulate.ts';
import type { Place, World } from '../../../src/domain/lock-out/world.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import type { ExposureRow } from '../../../src/domain/net/exposure.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import type { WantedRule } from '../../../src/domain/scenario/wanted-rule.ts';
import {
  anyRows,
  GROUP_ID,
  groupOf,
  LISTS,
  lets,
  PACKETS,
  type Packet,
  passing,
  requestOf,
  SELF_ROWS,
  texts,
  wantedIn,
} from '../harden/harden-of.ts';

const ADMIN_BLOCK = '10.0.0.2/31';

/** Addresses of the places are of the universe's hosts, or not known. */
const anyPlaces: fc.Arbitrary<readonly Place[]> = fc
  .array(
    fc.record({
      groupIds: fc.uniqueArray(fc.constantFrom(GROUP_ID, 'sg-2'), { maxLength: 2 }),
      blocks: fc.constantFrom([], ['10.0.0.1/32'], ['10.0.0.2/32'], ['192.0.2.1/32']),
      isWhole: fc.boolean(),
    }),
    { maxLength: 3 },
  )
  .map((places) => places.map((place, i) => ({ hostId: `i-${i}`, ...place })));

const anyRules: fc.Arbitrary<GroupRules> = fc
  .tuple(anyRows, anyRows)
  .map(([inbound, outbound]) => ({
    inbound: inbound.map((each) => ({ ruleId: null, description: null, ...each })),
    outbound: outbound.map((each) => ({ ruleId: null, description: null, ...each })),
  }));

interface Case {
  readonly before: World;
  readonly after: World;
  readonly wanted: readonly WantedRule[];
}

/** Any change at all: other rules of either group, a group taken off a place, another list. */
const anyCase: fc.Arbitrary<Case> = fc
  .tuple(anyPlaces, anyRules, anyRules, anyRules, fc.constantFrom(-1, 0, 1), anyRows, fc.boolean())
  .map(([places, one, two, changed, offAt, wanted, isListEmptied]) => {
    const lists = knownLists(LISTS.values());
    const before: World = {
      groups: new Map([
        [GROUP_ID, one],
        ['sg-2', two],
      ]),
      lists,
      places,
    };
    const after: World = {
      groups: new Map([
        [GROUP_ID, changed],
        ['sg-2', two],
      ]),
      lists: isListEmptied ? new Map([...lists, ['pl-1', []]]) : lists,
      places: places.map((place, i) =>
        i === offAt
          ? { ...place, groupIds: place.groupIds.filter((id) => id !== GROUP_ID) }
          : place,
      ),
    };
    return { before, after, wanted: wanted.map((each) => wantedIn(texts([each]).join())) };
  });

function mustStayOf(wanted: readonly WantedRule[]) {
  return {
    directory: { groupId: GROUP_ID, wanted, hasTrust: false },
    adminSources: sourceSet([
      { kind: 'cidr', cidr: cidr(ADMIN_BLOCK) },
      { kind: 'referencedGroup', groupId: 'sg-2' },
    ]),
  };
}

/** The oracle: packet by packet, place by place, without the algebra. */
function letsIn(world: World, place: Place, packet: Packet): boolean {
  return rulesAt(world, place, 'inbound').some((row) => letsThere(world, row, packet));
}

function rulesAt(
  world: World,
  place: Place,
  direction: 'inbound' | 'outbound',
): readonly ExposureRow[] {
  return place.groupIds.flatMap((id) => world.groups.get(id)?.[direction] ?? []);
}

function letsThere(world: World, row: ExposureRow, packet: Packet): boolean {
  const isEmptied = world.lists.get('pl-1')?.length === 0 && row.source === 'pl-1';
  return !isEmptied && lets(row, packet);
}

/** Whether traffic passes with a member of some groups: by a group, by its addresses, or, where these are
 * not known, by a block of everything. */
function passesWith(
  world: World,
  rules: readonly ExposureRow[],
  { protocol, port }: Packet,
  peer: Place,
): boolean {
  const byGroup = peer.groupIds.some((id) =>
    rules.some((row) => letsThere(world, row, { protocol, port, peer: id })),
  );
  if (byGroup) return true;
  if (peer.blocks.length === 0) {
    const packets = ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '192.0.2.1', '198.51.100.1'];
    return packets.every((host) =>
      rules.some((row) => letsThere(world, row, { protocol, port, peer: host })),
    );
  }
  return peer.blocks.every((block) =>
    rules.some((row) =>
      letsThere(world, row, { protocol, port, peer: block.slice(0, block.indexOf('/')) }),
    ),
  );
}

const NOBODY: Place = { hostId: '', groupIds: [GROUP_ID], isWhole: false, blocks: [] };

function counterpart(world: World, place: Place): Place {
  return world.places.find(({ hostId }) => hostId === place.hostId) ?? place;
}

function expectedServices({ before, after, wanted }: Case): readonly string[] {
  const standing = before.places.filter(({ groupIds }) => groupIds.includes(GROUP_ID));
  const places = standing.length === 0 ? [NOBODY] : standing;
  return places.flatMap((place) =>
    PACKETS.filter(({ peer }) => !peer.startsWith('sg-'))
      .filter((packet) => wanted.some((row) => letsThere(before, row, packet)))
      .filter((packet) => letsIn(before, place, packet))
      .filter((packet) => !letsIn(after, counterpart(after, place), packet))
      .map((packet) => `${place.hostId} ${JSON.stringify(packet)}`),
  );
}

function tellServices(found: ReturnType<typeof lockOuts>): readonly string[] {
  return found
    .filter(({ kind }) => kind === 'service')
    .flatMap(({ hosts, rows }) =>
      (hosts.length === 0 ? [''] : hosts).flatMap((host) =>
        passing(rows)
          .filter(({ peer }) => !peer.startsWith('sg-'))
          .map((packet) => `${host} ${JSON.stringify(packet)}`),
      ),
    );
}

/** AD's ports of the universe: RDP and the ports that no service has are none of the controllers'. */
const CONTROLLER_PACKETS = PACKETS.filter(
  ({ port, peer }) => peer === GROUP_ID && (port === 53 || port === 88),
);

function expectedControllers({ before, after }: Case): readonly string[] {
  const standing = before.places.filter(({ groupIds }) => groupIds.includes(GROUP_ID));
  const places = standing.length > 1 ? standing : [...standing, NOBODY, NOBODY].slice(0, 2);
  const passes = (world: World, from: Place, to: Place, packet: Packet) =>
    passesWith(world, rulesAt(world, from, 'outbound'), packet, to) &&
    passesWith(world, rulesAt(world, to, 'inbound'), packet, from);
  return places.flatMap((from, i) =>
    places
      .filter((_, j) => i !== j)
      .flatMap((to) =>
        CONTROLLER_PACKETS.filter(
          (packet) =>
            passes(before, from, to, packet) &&
            !passes(after, counterpart(after, from), counterpart(after, to), packet),
        ).map(({ protocol, port }) => `${protocol} ${port}`),
      ),
  );
}

function hasAdminWay(world: World, place: Place): boolean {
  const rules = rulesAt(world, place, 'inbound');
  const packet: Packet = { protocol: 'tcp', port: 3389, peer: '' };
  const byAddress = ['10.0.0.2', '10.0.0.3', 'sg-2'].some((peer) =>
    rules.some((row) => letsThere(world, row, { ...packet, peer })),
  );
  const gateways = world.places.filter(
    ({ hostId, groupIds }) => hostId !== place.hostId && groupIds.includes('sg-2'),
  );
  return byAddress || gateways.some((gateway) => passesWith(world, rules, packet, gateway));
}

describe('lockOuts(), by brute force:', () => {
  test('exactly the required packets that were open and are cut, at the hosts where they are', () => {
    let cut = 0;
    fc.assert(
      fc.property(anyCase, (each) => {
        const told = tellServices(lockOuts(each.before, each.after, mustStayOf(each.wanted)));
        const expected = expectedServices(each);
        cut += expected.length;
        expect(new Set(told)).toEqual(new Set(expected));
      }),
      { numRuns: 400 },
    );
    expect(cut).toBeGreaterThan(100);
  });

  test('what controllers may say to each other no longer', () => {
    let cut = 0;
    fc.assert(
      fc.property(anyCase, (each) => {
        const told = lockOuts(each.before, each.after, mustStayOf(each.wanted))
          .filter(({ kind }) => kind === 'controllers')
          .flatMap(({ rows }) => rows);
        const packets = CONTROLLER_PACKETS.filter((packet) =>
          told.some((row) => lets(row, packet)),
        ).map(({ protocol, port }) => `${protocol} ${port}`);
        const expected = new Set(expectedControllers(each));
        cut += expected.size;
        expect(new Set(packets)).toEqual(expected);
        expect(told.some((row) => lets(row, { protocol: 'tcp', port: 3389, peer: GROUP_ID }))).toBe(
          false,
        );
      }),
      { numRuns: 1_500 },
    );
    expect(cut).toBeGreaterThan(20);
  });

  test('the hosts that lose their last approved way in, and no others', () => {
    let cut = 0;
    fc.assert(
      fc.property(anyCase, (each) => {
        const told = lockOuts(each.before, each.after, mustStayOf(each.wanted))
          .filter(({ kind }) => kind === 'adminWay')
          .flatMap(({ hosts }) => hosts);
        const expected = each.before.places
          .filter((place) => hasAdminWay(each.before, place))
          .filter((place) => !hasAdminWay(each.after, counterpart(each.after, place)))
          .map(({ hostId }) => hostId);
        cut += expected.length;
        expect([...told].sort()).toEqual([...expected].sort());
      }),
      { numRuns: 800 },
    );
    expect(cut).toBeGreaterThan(20);
  });

  test('nothing where nothing changes', () => {
    fc.assert(
      fc.property(anyCase, ({ before, wanted }) => {
        const found = lockOuts(before, before, mustStayOf(wanted));
        expect(found).toEqual([]);
        expect(needsHigherQuorum(found)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('a hardening to a table locks nobody out whom the table lets in, nor the controllers', () => {
    fc.assert(
      fc.property(anyRows, anyRows, anyRows, (inbound, outbound, rows) => {
        const group = groupOf(texts(inbound), texts(outbound));
        const wanted = [...rows.map((each) => wantedIn(texts([each]).join())), ...SELF_ROWS];
        const answer = planHarden(requestOf(group, wanted, { lists: LISTS, rulesMax: 1_000 }));
        if (answer.kind === 'refused') return;
        const before: World = {
          groups: new Map([[GROUP_ID, group]]),
          lists: knownLists(LISTS.values()),
          places: [],
        };
        const found = lockOuts(before, afterPlan(before, answer.plan), mustStayOf(wanted));
        expect(found).toEqual([]);
        for (const direction of DIRECTIONS) {
          expect(
            texts(afterPlan(before, answer.plan).groups.get(GROUP_ID)?.[direction] ?? []),
          ).toEqual(texts(answer.plan.after[direction]));
        }
      }),
      { numRuns: 300 },
    );
  });
});
