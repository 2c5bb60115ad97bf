import { type Interval, type Intervals, unionOf } from './intervals.ts';
import {
  ALL_PROTOCOLS,
  type IpProtocol,
  PROTOCOL_COUNT,
  protocolNumber,
  protocolOfNumber,
} from './protocol.ts';

/** Traffic is one line of positions: protocol number × 65,536 + port (ICMP: type × 256 + code).
 * So a set of protocols and ports is a set of intervals, and "all traffic" is one of them.
 * A protocol without ports takes its whole stretch. */
export type Traffic = Intervals<number>;

/** Protocol and ports as EC2 writes them: inclusive, `-1` and `-1` where the protocol has no ports
 * or all are meant. For `icmp` and `icmpv6`, `fromPort` is the type and `toPort` the code.
 * Source: EC2 API `SecurityGroupRule`. */
export interface TrafficRange {
  readonly protocol: IpProtocol;
  readonly fromPort: number;
  readonly toPort: number;
}

/** Ports of one protocol: 0 to 65,535. */
export const PORT_COUNT = 65_536;
/** Codes of one ICMP type (RFC 792: one octet). */
const ICMP_CODE_COUNT = 256;
/** "All" in EC2's port fields. */
export const ANY_PORT = -1;

/** All traffic of all protocols: one stretch of the line. */
export const EVERY_TRAFFIC: Interval<number> = { start: 0, end: PROTOCOL_COUNT * PORT_COUNT };

/** The stretch of the line that a range covers. `-1` is everything whatever its ports say; in TCP
 * and UDP a `fromPort` of `-1` means all ports, a `toPort` of `-1` all from there up. Ports that
 * do not exist cover nothing, and never reach into another protocol. Total and pure. */
export function trafficInterval(range: TrafficRange): Interval<number> {
  const number = protocolNumber(range.protocol);
  if (number === undefined) return EVERY_TRAFFIC;
  const base = number * PORT_COUNT;
  const { start, end } = portInterval(range);
  return { start: base + onLine(start), end: base + onLine(end) };
}

function onLine(position: number): number {
  return Math.min(Math.max(position, 0), PORT_COUNT);
}

/** Protocols and ports of all `ranges` together. */
export function traffic(...ranges: readonly TrafficRange[]): Traffic {
  return unionOf(ranges.map(trafficInterval));
}

function portInterval({ protocol, fromPort, toPort }: TrafficRange): Interval<number> {
  const all = { start: 0, end: PORT_COUNT };
  if (fromPort === ANY_PORT) return all;
  if (protocol === 'icmp' || protocol === 'icmpv6') return icmpInterval(fromPort, toPort);
  if (protocol !== 'tcp' && protocol !== 'udp') return all;
  return { start: fromPort, end: (toPort === ANY_PORT ? PORT_COUNT - 1 : toPort) + 1 };
}

function icmpInterval(type: number, code: number): Interval<number> {
  const start = type * ICMP_CODE_COUNT;
  if (code === ANY_PORT) return { start, end: start + ICMP_CODE_COUNT };
  return { start: start + code, end: start + code + 1 };
}

/** A stretch of the line as the ranges that EC2 would write for it, ascending by protocol number.
 * ICMP stretches come out type by type. */
export function toRanges(stretch: Interval<number>): readonly TrafficRange[] {
  if (stretch.start <= EVERY_TRAFFIC.start && stretch.end >= EVERY_TRAFFIC.end) {
    return [{ protocol: ALL_PROTOCOLS, fromPort: ANY_PORT, toPort: ANY_PORT }];
  }
  const ranges: TrafficRange[] = [];
  const first = Math.floor(stretch.start / PORT_COUNT);
  for (let number = first; number * PORT_COUNT < stretch.end; number += 1) {
    const start = Math.max(0, stretch.start - number * PORT_COUNT);
    const end = Math.min(PORT_COUNT, stretch.end - number * PORT_COUNT);
    ranges.push(...rangesOfProtocol(protocolOfNumber(number), start, end));
  }
  return ranges;
}

function rangesOfProtocol(protocol: IpProtocol, start: number, end: number): TrafficRange[] {
  if (protocol === 'tcp' || protocol === 'udp') {
    return [{ protocol, fromPort: start, toPort: end - 1 }];
  }
  const isWhole = start === 0 && end === PORT_COUNT;
  if (isWhole || (protocol !== 'icmp' && protocol !== 'icmpv6')) {
    return [{ protocol, fromPort: ANY_PORT, toPort: ANY_PORT }];
  }
  return icmpRanges(protocol, start, end);
}

function icmpRanges(protocol: IpProtocol, start: number, end: number): TrafficRange[] {
  const ranges: TrafficRange[] = [];
  for (let at = start; at < end; ) {
    const type = Math.floor(at / ICMP_CODE_COUNT);
    const isWholeType = at % ICMP_CODE_COUNT === 0 && at + ICMP_CODE_COUNT <= end;
    const toPort = isWholeType ? ANY_PORT : at % ICMP_CODE_COUNT;
    ranges.push({ protocol, fromPort: type, toPort });
    at += isWholeType ? ICMP_CODE_COUNT : 1;
  }
  return ranges;
}
