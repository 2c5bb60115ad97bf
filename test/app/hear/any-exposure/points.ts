import { placeKey } from '../../../../src/domain/finding/door.ts';
import type { Finding } from '../../../../src/domain/finding/finding.ts';
import type { KnownRule } from '../../../../src/domain/inventory/group-state.ts';
import type { ExposureRow } from '../../../../src/domain/net/exposure.ts';
import {
  APPROVED,
  type Card,
  cardsOf,
  GROUP_IDS,
  type GroupId,
  GUARDED_IDS,
  isGuarded,
  LIST_IDS,
  type World,
} from './world.ts';

/* The oracle: addresses and ports, one by one. It shares nothing with the product. */

const GUARDED_PORTS = [445, 3389] as const;
const RDP = 3389;
/** One for each piece into which the blocks of a history cut the addresses. */
const ADDRESSES = ['1.2.3.4', '10.9.8.1', '10.9.9.1', '10.200.0.1', '203.0.113.7'] as const;

/** Each a text: who is let in, where to, by which port. */
export type Points = ReadonlySet<string>;

/** What each guarded group lets in beyond what is approved, wherever it stands:
 * `sg-1 3389 1.2.3.4`. */
export function ofGroups(world: World): Points {
  return new Set(GUARDED_IDS.flatMap((id) => ofGroup(id, world).map((point) => `${id} ${point}`)));
}

/** Who reaches which host by which of its interfaces, on guarded ports and beyond what is approved:
 * `i-1 by eni-1 3389 1.2.3.4`. A host is guarded if a guarded group stands on any of its interfaces; then
 * all that stand there let in. Nobody reaches an interface that is on no host. */
export function reachable(world: World): Points {
  const points = Object.entries(world.cards).flatMap(([id, card]) =>
    isOnGuardedHost(card, world)
      ? card.groupIds.flatMap((groupId) => asReached(id, card, ofGroup(groupId, world)))
      : [],
  );
  return new Set(points);
}

/** What each group lets in on each interface that it stands on, guarded or not: `sg-3 on eni-1 445
 * 1.2.3.4`. */
export function ofPlaces(world: World): Points {
  const points = Object.entries(world.cards).flatMap(([id, { groupIds }]) =>
    groupIds.flatMap((groupId) =>
      ofGroup(groupId, world).map((point) => `${groupId} on ${id} ${point}`),
    ),
  );
  return new Set(points);
}

/** What findings tell of rules and of lists, like {@link ofGroups}. */
export function toldOfGroups(findings: readonly Finding[]): Points {
  return new Set(
    GROUP_IDS.flatMap((id) => rulesTold(id, findings).map((point) => `${id} ${point}`)),
  );
}

/** What findings tell of groups that were put somewhere, like {@link ofPlaces}. */
export function toldOfPlaces(findings: readonly Finding[]): Points {
  return new Set(
    findings.flatMap(({ door, excess }) => {
      if (door.kind !== 'attachment') return [];
      const points = pointsOf(excess);
      return door.places.flatMap((place) =>
        points.map((point) => `${door.groupId} on ${placeKey(place)} ${point}`),
      );
    }),
  );
}

/** Of what is reachable, what findings tell: of the rules of a group that stands there, or of its coming. */
export function toldReachable(findings: readonly Finding[], world: World): Points {
  const places = toldOfPlaces(findings);
  const points = Object.entries(world.cards).flatMap(([id, card]) =>
    card.groupIds.flatMap((groupId) => {
      const attached = everyPoint().filter((point) => places.has(`${groupId} on ${id} ${point}`));
      return asReached(id, card, [...rulesTold(groupId, findings), ...attached]);
    }),
  );
  return new Set(points);
}

function isOnGuardedHost({ hostId }: Card, world: World): boolean {
  if (hostId === null) return false;
  return cardsOf(world, hostId).some(([, { groupIds }]) => groupIds.some(isGuarded));
}

function asReached(id: string, { hostId }: Card, points: readonly string[]): readonly string[] {
  return hostId === null ? [] : points.map((point) => `${hostId} by ${id} ${point}`);
}

function ofGroup(id: GroupId, world: World): readonly string[] {
  return GUARDED_PORTS.flatMap((port) =>
    ADDRESSES.filter((address) => !(port === RDP && isIn(address, APPROVED)))
      .filter((address) =>
        world.rules[id].some((rule) => rule.fromPort === port && lets(address, rule, world)),
      )
      .map((address) => `${port} ${address}`),
  );
}

function lets(address: string, { source }: KnownRule, { entries }: World): boolean {
  const list = LIST_IDS.find((id) => id === source);
  return (list === undefined ? [source] : entries[list]).some((each) => isIn(address, each));
}

function rulesTold(id: string, findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ door, excess }) => {
    if (door.kind === 'rules') return door.groupId === id ? pointsOf(excess) : [];
    if (door.kind === 'attachment') return [];
    return door.uses.flatMap((use) => (use.groupId === id ? pointsOf(use.excess) : []));
  });
}

function everyPoint(): readonly string[] {
  return GUARDED_PORTS.flatMap((port) => ADDRESSES.map((address) => `${port} ${address}`));
}

/** What an excess says of guarded ports. (That it says nothing of others is another test's.) */
function pointsOf(excess: readonly ExposureRow[]): readonly string[] {
  return everyPoint().filter((point) => {
    const [port, address = ''] = point.split(' ');
    return excess.some(
      ({ protocol, fromPort, toPort, source }) =>
        protocol === 'tcp' &&
        fromPort <= Number(port) &&
        Number(port) <= toPort &&
        !source.includes(':') &&
        isIn(address, source),
    );
  });
}

function isIn(address: string, cidr: string): boolean {
  const [network = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(network) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}
