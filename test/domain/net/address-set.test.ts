import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AddressSet } from '../../../src/domain/net/address-set.ts';
import * as sets from '../../../src/domain/net/address-set.ts';
import { addresses } from '../../../src/domain/net/address-set.ts';
import { type Cidr, cidr, IPV4_COUNT, IPV6_COUNT } from '../../../src/domain/net/cidr.ts';

/** Regions small enough for a bitmap, at the edges of both families and in the middle. */
const REGION_SIZE = 256;
const IPV4_REGIONS = ['0.0.0', '10.9.8', '255.255.255'] as const;
const IPV6_REGIONS = ['::', '2001:db8::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff'] as const;

const block = fc
  .tuple(fc.constantFrom(...IPV4_REGIONS, ...IPV6_REGIONS), fc.nat(255), fc.nat(8))
  .map(([region, host, hostBits]) => blockText(region, host, hostBits));
const blocks = fc.array(block, { maxLength: 6 });

function blockText(region: string, host: number, hostBits: number): string {
  if (!region.includes(':')) return `${region}.${host}/${32 - hostBits}`;
  return `${region}${host.toString(16).padStart(2, '0')}/${128 - hostBits}`;
}

/** The addresses of every region, each with whether the set of `texts` holds it: worked out from
 * the texts alone, by comparing leading bits. */
function bitmap(texts: readonly string[]): string {
  const regions: readonly string[] = [...IPV4_REGIONS, ...IPV6_REGIONS];
  return regions
    .map((region) => {
      const here = texts.filter((text) => text.startsWith(region) && sameFamily(text, region));
      return Array.from({ length: REGION_SIZE }, (_, at) => here.some((text) => holds(text, at)));
    })
    .map((bits) => bits.map(Number).join(''))
    .join('|');
}

function sameFamily(text: string, region: string): boolean {
  const address = text.split('/')[0] ?? '';
  return region.includes(':')
    ? address.length === region.length + 2
    : address.split('.').length === 4;
}

function holds(text: string, at: number): boolean {
  const [address = '', bits] = text.split('/');
  const isIpv6 = address.includes(':');
  const host = isIpv6 ? Number.parseInt(address.slice(-2), 16) : Number(address.split('.')[3]);
  const hostBits = (isIpv6 ? 128 : 32) - Number(bits);
  return host >> hostBits === at >> hostBits;
}

/** The same bitmap from a set. */
function bitmapOf(set: AddressSet): string {
  const ipv4 = IPV4_REGIONS.map((region) => (at: number) => {
    const address = region.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
    const position = address * 256 + at;
    return set.ipv4.some(({ start, end }) => start <= position && position < end);
  });
  const ipv6 = [0n, 0x20010db8n << 96n, IPV6_COUNT - 256n].map((base) => (at: number) => {
    const position = base + BigInt(at);
    return set.ipv6.some(({ start, end }) => start <= position && position < end);
  });
  return [...ipv4, ...ipv6]
    .map((has) => Array.from({ length: REGION_SIZE }, (_, at) => Number(has(at))).join(''))
    .join('|');
}

function zip(a: readonly string[], b: readonly string[], bit: (x: boolean, y: boolean) => boolean) {
  const right = bitmap(b);
  return bitmap(a).replace(/[01]/g, (x, at) => (bit(x === '1', right[at] === '1') ? '1' : '0'));
}

function forPairs(property: (a: readonly string[], b: readonly string[]) => void): void {
  fc.assert(
    fc.property(blocks, blocks, (a, b) => void property(a, b)),
    { numRuns: 300 },
  );
}

describe('address sets, against a bitmap:', () => {
  test('addresses()', () => {
    forPairs((a) => expect(bitmapOf(addresses(...a))).toBe(bitmap(a)));
  });

  test('union()', () => {
    forPairs((a, b) => {
      const set = sets.union(addresses(...a), addresses(...b));
      expect(bitmapOf(set)).toBe(zip(a, b, (x, y) => x || y));
      expect(set).toEqual(addresses(...a, ...b));
    });
  });

  test('intersection()', () => {
    forPairs((a, b) => {
      const set = sets.intersection(addresses(...a), addresses(...b));
      expect(bitmapOf(set)).toBe(zip(a, b, (x, y) => x && y));
    });
  });

  test('difference()', () => {
    forPairs((a, b) => {
      const set = sets.difference(addresses(...a), addresses(...b));
      expect(bitmapOf(set)).toBe(zip(a, b, (x, y) => x && !y));
    });
  });

  test('covers(), equals() and isEmpty()', () => {
    forPairs((a, b) => {
      const [left, right] = [addresses(...a), addresses(...b)];
      expect(sets.covers(right, left)).toBe(!zip(a, b, (x, y) => x && !y).includes('1'));
      expect(sets.equals(left, right)).toBe(bitmap(a) === bitmap(b));
      expect(sets.isEmpty(left)).toBe(a.length === 0);
    });
  });

  test('size()', () => {
    forPairs((a) => {
      const bits = bitmap(a).split('|');
      const ones = (part: readonly string[]): number => part.join('').replaceAll('0', '').length;
      expect(sets.size(addresses(...a))).toEqual({
        ipv4: ones(bits.slice(0, 3)),
        ipv6: BigInt(ones(bits.slice(3))),
      });
    });
  });

  test('toCidrs() is the set again, block by block, none overlapping, ascending', () => {
    forPairs((a, b) => {
      const set = sets.difference(addresses(...a), addresses(...b));
      const list = sets.toCidrs(set);
      expect(sets.addressSet(list)).toEqual(set);
      const starts = list.map(({ interval }) => interval.start);
      for (const [i, part] of list.entries()) {
        const next = list[i + 1];
        if (next?.kind === part.kind)
          expect(starts[i + 1]).toBeGreaterThanOrEqual(part.interval.end);
      }
    });
  });

  test('the complement of a set is everything that it is not', () => {
    const everything = addresses('0.0.0.0/0', '::/0');
    forPairs((a) => {
      const set = addresses(...a);
      const rest = sets.difference(everything, set);
      expect(sets.intersection(rest, set)).toEqual(sets.NO_ADDRESSES);
      expect(sets.union(rest, set)).toEqual(everything);
      const size = sets.size(set);
      expect(sets.size(rest)).toEqual({
        ipv4: IPV4_COUNT - size.ipv4,
        ipv6: IPV6_COUNT - size.ipv6,
      });
    });
  });
});

