import { endOfDay } from '../domain/exemption/read-exemption.ts';
import { type Instant, parseInstant } from '../domain/instant.ts';
import { parseProtocol } from '../domain/net/protocol.ts';
import { ANY_PORT, PORT_COUNT, type TrafficRange } from '../domain/net/traffic.ts';

/** Protocol and ports as EC2 has them; null for what is none. */
export function rangeOf(protocol: string, ports: number | string | undefined): TrafficRange | null {
  const parsed = parseProtocol(protocol);
  if (parsed === undefined) return null;
  if (parsed !== 'tcp' && parsed !== 'udp') {
    return ports === undefined ? { protocol: parsed, fromPort: ANY_PORT, toPort: ANY_PORT } : null;
  }
  if (typeof ports === 'number') return { protocol: parsed, fromPort: ports, toPort: ports };
  const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(ports ?? '') ?? [];
  if (from === undefined || to === undefined) return null;
  const [fromPort, toPort] = [Number(from), Number(to)];
  return fromPort <= toPort && toPort < PORT_COUNT ? { protocol: parsed, fromPort, toPort } : null;
}

/** The moment at which an exemption is over: the end of a day in UTC, or a moment; null for what is neither. */
export function endOf(text: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return parseInstant(text);
  return endOfDay(text);
}
