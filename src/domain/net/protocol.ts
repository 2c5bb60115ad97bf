/** An IP protocol as EC2 writes it in its answers: the four that have names, `-1` for all, any other
 * by its number as text (`'47'`). One spelling each, so equal protocols are equal texts.
 * Source: EC2 API `IpPermission.IpProtocol`; numbers from the IANA protocol registry. */
export type IpProtocol = 'tcp' | 'udp' | 'icmp' | 'icmpv6' | '-1' | `${number}`;

export const ALL_PROTOCOLS = '-1';
/** How many IP protocol numbers there are (one octet, RFC 791). */
export const PROTOCOL_COUNT = 256;

const NAMED_PROTOCOLS = [
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['icmpv6', 58],
] as const;
const NUMBER_BY_NAME = new Map<string, number>(NAMED_PROTOCOLS);
const NAME_BY_NUMBER = new Map<number, IpProtocol>(
  NAMED_PROTOCOLS.map(([name, number]) => [number, name]),
);

/** A protocol in any spelling that EC2 or CloudTrail uses: names in any case, numbers as number or
 * text (`6`, `"17"`), all as `-1`, `"-1"` or `"all"`. Undefined for anything else. */
export function parseProtocol(value: unknown): IpProtocol | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim().toLowerCase();
  if (text === '-1' || text === 'all') return ALL_PROTOCOLS;
  const number = NUMBER_BY_NAME.get(text) ?? (/^\d{1,3}$/.test(text) ? Number(text) : undefined);
  if (number === undefined || number >= PROTOCOL_COUNT) return undefined;
  return protocolOfNumber(number);
}

/** The IANA number of a protocol, 0-255; undefined for all of them (`-1`). */
export function protocolNumber(protocol: IpProtocol): number | undefined {
  if (protocol === ALL_PROTOCOLS) return undefined;
  return NUMBER_BY_NAME.get(protocol) ?? Number(protocol);
}

/** The protocol of an IANA number, 0-255. */
export function protocolOfNumber(number: number): IpProtocol {
  return NAME_BY_NUMBER.get(number) ?? `${number}`;
}
