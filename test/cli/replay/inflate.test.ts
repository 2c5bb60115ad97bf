import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  INFLATE_SLACK_BYTES,
  instantiateScanner,
} from '../../../src/cli/replay/scan/scanner-module.ts';

const wasm = instantiateScanner([]);
const base = wasm.bytes();
wasm.memory.grow(32);
/** Where output and input go, from `base` on. What lies around both is watched. */
const TO = 1024;
const FROM = 2 ** 20;
/** What lies there before. */
const UNTOUCHED = 0xaa;

/** What the module makes of deflate that is said to hold so many bytes. */
function inflated(data: Uint8Array, bytesCount: number): Buffer | 'refused' {
  const memory = Buffer.from(wasm.memory.buffer, base);
  memory.fill(UNTOUCHED);
  memory.set(data, FROM);
  const [from, to] = [base + FROM, base + TO];
  const count = wasm.inflate(from, from + data.length, to, to + bytesCount);
  const around = [
    memory.subarray(0, TO),
    memory.subarray(TO + bytesCount + INFLATE_SLACK_BYTES, FROM),
    memory.subarray(FROM + data.length),
  ];
  expect(around.every(isUntouched), 'the rest of the memory is as it was').toBe(true);
  return count < 0 ? 'refused' : Buffer.from(memory.subarray(TO, TO + count));
}

const untouched = Buffer.alloc(FROM * 3, UNTOUCHED);

function isUntouched(bytes: Buffer): boolean {
  return untouched.subarray(0, bytes.length).equals(bytes);
}

/** What zlib makes of the same. */
function byZlib(data: Uint8Array, bytesCount: number): Buffer | 'refused' {
  try {
    const { buffer, engine } = inflateRawSync(data, { info: true }) as unknown as ZlibInfo;
    const isWhole = buffer.length === bytesCount && engine.bytesWritten === data.length;
    return isWhole ? buffer : 'refused';
  } catch {
    return 'refused';
  }
}

function expectAsByZlib(data: Uint8Array, bytesCount: number): void {
  const [ours, theirs] = [inflated(data, bytesCount), byZlib(data, bytesCount)];
  // As text: to compare buffers byte by byte takes the test seconds.
  expect(ours.toString('latin1')).toBe(theirs.toString('latin1'));
}

/** What `info: true` makes of the answer; its types do not know. */
interface ZlibInfo {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** A number as deflate writes it, lowest bit first; and a code, the other way round. */
function lsb(value: number, bitsCount: number): string {
  return [...msb(value, bitsCount)].reverse().join('');
}

function msb(value: number, bitsCount: number): string {
  return value.toString(2).padStart(bitsCount, '0');
}

function bytesOf(bits: string): Uint8Array {
  const octets = bits.match(/.{1,8}/g) ?? [];
  return Uint8Array.from(octets, (octet) => Number.parseInt([...octet].reverse().join(''), 2));
}

/** The last block, of codes of its own: the length of each symbol's and each distance's, which are
 * written in four bits each. */
function dynamic(
  symbols: Readonly<Record<number, number>>,
  distances: readonly number[],
  content: string,
): string {
  const count = Math.max(257, ...Object.keys(symbols).map((symbol) => Number(symbol) + 1));
  const lengths = [...Array.from({ length: count }, (_, i) => symbols[i] ?? 0), ...distances];
  const ownLengths = `${lsb(0, 3).repeat(3)}${lsb(4, 3).repeat(16)}`;
  const counts = `${lsb(count - 257, 5)}${lsb(distances.length - 1, 5)}${lsb(15, 4)}`;
  const written = lengths.map((length) => msb(length, 4)).join('');
  return `1${lsb(2, 2)}${counts}${ownLengths}${written}${content}`;
}

/** Bytes of every kind of redundancy: few symbols or all of them, repeated near and far. */
const BYTES = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.tuple(fc.nat(255), fc.nat(600)).map(([byte, count]) => Buffer.alloc(count, byte)),
      fc.string({ maxLength: 60 }).map((text) => Buffer.from(text.repeat(9))),
      fc
        .tuple(fc.nat(20_000), fc.nat(12))
        .map(([count, shift]) =>
          Buffer.from(Array.from({ length: count }, (_, i) => (i * i) >> shift)),
        ),
    ),
    { maxLength: 20 },
  )
  .map((parts) => Buffer.concat(parts));

