import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { decode } from '../../adapters/cloudtrail/decode.ts';
import {
  decodeGroupEvent,
  GROUP_EVENT_NAMES,
} from '../../adapters/cloudtrail/decode-group-event.ts';
import type { Unwrapped } from '../../adapters/cloudtrail/unwrap.ts';
import { WATCHED_EVENT_NAMES } from '../../adapters/cloudtrail/watched.ts';
import type { Input } from './find-inputs.ts';
import { readRecords, unwrapAt } from './read-records.ts';
import { TEXT_BYTES_MAX } from './read-text.ts';
import { RecordScanner, type Scanned } from './scan/record-scanner.ts';

/** What an input holds that a replay has to look at, in its order, and how many records it holds
 * beside: calls that are not watched and tell nothing of a group. */
export interface KeptRecords {
  readonly kept: readonly Unwrapped[];
  readonly unwatchedCount: number;
}

/** Bytes read at once, packed and unpacked: the latter stay in the processor's cache until they
 * have been scanned. */
const PACKED_BYTES = 128 * 1024;
const UNPACKED_BYTES = 128 * 1024;

/** A scanner for the records that a replay looks at. One serves one file at a time. */
export function createReplayScanner(): RecordScanner {
  return new RecordScanner([...WATCHED_EVENT_NAMES, ...GROUP_EVENT_NAMES]);
}

/** Reads an input. A log file is scanned, and only the records that matter are parsed; anything
 * else, and whatever about a file is not as it should be, is parsed whole. Both come to the same.
 * Never throws. */
export async function readKept(
  input: Input,
  stdin: AsyncIterable<Uint8Array>,
  scanner: RecordScanner,
): Promise<KeptRecords> {
  const scanned = input.kind === 'file' ? await scanFile(input.path, scanner) : undefined;
  return scanned ?? keep(await readRecords(input, stdin));
}

/** Parses an input whole. */
export async function readKeptByParsing(
  input: Input,
  stdin: AsyncIterable<Uint8Array>,
): Promise<KeptRecords> {
  return keep(await readRecords(input, stdin));
}

/** Undefined where the file has to be parsed whole, be it only to say what is wrong with it. */
async function scanFile(path: string, scanner: RecordScanner): Promise<KeptRecords | undefined> {
  try {
    // What is no regular file, such as a pipe, cannot be read a second time.
    if (!(await stat(path)).isFile()) return undefined;
    const scanned = await scanOpened(path, scanner);
    if (scanned.kind === 'unsafe') return undefined;
    const document = { Records: scanned.texts.map((text): unknown => JSON.parse(text)) };
    const { kept, unwatchedCount } = keep(unwrapAt(path, 1, document));
    return { kept, unwatchedCount: scanned.skippedCount + unwatchedCount };
  } catch {
    // Not swallowed: parsing the file whole meets the same error, and tells it with its place.
    return undefined;
  }
}

async function scanOpened(path: string, scanner: RecordScanner): Promise<Scanned> {
  const file = await open(path);
  try {
    return await scanBytes(file, scanner);
  } finally {
    await file.close();
  }
}

async function scanBytes(file: FileHandle, scanner: RecordScanner): Promise<Scanned> {
  const magic = Buffer.alloc(2);
  await file.read(magic, 0, 2, 0);
  const packed = file.createReadStream({ start: 0, highWaterMark: PACKED_BYTES, autoClose: false });
  const scan = (chunks: AsyncIterable<Uint8Array>) => scanChunks(chunks, scanner);
  if (magic.readUInt16BE() !== GZIP_MAGIC) return scan(packed);
  return pipeline(packed, createGunzip({ chunkSize: UNPACKED_BYTES }), scan);
}

/** The first two bytes of gzip (RFC 1952 §2.3.1). */
const GZIP_MAGIC = 0x1f8b;

async function scanChunks(
  chunks: AsyncIterable<Uint8Array>,
  scanner: RecordScanner,
): Promise<Scanned> {
  let bytesCount = 0;
  scanner.begin();
  for await (const chunk of chunks) {
    bytesCount += chunk.byteLength;
    // A file that is too long to be parsed is not read in part either.
    if (bytesCount > TEXT_BYTES_MAX || !scanner.add(chunk)) return { kind: 'unsafe' };
  }
  return scanner.end();
}

function keep(records: Iterable<Unwrapped>): KeptRecords {
  const kept: Unwrapped[] = [];
  let unwatchedCount = 0;
  for (const found of records) {
    if (isKept(found)) kept.push(found);
    else unwatchedCount += 1;
  }
  return { kept, unwatchedCount };
}

function isKept(found: Unwrapped): boolean {
  if (found.kind === 'problem') return true;
  const decoded = decode(found.record, found.context);
  if (decoded.kind !== 'ignored' || decoded.reason.kind !== 'notWatched') return true;
  return decodeGroupEvent(found.record, found.context) !== undefined;
}
