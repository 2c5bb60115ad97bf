import { type IpProtocol, parseProtocol } from '../../domain/net/protocol.ts';
import { ANY_PORT, PORT_COUNT, type TrafficRange } from '../../domain/net/traffic.ts';
import { field, isBlank, quoted } from './json.ts';
import { problem, type Reading, read } from './reading.ts';

/** Greatest ICMP type or code (RFC 792: one octet each). */
const ICMP_MAX = 255;

/** The protocol and ports that `holder` (a permission or a rule, of either family) names. Ports
 * that mean nothing to their protocol are not looked at, and become -1 as in EC2's answers: for
 * `-1` they come as nothing, as 0-0 and as 0-65535. TCP and UDP without ports are all ports. */
export function readTrafficRange(holder: unknown): Reading<TrafficRange> {
  const spelling = field(holder, 'ipProtocol');
  const protocol = parseProtocol(spelling);
  if (protocol === undefined) {
    return problem(
      `ipProtocol should be tcp, udp, icmp, a number or -1, and is ${quoted(spelling)}`,
    );
  }
  if (protocol === 'tcp' || protocol === 'udp') return readPorts(protocol, holder);
  if (protocol === 'icmp' || protocol === 'icmpv6') return readIcmp(protocol, holder);
  return read(allOf(protocol));
}

function readPorts(protocol: IpProtocol, holder: unknown): Reading<TrafficRange> {
  const [fromPort, toPort] = [readNumber(holder, 'fromPort'), readNumber(holder, 'toPort')];
  if (fromPort === undefined && toPort === undefined) return read(allOf(protocol));
  if (fromPort === ANY_PORT && toPort === ANY_PORT) return read(allOf(protocol));
  if (isWithin(fromPort, PORT_COUNT - 1) && isWithin(toPort, PORT_COUNT - 1)) {
    if (fromPort <= toPort) return read({ protocol, fromPort, toPort });
  }
  return problem(`${portsText(holder)} are no port range from 0 to 65535`);
}

/** For ICMP, `fromPort` is the type and `toPort` the code; a code that is missing means all. */
function readIcmp(protocol: IpProtocol, holder: unknown): Reading<TrafficRange> {
  const type = readNumber(holder, 'fromPort') ?? ANY_PORT;
  const code = readNumber(holder, 'toPort') ?? ANY_PORT;
  if (type === ANY_PORT) return read(allOf(protocol));
  if (isWithin(type, ICMP_MAX) && (code === ANY_PORT || isWithin(code, ICMP_MAX))) {
    return read({ protocol, fromPort: type, toPort: code });
  }
  return problem(`${portsText(holder)} are no ICMP type and code from 0 to 255`);
}

function allOf(protocol: IpProtocol): TrafficRange {
  return { protocol, fromPort: ANY_PORT, toPort: ANY_PORT };
}

/** A port field: a number, or its decimal text (data lakes). Undefined where there is none, NaN
 * where it is anything else, which then is within no range. */
function readNumber(holder: unknown, name: string): number | undefined {
  const value = field(holder, name);
  if (isBlank(value)) return undefined;
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^(-1|\d{1,5})$/.test(value) ? Number(value) : Number.NaN;
}

function isWithin(value: number | undefined, max: number): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= max;
}

function portsText(holder: unknown): string {
  const [from, to] = [quoted(field(holder, 'fromPort')), quoted(field(holder, 'toPort'))];
  return `fromPort ${from} and toPort ${to}`;
}
