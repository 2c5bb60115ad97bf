import { type Cidr, cidr, IPV4_BITS, IPV6_BITS, ipv4Block, ipv6Block } from './cidr.ts';
import type { Interval, Intervals } from './intervals.ts';
import * as intervals from './intervals.ts';

/** An exact set of addresses. The two families are apart and never mixed: an IPv4-mapped IPv6
 * address is an IPv6 address (see `parseCidr`). */
export interface AddressSet {
  readonly ipv4: Intervals<number>;
  readonly ipv6: Intervals<bigint>;
}

/** No address at all. */
export const NO_ADDRESSES: AddressSet = { ipv4: [], ipv6: [] };

/** The addresses of all `blocks` together; they may overlap. */
export function addressSet(blocks: Iterable<Cidr>): AddressSet {
  const ipv4: Interval<number>[] = [];
  const ipv6: Interval<bigint>[] = [];
  for (const block of blocks) {
    if (block.kind === 'ipv4') ipv4.push(block.interval);
    else ipv6.push(block.interval);
  }
  return { ipv4: intervals.unionOf(ipv4), ipv6: intervals.unionOf(ipv6) };
}

/** The addresses of CIDR texts that are constants or already checked.
 * @throws RangeError where one is none. */
export function addresses(...texts: readonly string[]): AddressSet {
  return addressSet(texts.map(cidr));
}

export function union(a: AddressSet, b: AddressSet): AddressSet {
  return { ipv4: intervals.union(a.ipv4, b.ipv4), ipv6: intervals.union(a.ipv6, b.ipv6) };
}

export function intersection(a: AddressSet, b: AddressSet): AddressSet {
  return {
    ipv4: intervals.intersection(a.ipv4, b.ipv4),
    ipv6: intervals.intersection(a.ipv6, b.ipv6),
  };
}

export function difference(a: AddressSet, b: AddressSet): AddressSet {
  return { ipv4: intervals.difference(a.ipv4, b.ipv4), ipv6: intervals.difference(a.ipv6, b.ipv6) };
}

/** Whether every address of `inner` is in `outer`. */
export function covers(outer: AddressSet, inner: AddressSet): boolean {
  return intervals.covers(outer.ipv4, inner.ipv4) && intervals.covers(outer.ipv6, inner.ipv6);
}

export function equals(a: AddressSet, b: AddressSet): boolean {
  return intervals.equals(a.ipv4, b.ipv4) && intervals.equals(a.ipv6, b.ipv6);
}

export function isEmpty(set: AddressSet): boolean {
  return set.ipv4.length === 0 && set.ipv6.length === 0;
}

/** How many addresses a set holds, by family: 0 to 2^32, 0 to 2^128. */
export function size(set: AddressSet): { readonly ipv4: number; readonly ipv6: bigint } {
  const ipv4 = set.ipv4.reduce((sum, part) => sum + (part.end - part.start), 0);
  const ipv6 = set.ipv6.reduce((sum, part) => sum + (part.end - part.start), 0n);
  return { ipv4, ipv6 };
}

/** The fewest CIDR blocks that together are exactly this set: IPv4 first, each family ascending. */
export function toCidrs(set: AddressSet): readonly Cidr[] {
  const blocks: Cidr[] = [];
  for (const part of set.ipv4) blocks.push(...ipv4Blocks(part));
  for (const part of set.ipv6) blocks.push(...ipv6Blocks(part));
  return blocks;
}

// From the start of an interval on, blocks only grow, and then only shrink: each takes up where the
// one before it stood.
function* ipv4Blocks({ start, end }: Interval<number>): Generator<Cidr> {
  let size = 1;
  let prefixBits = IPV4_BITS;
  for (let at = start; at < end; ) {
    while (prefixBits > 0 && at % (size * 2) === 0 && at + size * 2 <= end) {
      size *= 2;
      prefixBits -= 1;
    }
    while (at + size > end) {
      size /= 2;
      prefixBits += 1;
    }
    yield ipv4Block(at, prefixBits);
    at += size;
  }
}

function* ipv6Blocks({ start, end }: Interval<bigint>): Generator<Cidr> {
  let size = 1n;
  let prefixBits = IPV6_BITS;
  for (let at = start; at < end; ) {
    while (prefixBits > 0 && at % (size * 2n) === 0n && at + size * 2n <= end) {
      size *= 2n;
      prefixBits -= 1;
    }
    while (at + size > end) {
      size /= 2n;
      prefixBits += 1;
    }
    yield ipv6Block(at, prefixBits);
    at += size;
  }
}
