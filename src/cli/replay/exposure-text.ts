import type { Direction } from '../../domain/change/exposure-change.ts';
import type { ExposureRow } from '../../domain/net/exposure.ts';
import { ANY_PORT, type TrafficRange } from '../../domain/net/traffic.ts';

/** How many sources, and how many groups of them, a sentence names before it counts the rest. */
const NAMED_MAX = 3;

/** Openings in plain words: `TCP 445, 3389 and UDP 3389 from 0.0.0.0/0 and ::/0`, or `to` where they
 * lead out. Sources that are let in on the same traffic are told together. */
export function exposureText(
  rows: readonly ExposureRow[],
  direction: Direction = 'inbound',
): string {
  const word = direction === 'inbound' ? 'from' : 'to';
  const rowsBySource = Map.groupBy(rows, (row) => row.source);
  const sources = [...rowsBySource].map(([source, ranges]) => ({
    source,
    on: trafficText(ranges),
  }));
  const sourcesByTraffic = Map.groupBy(sources, ({ on }) => on);
  const parts = [...sourcesByTraffic].map(
    ([on, from]) => `${on} ${word} ${listText(from.map(({ source }) => source))}`,
  );
  const restCount = parts.length - NAMED_MAX;
  return restCount > 0
    ? `${parts.slice(0, NAMED_MAX).join('; ')}; ${restCount} more`
    : parts.join('; ');
}

function trafficText(ranges: readonly TrafficRange[]): string {
  const byProtocol = Map.groupBy(ranges, ({ protocol }) => protocol);
  return [...byProtocol]
    .map(
      ([protocol, ofProtocol]) =>
        `${protocolText(protocol)} ${ofProtocol.map(portsText).join(', ')}`,
    )
    .join(' and ');
}

function protocolText(protocol: string): string {
  if (protocol === '-1') return 'all protocols,';
  return /^\d/.test(protocol) ? `protocol ${protocol},` : protocol.toUpperCase();
}

function portsText({ fromPort, toPort }: TrafficRange): string {
  if (fromPort === ANY_PORT) return 'all ports';
  return fromPort === toPort ? `${fromPort}` : `${fromPort}-${toPort}`;
}

/** `a, b and c`, or `a, b, c and 25 more`. */
export function listText(items: readonly string[]): string {
  const restCount = items.length - NAMED_MAX;
  const named = restCount > 0 ? [...items.slice(0, NAMED_MAX), `${restCount} more`] : items;
  const last = named.at(-1) ?? '';
  return named.length < 2 ? last : `${named.slice(0, -1).join(', ')} and ${last}`;
}
