import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createReplayScanner,
  type KeptRecords,
  readKept,
  readKeptByParsing,
} from '../../../src/cli/replay/read-kept.ts';
import { MUTATION, mutated } from '../../fixtures/cloudtrail/mutations.ts';
import {
  authorize,
  ec2Call,
  editedRule,
  modify,
  rdpFrom,
  revoke,
} from '../../fixtures/cloudtrail/records.ts';
import {
  SHARED_ABSENT,
  SHARED_FOLDER,
  sharedPaths,
} from '../../fixtures/cloudtrail/shared-records.ts';

const scanner = createReplayScanner();
const NOTHING = (async function* () {})();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-kept-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What scanning and parsing make of a file. */
async function bothWays(path: string): Promise<{ scanned: KeptRecords; parsed: KeptRecords }> {
  const input = { kind: 'file', path } as const;
  return {
    scanned: await readKept(input, NOTHING, scanner),
    parsed: await readKeptByParsing(input, NOTHING),
  };
}

async function expectSame(bytes: string | Buffer): Promise<KeptRecords> {
  const path = join(folder, 'a.json');
  writeFileSync(path, bytes);
  const { scanned, parsed } = await bothWays(path);
  expect(scanned).toEqual(parsed);
  return scanned;
}

const OPENED = authorize([rdpFrom('0.0.0.0/0')]);
const RECORDS = [
  { ...OPENED, eventName: 'DescribeSecurityGroups' },
  OPENED,
  modify(editedRule({ CidrIpv4: '0.0.0.0/0' })),
  revoke({ ipPermissions: { items: [rdpFrom('0.0.0.0/0')] } }),
  { ...OPENED, eventName: 'CreateTags' },
  // Where groups stand is not replayed, whatever is in the record.
  ec2Call('RunInstances', null),
];
const TEXT = JSON.stringify({ Records: RECORDS });

/** Gzip with a name in its head, as the command of that name writes it. */
function named(packed: Buffer): Buffer {
  const head = Buffer.from(packed.subarray(0, 10));
  head[3] = 8;
  return Buffer.concat([head, Buffer.from('a.json\0'), packed.subarray(10)]);
}

/** Gzip with an extra field of two bytes. */
function withExtra(packed: Buffer): Buffer {
  const head = Buffer.from(packed.subarray(0, 10));
  head[3] = 4;
  return Buffer.concat([head, Buffer.from([2, 0, 7, 7]), packed.subarray(10)]);
}

/** The same but for one bit. */
function changed(packed: Buffer, at: number): Buffer {
  const bytes = Buffer.from(packed);
  bytes.writeUInt8(
    bytes.readUInt8((at + bytes.length) % bytes.length) ^ 1,
    (at + bytes.length) % bytes.length,
  );
  return bytes;
}

describe('readKept comes to the same as parsing everything', () => {
  test.each<[string, string | Buffer, number]>([
    ['a log file', TEXT, 3],
    ['gzip', gzipSync(TEXT), 3],
    [
      'gzip of several members',
      Buffer.concat([gzipSync(TEXT.slice(0, 99)), gzipSync(TEXT.slice(99))]),
      3,
    ],
    ['gzip of two log files', Buffer.concat([gzipSync(TEXT), gzipSync(TEXT)]), 6],
    ['gzip with something behind it', Buffer.concat([gzipSync(TEXT), Buffer.from('\0\0')]), 3],
    ['gzip that has a name', named(gzipSync(TEXT)), 3],
    ['gzip with more in its head', withExtra(gzipSync(TEXT)), 3],
    ['gzip whose checksum is another', changed(gzipSync(TEXT), -8), 1],
    ['gzip that tells another length', changed(gzipSync(TEXT), -4), 1],
    ['gzip that is broken', changed(gzipSync(TEXT), 40), 1],
    ['pretty-printed', JSON.stringify({ Records: RECORDS }, null, 2), 3],
    ['a byte order mark', `\uFEFF${TEXT}`, 3],
    ['escaped names', TEXT.replaceAll('"Authorize', '"\\u0041uthorize'), 3],
    ['escaped keys', TEXT.replaceAll('"eventName"', '"eventN\\u0061me"'), 3],
    ['keys of data lakes', TEXT.replaceAll('"eventName"', '"eventname"'), 3],
    ['JSON Lines', RECORDS.map((record) => JSON.stringify(record)).join('\n'), 3],
    [
      'a record in a record',
      JSON.stringify({ Records: [{ ...RECORDS[0], requestParameters: { Records: RECORDS } }] }),
      0,
    ],
    ['an envelope in the list', JSON.stringify({ Records: [{ Records: RECORDS }, RECORDS[1]] }), 4],
    ['malformed JSON', TEXT.slice(0, -2), 1],
    ['a record that is wanted and malformed', TEXT.replace('"tag":1', '"tag":01'), 1],
    ['truncated gzip', gzipSync(TEXT).subarray(0, 80), 1],
    ['no bytes', '', 0],
    ['a few bytes', '{}', 1],
  ])('of %s', async (_, bytes, keptCount) => {
    expect((await expectSame(bytes)).kept).toHaveLength(keptCount);
  });

  test('but for what is malformed inside a record that nobody wants: that one is counted', async () => {
    const path = join(folder, 'a.json');
    writeFileSync(path, TEXT.replace('"cidrIp":', '"cidrIp"'));
    const { scanned, parsed } = await bothWays(path);
    expect(scanned).toMatchObject({ unwatchedCount: 3, kept: { length: 3 } });
    expect(parsed).toMatchObject({ unwatchedCount: 0, kept: [{ kind: 'problem' }] });
  });

  test('of a file that is too large to be unpacked in one go', async () => {
    const long = { ...RECORDS[0], requestParameters: { a: 'x'.repeat(1 << 20) } };
    const records = [...Array.from({ length: 40 }, () => long), OPENED];
    const kept = await expectSame(gzipSync(JSON.stringify({ Records: records })));
    expect(kept).toMatchObject({ unwatchedCount: 40, kept: { length: 1 } });
  });

  test('of records in which anything was changed, in any layout', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(MUTATION, { maxLength: 4 }),
        fc.nat(2),
        async (mutations, indent) => {
          const records = mutations.reduce(mutated<unknown>, RECORDS as unknown);
          await expectSame(JSON.stringify({ Records: records }, null, indent));
        },
      ),
      { numRuns: 300 },
    );
  });

  test.skipIf(SHARED_ABSENT !== undefined)(
    `of every collected file, as it is and as records of a log file ${SHARED_ABSENT ?? ''}`,
    async () => {
      for (const path of sharedPaths()) {
        const { scanned, parsed } = await bothWays(join(SHARED_FOLDER, path));
        expect(scanned, path).toEqual(parsed);
        const document = JSON.parse(readFileSync(join(SHARED_FOLDER, path), 'utf8'));
        await expectSame(
          gzipSync(JSON.stringify({ Records: [document, document.detail, OPENED] })),
        );
      }
    },
  );
});
