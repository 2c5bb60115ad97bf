import { isIPv4, isIPv6 } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cidr, IPV4_COUNT, IPV6_COUNT, parseCidr } from '../../../src/domain/net/cidr.ts';

/** Texts that are no CIDR block, and why. Several libraries take one or another of them. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['a slash only', '/'],
  ['a prefix length only', '/8'],
  ['an octet over 255', '256.0.0.0/8'],
  ['five octets', '10.0.0.1.5/8'],
  ['three octets', '10.0.0/8'],
  ['one number', '167772160/8'],
  ['an empty octet', '10..0.0/8'],
  ['no prefix length', '10.0.0.0'],
  ['an empty prefix length', '10.0.0.0/'],
  ['an IPv4 prefix length of 33', '10.0.0.0/33'],
  ['an IPv6 prefix length of 129', '2001:db8::/129'],
  ['two prefix lengths', '10.0.0.0/8/8'],
  ['a leading zero in an octet', '010.0.0.0/8'],
  ['a leading zero in the prefix length', '1.2.3.4/08'],
  ['a zero twice', '00.0.0.0/0'],
  ['a hexadecimal octet', '0x0a.0.0.0/8'],
  ['a sign in an octet', '+10.0.0.0/8'],
  ['a sign in the prefix length', '10.0.0.0/+8'],
  ['a negative prefix length', '10.0.0.0/-8'],
  ['a netmask', '10.0.0.0/255.0.0.0'],
  ['a space before', ' 10.0.0.0/8'],
  ['a space after', '10.0.0.0/8 '],
  ['a space inside', '10.0.0.0 /8'],
  ['a line break after', '10.0.0.0/8\n'],
  ['a prefix length as a float', '10.0.0.0/8.0'],
  ['a prefix length as an exponent', '10.0.0.0/1e1'],
  ['other digits', '１０.0.0.0/8'],
  ['a zone id', 'fe80::1%eth0/64'],
  ['an empty zone id', 'fe80::1%/64'],
  ['brackets', '[::1]/128'],
  ['two gaps', '1::2::3/64'],
  ['three colons', ':::/0'],
  ['nine groups', '1:2:3:4:5:6:7:8:9/64'],
  ['seven groups', '1:2:3:4:5:6:7/64'],
  ['a gap for no group', '1:2:3:4:5:6:7:8::/64'],
  ['five hex digits', '12345::/16'],
  ['a letter that is no hex digit', '2001:dg8::/32'],
  ['a colon first', ':1:2:3:4:5:6:7/64'],
  ['an embedded octet over 255', '::ffff:256.0.0.1/128'],
  ['an embedded leading zero', '::ffff:01.2.3.4/128'],
  ['IPv4 in the middle', '1.2.3.4::/64'],
  ['a name', 'anywhere'],
  ['a referenced group', 'sg-0123456789abcdef0'],
  ['a word that objects know', 'constructor/8'],
];

describe('parseCidr() refuses', () => {
  test.each(REFUSED)('%s: %j', (_, text) => {
    const parsed = parseCidr(text);
    expect(parsed.kind).toBe('problem');
    if (parsed.kind !== 'problem') return;
    expect(parsed.message).toBe(
      `Expected a CIDR block such as 10.0.0.0/8 or 2001:db8::/32, got ${JSON.stringify(text)}`,
    );
  });

  test('a text of any length, which it cuts', () => {
    const parsed = parseCidr(`${'1'.repeat(1_000_000)}/8`);
    expect(parsed.kind === 'problem' && parsed.message.length).toBeLessThan(150);
  });
});

/** Texts, and the canonical text of the block that they mean. */
const CANONICAL: readonly (readonly [string, string])[] = [
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['1.0.0.0/0', '0.0.0.0/0'],
  ['255.255.255.255/32', '255.255.255.255/32'],
  ['255.255.255.255/1', '128.0.0.0/1'],
  ['10.9.8.15/28', '10.9.8.0/28'],
  ['2001:DB8:0:0:0:0:0:1/64', '2001:db8::/64'],
  ['::1/0', '::/0'],
  ['1:2:3:4:5:6:7::/112', '1:2:3:4:5:6:7:0/112'],
  ['2001:0db8:0000:0000:0001:0000:0000:0001/128', '2001:db8::1:0:0:1/128'],
  ['64:ff9b::192.0.2.33/96', '64:ff9b::/96'],
  ['64:ff9b::192.0.2.33/128', '64:ff9b::c000:221/128'],
];

