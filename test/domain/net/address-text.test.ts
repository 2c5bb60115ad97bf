import { isIPv4, isIPv6 } from 'node:net';
import * as fc from 'fast-check';
import { Address6 } from 'ip-address';
import { describe, expect, test } from 'vitest';
import { readIpv4, readIpv6, writeIpv4, writeIpv6 } from '../../../src/domain/net/address-text.ts';

const anyIpv4 = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  fc.constantFrom(0, 255, 2 ** 31),
);
/** Numbers whose groups are zero more often than chance has it. */
const anyIpv6 = fc
  .array(fc.constantFrom<bigint>(0n, 0n, 0n, 1n, 0x10n, 0xabcn, 0xffffn), {
    minLength: 8,
    maxLength: 8,
  })
  .map((groups) => groups.reduce((value, group) => (value << 16n) | group, 0n));
/** Texts that are addresses now and then. */
const anyText = fc
  .array(
    fc.constantFrom(
      '0',
      '1',
      '9',
      'a',
      'F',
      'g',
      '00',
      'db8',
      'ffff',
      ':',
      ':',
      '::',
      '.',
      '255',
      '256',
      ' ',
    ),
    {
      maxLength: 17,
    },
  )
  .map((pieces) => pieces.join(''));

/** An address of eight groups, of which some may be missing, have too many digits or be left out. */
const anyGroups = fc
  .tuple(
    fc.array(fc.constantFrom('0', '1', '00ff', 'ABCD', 'ffff', '12345', ''), { maxLength: 9 }),
    fc.array(fc.constantFrom('0', '1', '00ff', 'ABCD', 'ffff'), { maxLength: 9 }),
    fc.constantFrom('::', ':', ':::'),
  )
  .map(([head, tail, between]) => `${head.join(':')}${between}${tail.join(':')}`);

/** What the library makes of a text without a zone or a prefix length. */
function libraryReading(text: string): bigint | undefined {
  return /[^0-9a-fA-F:.]/.test(text) || !Address6.isValid(text)
    ? undefined
    : new Address6(text).bigInt();
}

describe('readIpv4()', () => {
  test('reads a text exactly when Node takes it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(readIpv4(text) !== undefined).toBe(isIPv4(text));
      }),
      { numRuns: 5000 },
    );
  });

  test('reads back what writeIpv4() wrote, which is octets', () => {
    fc.assert(
      fc.property(anyIpv4, (value) => {
        const text = writeIpv4(value);
        expect(isIPv4(text)).toBe(true);
        expect(text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)).toBe(value);
        expect(readIpv4(text)).toBe(value);
      }),
    );
  });
});

describe('readIpv6()', () => {
  test.each([
    ['any text', anyText],
    ['any groups', anyGroups],
  ])('reads %s exactly as ip-address does, and when Node takes it', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(readIpv6(text)).toBe(libraryReading(text));
        expect(readIpv6(text) !== undefined).toBe(isIPv6(text));
      }),
      { numRuns: 5000 },
    );
  });

  test('reads every spelling of an address', () => {
    fc.assert(
      fc.property(anyIpv6, (value) => {
        const address = Address6.fromBigInt(value);
        const spellings = [address.correctForm(), address.canonicalForm(), address.to4in6()];
        for (const spelling of spellings) {
          expect(readIpv6(spelling)).toBe(value);
          expect(readIpv6(spelling.toUpperCase())).toBe(value);
        }
      }),
    );
  });

  test('has no meaning for a zone', () => {
    expect(readIpv6('fe80::1%eth0')).toBeUndefined();
    expect(readIpv6('::ffff:10.0.0.1%1')).toBeUndefined();
  });
});

test('writeIpv6() spells as ip-address does, and as URLs are spelled', () => {
  fc.assert(
    fc.property(anyIpv6, (value) => {
      const text = writeIpv6(value);
      expect(text).toBe(Address6.fromBigInt(value).correctForm());
      expect(`[${text}]`).toBe(new URL(`http://[${text}]`).hostname);
    }),
    { numRuns: 1000 },
  );
});
