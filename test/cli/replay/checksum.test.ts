import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '../../../bench/archive/random.ts';
import { checksumOf } from '../../../src/cli/replay/scan/checksum.ts';
import { FOLD_BYTES_MIN, instantiateScanner } from '../../../src/cli/replay/scan/scanner-module.ts';

const wasm = instantiateScanner([]);
wasm.memory.grow(4);

/** What the module makes of bytes that lie `at` so many behind its own. */
function checksum(bytes: Uint8Array, at = 0): number {
  const from = wasm.bytes() + at;
  new Uint8Array(wasm.memory.buffer).set(bytes, from);
  return checksumOf(wasm, from, from + bytes.length);
}

/** `fold` works through so many bytes at a time, and leaves at least FOLD_BYTES_MIN. */
const BATCH_BYTES = 8192;
const EDGES = [0, 1, 2, 3].flatMap((count) => [
  count * BATCH_BYTES,
  count * BATCH_BYTES + FOLD_BYTES_MIN,
]);

test('the checksum is that of zlib, at every length around the edges of its parts', () => {
  const { below } = createRandom(1);
  const lengths = EDGES.flatMap((edge) => [-17, -16, -1, 0, 1, 16, 17].map((more) => edge + more));
  for (const length of lengths.filter((each) => each >= 0)) {
    const bytes = Uint8Array.from({ length }, () => below(256));
    expect(checksum(bytes), `${length} bytes`).toBe(crc32(bytes));
  }
});

test('the checksum is that of zlib, whatever the bytes and wherever they lie', () => {
  const property = fc.property(
    fc.uint8Array({ minLength: 1, maxLength: 200 }),
    fc.nat(40_000),
    fc.nat(63),
    (pattern, length, at) => {
      const bytes = Uint8Array.from(
        { length },
        (_, i) => (pattern[i % pattern.length] ?? 0) ^ (i >> 7),
      );
      expect(checksum(bytes, at)).toBe(crc32(bytes));
    },
  );
  fc.assert(property, { numRuns: 200 });
});

test('every single bit counts', () => {
  const bytes = new Uint8Array(2 * (BATCH_BYTES + FOLD_BYTES_MIN));
  for (let at = 0; at < bytes.length; at += 37) {
    bytes[at] = 1 << (at % 8);
    expect(checksum(bytes), `byte ${at}`).toBe(crc32(bytes));
    bytes[at] = 0;
  }
});
