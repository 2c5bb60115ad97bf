import { crc32, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readGzipMember } from '../../../src/cli/replay/scan/gzip-member.ts';
import { RecordScanner } from '../../../src/cli/replay/scan/record-scanner.ts';

const TEXT = '{"Records":[{"eventName":"CreateTags"},{"eventName":"AssumeRole"}]}';
const PACKED = gzipSync(TEXT);
const HEADER_BYTES = 10;

/** The packed text with other flags, and what they announce. */
function withHead(flags: number, more: string): Buffer {
  const head = Buffer.from(PACKED.subarray(0, HEADER_BYTES));
  head[3] = flags;
  return Buffer.concat([head, Buffer.from(more, 'latin1'), PACKED.subarray(HEADER_BYTES)]);
}

describe('readGzipMember()', () => {
  test.each([
    ['as CloudTrail writes it', PACKED],
    ['with a name', withHead(8, 'a.json\0')],
    ['with an empty name', withHead(8, '\0')],
  ])('reads a file %s', (_, bytes) => {
    const member = readGzipMember(bytes);
    expect(member).toEqual({
      data: PACKED.subarray(HEADER_BYTES, -8),
      checksum: crc32(TEXT),
      unpackedBytes: TEXT.length,
    });
  });

  test.each([
    ['what is no gzip', Buffer.from(TEXT)],
    ['what is too short', PACKED.subarray(0, 17)],
    ['another method', Buffer.from(PACKED.toString('latin1').replace('\b', '\t'), 'latin1')],
    ['an extra field', withHead(4, '\x02\0xx')],
    ['a name without an end', Buffer.concat([withHead(8, '').subarray(0, 10), Buffer.alloc(9, 1)])],
  ])('leaves %s to others', (_, bytes) => {
    expect(readGzipMember(bytes)).toBeUndefined();
  });
});

describe('beginPacked()', () => {
  const scanner = new RecordScanner(['CreateTags']);

  test('has the whole file scanned', () => {
    const member = readGzipMember(PACKED);
    expect(member !== undefined && scanner.beginPacked(member)).toBe(true);
    const texts = ['{"eventName":"CreateTags"}'];
    expect(scanner.end()).toEqual({ kind: 'scanned', texts, skippedCount: 1 });
  });

  test.each([{ checksum: 1 }, { unpackedBytes: TEXT.length + 1 }, { data: Buffer.from('x') }])(
    'leaves what is not as it says to others: %o',
    (wrong) => {
      const member = readGzipMember(PACKED);
      expect(member !== undefined && scanner.beginPacked({ ...member, ...wrong })).toBe(false);
      expect(scanner.end()).toEqual({ kind: 'unsafe' });
    },
  );

  test('scans files of any length, one after another', () => {
    for (const count of [1, 60_000, 3, 200_000]) {
      const text = `{"Records":[${'{"eventName":"A"},'.repeat(count)}{"eventName":"B"}]}`;
      const member = readGzipMember(gzipSync(text));
      expect(member !== undefined && scanner.beginPacked(member)).toBe(true);
      expect(scanner.end()).toMatchObject({ skippedCount: count + 1 });
    }
  });
});
