import { Address6, AddressError } from 'ip-address';

const DOT_CODE = 46;
const COLON_CODE = 58;
const ZERO_CODE = 48;
const SMALL_A_CODE = 97;

const IPV4_REGEXP = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/;

/** The number that an IPv4 address is: four decimal octets without leading zeros (some parsers read
 * those as octal). Undefined for any other text. Total and pure. */
export function readIpv4(text: string): number | undefined {
  if (!IPV4_REGEXP.test(text)) return undefined;
  let value = 0;
  let octet = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === DOT_CODE) {
      value = value * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + (code - ZERO_CODE);
    if (octet > 255) return undefined;
  }
  return value * 256 + octet;
}

/** An IPv4 address, 0 to 2^32 - 1, as text; there is one spelling. */
export function writeIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

const GROUPS_COUNT = 8;

/** The number that an IPv6 address is, in any spelling of RFC 4291 §2.2. Undefined for any other text,
 * a zone included. One with an IPv4 part at its end is rare, and left to `ip-address`; that reads the
 * others the same way (a test holds it), ten times slower. Total and pure. */
export function readIpv6(text: string): bigint | undefined {
  if (text.includes('.')) return readIpv6WithIpv4(text);
  const groups = readGroups(text);
  return groups === undefined ? undefined : toValue(groups);
}

function readIpv6WithIpv4(text: string): bigint | undefined {
  if (/[^0-9a-fA-F:.]/.test(text)) return undefined;
  try {
    return new Address6(text).bigInt();
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}

/** The eight groups of an address: those that are written, with zeros where `::` stands. */
function readGroups(text: string): readonly number[] | undefined {
  const groups: number[] = [];
  let gapAt = -1;
  for (let at = 0; at < text.length; ) {
    if (isGapAt(text, at)) {
      if (gapAt >= 0) return undefined;
      gapAt = groups.length;
      at += 2;
      if (at === text.length) break;
    } else if (groups.length > 0) {
      if (text.charCodeAt(at) !== COLON_CODE) return undefined;
      at += 1;
    }
    const end = endOfGroup(text, at);
    if (end === at) return undefined;
    groups.push(groupBetween(text, at, end));
    at = end;
  }
  if (gapAt < 0) return groups.length === GROUPS_COUNT ? groups : undefined;
  return groups.length < GROUPS_COUNT ? withZerosAt(gapAt, groups) : undefined;
}

function isGapAt(text: string, at: number): boolean {
  return text.charCodeAt(at) === COLON_CODE && text.charCodeAt(at + 1) === COLON_CODE;
}

/** Where the hexadecimal digits end that begin at `start`, of which a group has four at most. */
function endOfGroup(text: string, start: number): number {
  let end = start;
  while (end < start + 4 && hexDigit(text.charCodeAt(end)) < 16) end += 1;
  return end;
}

function groupBetween(text: string, start: number, end: number): number {
  let group = 0;
  for (let i = start; i < end; i += 1) group = group * 16 + hexDigit(text.charCodeAt(i));
  return group;
}

/** What a character means as a hexadecimal digit; 16 where it is none. */
function hexDigit(code: number): number {
  if (code >= ZERO_CODE && code < ZERO_CODE + 10) return code - ZERO_CODE;
  const small = code | 32;
  return small >= SMALL_A_CODE && small < SMALL_A_CODE + 6 ? small - SMALL_A_CODE + 10 : 16;
}

function withZerosAt(at: number, groups: readonly number[]): readonly number[] {
  const all = groups.slice(0, at);
  for (let left = GROUPS_COUNT - groups.length; left > 0; left -= 1) all.push(0);
  for (let i = at; i < groups.length; i += 1) all.push(groups[i] ?? 0);
  return all;
}

/** Two groups at a time are still a `number`: the fewer steps in `bigint`, the quicker. */
function toValue(groups: readonly number[]): bigint {
  let value = 0n;
  for (let i = 0; i < GROUPS_COUNT; i += 2) {
    value = (value << 32n) | BigInt((groups[i] ?? 0) * 65_536 + (groups[i + 1] ?? 0));
  }
  return value;
}

function groupsOf(value: bigint): readonly number[] {
  const groups: number[] = [];
  for (let shift = 96n; shift >= 0n; shift -= 32n) {
    const two = Number(BigInt.asUintN(32, value >> shift));
    groups.push(two >>> 16, two & 0xffff);
  }
  return groups;
}

/** An IPv6 address, 0 to 2^128 - 1, in the spelling of RFC 5952 §4: hexadecimal groups in small
 * letters without leading zeros, `::` for the first of the longest runs of at least two zeros. */
export function writeIpv6(value: bigint): string {
  const groups = groupsOf(value);
  const { start, end } = longestZeros(groups);
  if (end - start < 2) return hexTexts(groups, 0, GROUPS_COUNT);
  return `${hexTexts(groups, 0, start)}::${hexTexts(groups, end, GROUPS_COUNT)}`;
}

function hexTexts(groups: readonly number[], start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i += 1) {
    text += `${i > start ? ':' : ''}${(groups[i] ?? 0).toString(16)}`;
  }
  return text;
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly end: number } {
  let longest = { start: 0, end: 0 };
  let start = 0;
  for (let i = 0; i < GROUPS_COUNT; i += 1) {
    if (groups[i] !== 0) start = i + 1;
    else if (i + 1 - start > longest.end - longest.start) longest = { start, end: i + 1 };
  }
  return longest;
}