/** The fewest CIDR blocks for a set of the addresses 0 to 15, by trying every choice of blocks:
 * each address that is in the set must be in one chosen block, and each block in the set. */
function fewestBlocks(bits: number): number {
  const inside = [1, 2, 4, 8, 16].flatMap((size) =>
    Array.from({ length: 16 / size }, (_, i) => (2 ** size - 1) * 2 ** (size * i)),
  );
  const usable = inside.filter((mask) => (mask & bits) === mask);
  let reached = new Set([0]);
  for (let count = 0; ; count += 1) {
    if (reached.has(bits)) return count;
    reached = new Set([...reached].flatMap((mask) => usable.map((more) => mask | more)));
  }
}

/** The block that a block is half of; of a whole family, its own text. */
function parentText(text: string): string {
  const [address = '', bits = ''] = text.split('/');
  return bits === '' || bits === '0' ? text : cidr(`${address}/${Number(bits) - 1}`).text;
}

describe('toCidrs() is minimal:', () => {
  /** Every 97th of the 65,536 subsets of 16 addresses: all shapes, in a second. */
  const subsets = Array.from({ length: 676 }, (_, i) => i * 97);

  test('fewest IPv4 and IPv6 blocks for subsets of 16 addresses', () => {
    for (const bits of subsets) {
      const members = Array.from({ length: 16 }, (_, at) => at).filter((at) => (bits >> at) & 1);
      const ipv4 = sets.toCidrs(addresses(...members.map((at) => `10.0.0.${at}/32`)));
      const ipv6 = sets.toCidrs(
        addresses(...members.map((at) => `2001:db8::${at.toString(16)}/128`)),
      );
      const fewest = fewestBlocks(bits);
      expect([ipv4.length, ipv6.length]).toEqual([fewest, fewest]);
    }
  });

  test('no two neighbours of a set, however large, are the halves of one block', () => {
    forPairs((a, b) => {
      const holed = sets.difference(addresses('0.0.0.0/0', '::/0'), addresses(...a));
      const texts = sets.toCidrs(sets.union(holed, addresses(...b))).map(({ text }) => text);
      const halves = texts.filter((text, i) => parentText(text) === parentText(texts[i + 1] ?? ''));
      expect(halves).toEqual([]);
    });
  });

  test.each([
    [['0.0.0.0/1', '128.0.0.0/1'], ['0.0.0.0/0']],
    [['::/1', '8000::/1'], ['::/0']],
    [['10.0.0.0/9', '10.128.0.0/9'], ['10.0.0.0/8']],
    [
      ['10.0.1.0/24', '10.0.2.0/24'],
      ['10.0.1.0/24', '10.0.2.0/24'],
    ],
    [['255.255.255.254/32', '255.255.255.255/32'], ['255.255.255.254/31']],
    [['10.0.0.0/8', '10.1.0.0/16'], ['10.0.0.0/8']],
  ])('%j is %j', (texts, expected) => {
    expect(sets.toCidrs(addresses(...texts)).map(({ text }: Cidr) => text)).toEqual(expected);
  });
});

describe('families are never mixed:', () => {
  test('::/0 covers no IPv4 address, and 0.0.0.0/0 no IPv6 address', () => {
    expect(sets.covers(addresses('::/0'), addresses('10.0.0.0/32'))).toBe(false);
    expect(sets.covers(addresses('0.0.0.0/0'), addresses('::1/128'))).toBe(false);
  });

  test('IPv4-mapped IPv6 neither covers an IPv4 address nor is covered by one', () => {
    const mapped = addresses('::ffff:0:0/96');
    expect(sets.covers(mapped, addresses('10.0.0.1/32'))).toBe(false);
    expect(sets.covers(addresses('0.0.0.0/0'), mapped)).toBe(false);
    expect(sets.covers(addresses('::/0'), mapped)).toBe(true);
  });
});

test('0.0.0.0/0 less a /28 leaves 4,294,967,280 addresses in 28 blocks', () => {
  const rest = sets.difference(addresses('0.0.0.0/0'), addresses('10.9.8.0/28'));
  expect(sets.size(rest).ipv4).toBe(4_294_967_280);
  expect(sets.toCidrs(rest)).toHaveLength(28);
});
