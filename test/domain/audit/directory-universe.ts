import * as fc from 'fast-check';
import type { GroupState, KnownRule } from '../../../src/domain/inventory/group-state.ts';
import type { ExposureRow } from '../../../src/domain/net/exposure.ts';
import type { TrafficRange } from '../../../src/domain/net/traffic.ts';
import type { Guard } from '../../../src/domain/policy/policy.ts';

/** Traffic of a directory's tiny world, asked for one packet at a time and by plain comparison. */
export interface Packet {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly port: number;
  /** A host's address, or a group's id. */
  readonly peer: string;
}

export const SELF = 'sg-0123456789abcdef0';
/** A guard that approves nothing by itself. */
export const GUARD: Guard = { name: 'corp', kind: 'directory', match: [], approved: new Map() };

/** The group of a directory's controllers, with these rules. */
export function groupOf(inbound: readonly KnownRule[], outbound: readonly KnownRule[]): GroupState {
  return {
    accountId: '111122223333',
    region: 'eu-central-1',
    groupId: SELF,
    groupName: 'd-93676fd512_controllers',
    vpcId: null,
    tags: {},
    inbound,
    outbound,
    observedAt: 0,
  };
}

const OTHER_GROUP = 'sg-0fedcba9876543210';

/** Sources that rules may name, with the peers that each holds. */
const PEERS_OF: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0/0': ['10.1.0.5', '10.1.0.200', '10.2.0.5', '10.9.9.9', '8.8.8.8'],
  '10.0.0.0/8': ['10.1.0.5', '10.1.0.200', '10.2.0.5', '10.9.9.9'],
  '10.1.0.0/24': ['10.1.0.5', '10.1.0.200'],
  '10.1.0.0/25': ['10.1.0.5'],
  '10.1.0.128/25': ['10.1.0.200'],
  '10.2.0.0/24': ['10.2.0.5'],
  'pl-0123456789abcdef0': ['10.2.0.5', '8.8.8.8'],
  [SELF]: [SELF],
  [OTHER_GROUP]: [OTHER_GROUP],
};
export const SOURCES = Object.keys(PEERS_OF);
/** What the list of the tiny world holds. */
export const LIST_BLOCKS = ['10.2.0.0/24', '8.8.8.8/32'];

const PEERS = [...new Set(Object.values(PEERS_OF).flat())];
const PORTS = [
  22, 52, 53, 88, 123, 135, 138, 139, 389, 443, 445, 464, 636, 1024, 3268, 3269, 3389, 5985, 9389,
  49_151, 49_152, 65_535,
];

export const PACKETS: readonly Packet[] = PEERS.flatMap((peer) => [
  ...PORTS.flatMap((port): readonly Packet[] => [
    { protocol: 'tcp', port, peer },
    { protocol: 'udp', port, peer },
  ]),
  { protocol: 'icmp', port: 8, peer },
]);

export function isOn({ protocol, port }: Packet, range: TrafficRange): boolean {
  if (range.protocol === '-1') return true;
  if (range.protocol !== protocol) return false;
  if (range.fromPort === -1) return true;
  if (protocol === 'icmp') return range.fromPort === port;
  return range.fromPort <= port && port <= range.toPort;
}

/** Whether a source, or any of several, holds the packet's peer. */
export function isFrom({ peer }: Packet, sources: readonly string[]): boolean {
  return sources.some((source) => (PEERS_OF[source] ?? [source.replace('/32', '')]).includes(peer));
}

/** The packets that rows are about, by plain comparison: an address of a row's block is looked for by its
 * number. */
export function packetsOf(rows: readonly ExposureRow[]): readonly Packet[] {
  return PACKETS.filter((packet) =>
    rows.some((row) => isOn(packet, row) && holds(row.source, packet.peer)),
  );
}

function holds(source: string, peer: string): boolean {
  if (!source.includes('/') || peer.startsWith('sg-')) return source === peer;
  const [block = '', bits = '32'] = source.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(block) / size) === Math.floor(numberOf(peer) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

const RANGES: readonly TrafficRange[] = [
  { protocol: '-1', fromPort: -1, toPort: -1 },
  { protocol: 'icmp', fromPort: 8, toPort: -1 },
  { protocol: 'tcp', fromPort: 0, toPort: 65_535 },
  { protocol: 'udp', fromPort: 0, toPort: 65_535 },
  { protocol: 'tcp', fromPort: 1024, toPort: 65_535 },
  { protocol: 'tcp', fromPort: 49_152, toPort: 65_535 },
  ...[53, 88, 135, 389, 443, 445, 464, 636, 3389, 9389].map((port) => tcp(port)),
  { protocol: 'tcp', fromPort: 3268, toPort: 3269 },
  ...[53, 88, 123, 138, 389, 445, 464].map((port) => ({ ...tcp(port), protocol: 'udp' as const })),
];

function tcp(port: number): TrafficRange {
  return { protocol: 'tcp', fromPort: port, toPort: port };
}

/** Up to a dozen rules of the tiny world. */
export const anyRules: fc.Arbitrary<readonly KnownRule[]> = fc
  .array(fc.tuple(fc.constantFrom(...RANGES), fc.constantFrom(...SOURCES)), { maxLength: 12 })
  .map((pairs) =>
    pairs.map(([range, source], i) => ({
      ruleId: `sgr-${i}`,
      ...range,
      source,
      description: null,
    })),
  );