describe('parseCidr() canonicalises', () => {
  test.each(CANONICAL)('%s to %s', (text, canonical) => {
    expect(parseCidr(text)).toEqual(parseCidr(canonical));
    expect(cidr(text).text).toBe(canonical);
  });

  test('0.0.0.0/0 and ::/0 are everything of their family', () => {
    expect(cidr('0.0.0.0/0').interval).toEqual({ start: 0, end: IPV4_COUNT });
    expect(cidr('::/0').interval).toEqual({ start: 0n, end: IPV6_COUNT });
  });

  test('IPv4-mapped IPv6 is IPv6', () => {
    const start = 0xffffn << 32n;
    expect(cidr('::ffff:0:0/96')).toMatchObject({
      kind: 'ipv6',
      interval: { start, end: start + 2n ** 32n },
    });
    expect(cidr('::ffff:10.0.0.1/128')).toMatchObject({
      kind: 'ipv6',
      interval: { start: start + 0x0a000001n, end: start + 0x0a000002n },
    });
  });

  test('cidr() throws the problem', () => {
    expect(() => cidr('10.0.0.0/33')).toThrow(
      new RangeError(
        'Expected a CIDR block such as 10.0.0.0/8 or 2001:db8::/32, got "10.0.0.0/33"',
      ),
    );
  });
});

const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });
const groups = fc.array(fc.constantFrom(0, 0, 0, 1, 0xab, 0xffff, 0x1000), {
  minLength: 8,
  maxLength: 8,
});

describe('parseCidr(), for any block:', () => {
  test('IPv4 is what its octets say, and its text reads back', () => {
    fc.assert(
      fc.property(octets, fc.integer({ min: 0, max: 32 }), (bytes, bits) => {
        const block = cidr(`${bytes.join('.')}/${bits}`);
        const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
        const size = 2 ** (32 - bits);
        const start = Math.floor(value / size) * size;
        expect(block.interval).toEqual({ start, end: start + size });
        expect(cidr(block.text)).toEqual(block);
      }),
    );
  });

  test('IPv6 is what its groups say, and its text is spelled as URLs spell it', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: 0, max: 128 }), (words, bits) => {
        const block = cidr(`${words.map((word) => word.toString(16)).join(':')}/${bits}`);
        const value = words.reduce((sum, word) => (sum << 16n) + BigInt(word), 0n);
        const size = 1n << BigInt(128 - bits);
        const start = (value / size) * size;
        expect(block.interval).toEqual({ start, end: start + size });
        expect(cidr(block.text)).toEqual(block);
        const [address = ''] = block.text.split('/');
        expect(`[${address}]`).toBe(new URL(`http://[${address}]`).hostname);
      }),
    );
  });

  test('an address is taken exactly when Node takes it (Node has no prefix lengths)', () => {
    const piece = fc.constantFrom('0', '1', '10', '255', '256', 'ffff', 'g', '.', ':', '::', '01');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
        const address = pieces.join('');
        expect(parseCidr(`${address}/32`).kind !== 'problem').toBe(
          isIPv4(address) || isIPv6(address),
        );
      }),
      { numRuns: 5000 },
    );
  });

  test('any text gives a block or a problem', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['ipv4', 'ipv6', 'problem']).toContain(parseCidr(text).kind);
      }),
    );
  });
});