const OPTIONS = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
});

describe('inflate', () => {
  test('unpacks what zlib packs, in whatever way', () => {
    fc.assert(
      fc.property(BYTES, OPTIONS, (bytes, options) => {
        const unpacked = inflated(deflateRawSync(bytes, options), bytes.length);
        expect(unpacked !== 'refused' && unpacked.equals(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('comes to the same as zlib where some bytes are others', () => {
    fc.assert(
      fc.property(
        BYTES,
        OPTIONS,
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 3 }),
        (bytes, options, at, others) => {
          const data = deflateRawSync(bytes, options);
          data.set(others.subarray(0, data.length), at % Math.max(1, data.length - others.length));
          expectAsByZlib(data, bytes.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('comes to the same as zlib whatever it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(3), (data, count) => {
        const bytesCount = count === 0 ? lengthByZlib(data) : count * 100;
        expectAsByZlib(data, bytesCount);
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[string, string, number]>([
    ['codes of one bit', dynamic({ 97: 1, 256: 1 }, [0], '001'), 2],
    ['a single distance', dynamic({ 97: 1, 256: 2, 257: 2 }, [1], '011010'), 4],
    ['nothing but an end', dynamic({ 256: 1 }, [0], '0'), 0],
    ['the fixed codes', `1${lsb(1, 2)}${msb(0x30 + 97, 8)}${msb(0, 7)}`, 1],
  ])('takes %s as zlib does', (_, bits, bytesCount) => {
    expect(inflated(bytesOf(bits), bytesCount)).toHaveLength(bytesCount);
    expectAsByZlib(bytesOf(bits), bytesCount);
  });

  test.each<[string, string, number]>([
    ['a distance to before the beginning', `1${lsb(1, 2)}${msb(1, 7)}00000${msb(0, 7)}`, 3],
    ['too many symbols', dynamic({ 97: 1, 256: 1, 287: 0 }, [0], '001'), 2],
    ['too many distances', dynamic({ 97: 1, 256: 1 }, Array(31).fill(0), '001'), 2],
    ['codes that are not all used', dynamic({ 97: 2, 256: 2 }, [0], '000001'), 2],
    ['more codes than there are', dynamic({ 97: 1, 98: 1, 256: 1 }, [0], '10'), 1],
    ['a single distance of two bits', dynamic({ 97: 1, 256: 2, 257: 2 }, [2], '0110010'), 4],
    ['a block without an end', dynamic({ 97: 1, 98: 1 }, [0], '00'), 2],
    ['a block of no kind', '111', 0],
    ['a length that is not confirmed', `1${lsb(0, 7)}${lsb(1, 16)}${lsb(1, 16)}${lsb(7, 8)}`, 1],
  ])('refuses %s as zlib does', (_, bits, bytesCount) => {
    expect(inflated(bytesOf(bits), bytesCount)).toBe('refused');
    expectAsByZlib(bytesOf(bits), bytesCount);
  });

  test('refuses another length than it is told', () => {
    const data = deflateRawSync(Buffer.from('abcabcabc'.repeat(99)));
    for (const bytesCount of [0, 1, 890, 892, 10_000]) {
      expect(inflated(data, bytesCount)).toBe('refused');
    }
    expect(inflated(data, 891)).toHaveLength(891);
  });

  test('refuses what ends too early or goes on', () => {
    const bytes = Buffer.from(Array.from({ length: 900 }, (_, i) => (i * i) >> 5));
    const data = deflateRawSync(bytes);
    for (let end = 0; end < data.length; end += 1) {
      expect(inflated(data.subarray(0, end), bytes.length)).toBe('refused');
    }
    expect(inflated(Buffer.concat([data, Buffer.alloc(1)]), bytes.length)).toBe('refused');
  });
});

/** How many bytes there are, where zlib makes anything of it. */
function lengthByZlib(data: Uint8Array): number {
  try {
    return Math.min(inflateRawSync(data).length, FROM / 2);
  } catch {
    return 0;
  }
}
