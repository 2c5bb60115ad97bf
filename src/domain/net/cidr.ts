import { readIpv4, readIpv6, writeIpv4, writeIpv6 } from './address-text.ts';
import type { Interval } from './intervals.ts';

/** A block of addresses of one family, host bits cleared.
 * `text` is the canonical spelling (RFC 4632; RFC 5952 for IPv6), so equal blocks are equal texts. */
export type Cidr =
  | { readonly kind: 'ipv4'; readonly text: string; readonly interval: Interval<number> }
  | { readonly kind: 'ipv6'; readonly text: string; readonly interval: Interval<bigint> };

/** A text that is not a CIDR block, with what was expected. */
export interface CidrProblem {
  readonly kind: 'problem';
  readonly message: string;
}

export const IPV4_BITS = 32;
export const IPV6_BITS = 128;
/** How many IPv4 addresses there are. */
export const IPV4_COUNT = 2 ** IPV4_BITS;
/** How many IPv6 addresses there are. */
export const IPV6_COUNT = 1n << BigInt(IPV6_BITS);

/** Longest text of a CIDR block that is looked at, in characters: an IPv6 address with an embedded
 * IPv4 part has at most 45 (RFC 4291 §2.2), a prefix length 4 more. */
const CIDR_CHARS_MAX = 49;

/** What a text such as `10.0.0.0/8` or `2001:db8::/32` means, or why it means nothing.
 *
 * - The prefix length is required, 0-32 or 0-128, without sign or leading zeros.
 * - Host bits are cleared: `10.1.2.3/8` is `10.0.0.0/8`, `1.0.0.0/0` is everything.
 * - IPv4 octets are decimal, 0-255, exactly four, without leading zeros (some parsers read those as octal).
 * - **IPv4-mapped IPv6** (`::ffff:0:0/96`) is IPv6 and nothing else: a security group matches it
 *   against IPv6 packets only, so it neither covers an IPv4 address nor is covered by one.
 *
 * Total and pure. Sources: RFC 4632 §3.1, RFC 4291 §2.2-2.3, RFC 5952. */
export function parseCidr(text: string): Cidr | CidrProblem {
  if (text.length > CIDR_CHARS_MAX) return problem(`${text.slice(0, CIDR_CHARS_MAX)}…`);
  const slash = text.indexOf('/');
  const prefix = text.slice(slash + 1);
  if (slash < 0 || !PREFIX_REGEXP.test(prefix)) return problem(text);
  const address = text.slice(0, slash);
  const prefixBits = Number(prefix);
  if (address.includes(':')) return parseIpv6(text, address, prefixBits);
  return parseIpv4(text, address, prefixBits);
}

/** The CIDR block of `text`. For texts that are constants or already checked.
 * @throws RangeError where it is none. */
export function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed.kind === 'problem') throw new RangeError(parsed.message);
  return parsed;
}

const PREFIX_REGEXP = /^(?:0|[1-9]\d{0,2})$/;

function parseIpv4(text: string, address: string, prefixBits: number): Cidr | CidrProblem {
  const value = prefixBits > IPV4_BITS ? undefined : readIpv4(address);
  if (value === undefined) return problem(text);
  const size = 2 ** (IPV4_BITS - prefixBits);
  const start = value - (value % size);
  // An IPv4 block has one spelling: without host bits, this is it.
  if (start === value) return { kind: 'ipv4', text, interval: { start, end: start + size } };
  return ipv4Block(start, prefixBits);
}

function parseIpv6(text: string, address: string, prefixBits: number): Cidr | CidrProblem {
  const value = prefixBits > IPV6_BITS ? undefined : readIpv6(address);
  if (value === undefined) return problem(text);
  const hostBits = BigInt(IPV6_BITS - prefixBits);
  return ipv6Block((value >> hostBits) << hostBits, prefixBits);
}

/** The block of `prefixBits` that starts at `start`, whose host bits are zero. */
export function ipv4Block(start: number, prefixBits: number): Cidr {
  const text = `${writeIpv4(start)}/${prefixBits}`;
  return { kind: 'ipv4', text, interval: { start, end: start + 2 ** (IPV4_BITS - prefixBits) } };
}

/** The block of `prefixBits` that starts at `start`, whose host bits are zero. */
export function ipv6Block(start: bigint, prefixBits: number): Cidr {
  const text = `${writeIpv6(start)}/${prefixBits}`;
  const end = start + (1n << BigInt(IPV6_BITS - prefixBits));
  return { kind: 'ipv6', text, interval: { start, end } };
}

function problem(text: string): CidrProblem {
  return {
    kind: 'problem',
    message: `Expected a CIDR block such as 10.0.0.0/8 or 2001:db8::/32, got ${JSON.stringify(text)}`,
  };
}
