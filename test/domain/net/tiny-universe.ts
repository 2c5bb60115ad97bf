import * as fc from 'fast-check';
import { cidr } from '../../../src/domain/net/cidr.ts';
import type { Admission, Exposure } from '../../../src/domain/net/exposure.ts';
import type { Source } from '../../../src/domain/net/source.ts';
import type { TrafficRange } from '../../../src/domain/net/traffic.ts';

/** A packet of the tiny universe: few protocols, ports and senders, so that every one of them can
 * be asked for by itself. It is told whether it is in a range by plain comparison, apart from the
 * arithmetic that is tested. */
export interface Packet {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | '47';
  readonly port: number;
  readonly from: string;
  isIn(range: TrafficRange): boolean;
}

const PORTS = [0, 1, 2, 3, 3388, 3389, 3390, 65_534, 65_535] as const;
const ICMP_TYPES = [0, 8, 255] as const;
const HOSTS = ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '255.255.255.255'] as const;
const IPV6_HOSTS = ['::', '::1', '::2', '::ffff:a00:1'] as const;
const IDS = ['pl-1', 'sg-1', 'sg-2'] as const;
const SENDERS: readonly string[] = [...HOSTS, ...IPV6_HOSTS, ...IDS];

/** Line position of a protocol: the order that RFC numbers give. */
const NUMBERS = { icmp: 1, tcp: 6, udp: 17, '47': 47 } as const;

/** Every packet there is. */
export const PACKETS: readonly Packet[] = [
  ...PORTS.flatMap((port) => [...perSender('tcp', port), ...perSender('udp', port)]),
  ...ICMP_TYPES.flatMap((type) => perSender('icmp', type * 256)),
  ...perSender('47', 0),
];

function perSender(protocol: Packet['protocol'], port: number): readonly Packet[] {
  return SENDERS.map((from) => ({
    protocol,
    port,
    from,
    isIn: (range) => isInRange(protocol, port, range),
  }));
}

function isInRange(protocol: string, port: number, range: TrafficRange): boolean {
  if (range.protocol === '-1') return true;
  if (range.protocol !== protocol) return false;
  if (range.fromPort === -1 || protocol === '47') return true;
  if (protocol === 'icmp') return range.fromPort * 256 === port && range.toPort <= 0;
  return range.fromPort <= port && port <= range.toPort;
}

/** The packets that an exposure admits, in the order of {@link PACKETS}: by position, without the
 * algebra. */
export function packets(of: Exposure): readonly Packet[] {
  return PACKETS.filter((packet) => {
    const at = NUMBERS[packet.protocol] * 65_536 + packet.port;
    return of.some(({ start, end, sources }) => {
      if (at < start || end <= at) return false;
      if (sources.ids.includes(packet.from)) return true;
      if (!/[.:]/.test(packet.from)) return false;
      const host = cidr(`${packet.from}/${packet.from.includes(':') ? 128 : 32}`);
      const { start: address } = host.interval;
      const family = host.kind === 'ipv4' ? sources.addresses.ipv4 : sources.addresses.ipv6;
      return family.some((part) => part.start <= address && address < part.end);
    });
  });
}

const BLOCKS = [
  ...HOSTS.map((host) => `${host}/32`),
  ...IPV6_HOSTS.map((host) => `${host}/128`),
  '10.0.0.0/31',
  '10.0.0.2/31',
  '10.0.0.0/30',
  '0.0.0.0/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
  '::/0',
  '::/127',
  '::ffff:0:0/96',
];

/** Any source of the tiny universe. */
export const anySource: fc.Arbitrary<Source> = fc.oneof(
  fc.constantFrom(...BLOCKS).map((text): Source => ({ kind: 'cidr', cidr: cidr(text) })),
  fc.constantFrom('sg-1', 'sg-2').map((groupId): Source => ({ kind: 'referencedGroup', groupId })),
  fc.constant<Source>({ kind: 'prefixList', prefixListId: 'pl-1' }),
);

/** Any traffic range of the tiny universe. */
export const anyRange: fc.Arbitrary<TrafficRange> = fc.oneof(
  fc
    .tuple(fc.constantFrom('tcp', 'udp'), fc.constantFrom(...PORTS), fc.constantFrom(...PORTS))
    .map(([protocol, a, b]) => ({ protocol, fromPort: Math.min(a, b), toPort: Math.max(a, b) })),
  fc
    .constantFrom(...ICMP_TYPES)
    .map((type) => ({ protocol: 'icmp' as const, fromPort: type, toPort: -1 })),
  fc
    .constantFrom('tcp', 'icmp', '47', '-1')
    .map((protocol) => ({ protocol, fromPort: -1, toPort: -1 })),
);

/** Any admission of the tiny universe. */
export const anyAdmission: fc.Arbitrary<Admission> = fc
  .tuple(anyRange, anySource)
  .map(([range, source]) => ({ ...range, source }));
