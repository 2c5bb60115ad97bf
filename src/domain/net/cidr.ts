import { Address6, AddressError } from 'ip-address';
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
 * Total and pure. Sources: RFC 4632 §3.1, RFC 4291 §2.2-2.3, RFC 5952; parsing of IPv6 by `ip-address`. */
export function parseCidr(text: string): Cidr | CidrProblem {
  if (text.length > CIDR_CHARS_MAX) return problem(`${text.slice(0, CIDR_CHARS_MAX)}…`);
  const slash = text.indexOf('/');
  const prefix = text.slice(slash + 1);
  if (slash < 0 || !PREFIX_REGEXP.test(prefix)) return problem(text);
  const address = text.slice(0, slash);
  const prefixBits = Number(prefix);
  if (address.includes(':')) return knownIpv6(text) ?? parseIpv6(text, address, prefixBits);
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
const IPV4_REGEXP = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/;

function parseIpv4(text: string, address: string, prefixBits: number): Cidr | CidrProblem {
  if (prefixBits > IPV4_BITS || !IPV4_REGEXP.test(address)) return problem(text);
  const value = ipv4Value(address);
  if (value === undefined) return problem(text);
  const size = 2 ** (IPV4_BITS - prefixBits);
  const start = value - (value % size);
  // An IPv4 block has one spelling: without host bits, this is it.
  if (start === value) return { kind: 'ipv4', text, interval: { start, end: start + size } };
  return ipv4Block(start, prefixBits);
}

const DOT_CODE = 46;
const ZERO_CODE = 48;

/** The number that four groups of digits with dots between them write, each up to 255. */
function ipv4Value(address: string): number | undefined {
  let value = 0;
  let octet = 0;
  for (let i = 0; i < address.length; i += 1) {
    const code = address.charCodeAt(i);
    if (code === DOT_CODE) {
      value = value * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + (code - ZERO_CODE);
    if (octet > 255) return undefined;
  }
  return value * 256 + octet;
}

/** How many texts of IPv6 blocks are remembered with what they mean: parsing one costs as much as
 * judging many rules, and the same few hundred come again and again. */
export const KNOWN_IPV6_BLOCKS_MAX = 4_096;

const KNOWN_IPV6 = new Map<string, Cidr>();

function knownIpv6(text: string): Cidr | undefined {
  return KNOWN_IPV6.get(text);
}

function parseIpv6(text: string, address: string, prefixBits: number): Cidr | CidrProblem {
  // A zone (`fe80::1%eth0`) names an interface of one host: it has no meaning in a rule.
  if (prefixBits > IPV6_BITS || /[^0-9a-fA-F:.]/.test(address)) return problem(text);
  const value = ipv6Value(address);
  if (value === undefined) return problem(text);
  const hostBits = BigInt(IPV6_BITS - prefixBits);
  const block = ipv6Block((value >> hostBits) << hostBits, prefixBits);
  // Those that matter are back at once.
  if (KNOWN_IPV6.size >= KNOWN_IPV6_BLOCKS_MAX) KNOWN_IPV6.clear();
  KNOWN_IPV6.set(text, block);
  return block;
}

function ipv6Value(address: string): bigint | undefined {
  try {
    return new Address6(address).bigInt();
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}

/** The block of `prefixBits` that starts at `start`, whose host bits are zero. */
export function ipv4Block(start: number, prefixBits: number): Cidr {
  const octets = [start / 2 ** 24, start / 2 ** 16, start / 2 ** 8, start].map((n) => n & 255);
  const text = `${octets.join('.')}/${prefixBits}`;
  return { kind: 'ipv4', text, interval: { start, end: start + 2 ** (IPV4_BITS - prefixBits) } };
}

/** The block of `prefixBits` that starts at `start`, whose host bits are zero. */
export function ipv6Block(start: bigint, prefixBits: number): Cidr {
  const text = `${ipv6Text(start)}/${prefixBits}`;
  const end = start + (1n << BigInt(IPV6_BITS - prefixBits));
  return { kind: 'ipv6', text, interval: { start, end } };
}

/** An IPv6 address as RFC 5952 has it: hexadecimal groups without leading zeros, and the first of the
 * longest runs of two zero groups or more left out. */
function ipv6Text(value: bigint): string {
  const digits = value.toString(16).padStart(32, '0');
  const groups = Array.from({ length: 8 }, (_, i) =>
    Number.parseInt(digits.slice(i * 4, i * 4 + 4), 16).toString(16),
  );
  const { start, end } = longestZeros(groups);
  if (end - start < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(end).join(':')}`;
}

function longestZeros(groups: readonly string[]): Interval<number> {
  let longest = { start: 0, end: 0 };
  let start = 0;
  for (const [i, group] of groups.entries()) {
    if (group !== '0') start = i + 1;
    else if (i + 1 - start > longest.end - longest.start) longest = { start, end: i + 1 };
  }
  return longest;
}

function problem(text: string): CidrProblem {
  return {
    kind: 'problem',
    message: `Expected a CIDR block such as 10.0.0.0/8 or 2001:db8::/32, got ${JSON.stringify(text)}`,
  };
}
