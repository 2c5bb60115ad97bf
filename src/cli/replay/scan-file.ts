import { createReadStream, readFileSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { TEXT_BYTES_MAX } from './read-text.ts';
import { isGzip, readGzipMember } from './scan/gzip-member.ts';
import type { RecordScanner, Scanned } from './scan/record-scanner.ts';

/** A packed file of at most so many bytes, that says that it holds at most so many, is unpacked in
 * one go where it is scanned, which takes half the time; CloudTrail's files are far below. Any other
 * is streamed through zlib. */
const PACKED_BYTES_MAX = 8 * 1024 * 1024;
const UNPACKED_BYTES_MAX = 32 * 1024 * 1024;

/** Bytes that are scanned at once: they and their copy fit into the processor's cache. */
const CHUNK_BYTES = 256 * 1024;

/** Scans a log file, packed or not. `unsafe` too for what is no regular file, such as a pipe: it
 * could not be read a second time.
 * @throws where the file cannot be read or unpacked. */
export async function scanFile(path: string, scanner: RecordScanner): Promise<Scanned> {
  // Synchronously: a thread that reads does nothing else, and a hundred thousand small files would
  // each wait for four turns of the event loop.
  const stats = statSync(path);
  if (!stats.isFile()) return { kind: 'unsafe' };
  if (stats.size > PACKED_BYTES_MAX) return scanStream(path, scanner);
  const bytes = readFileSync(path);
  const scanned = isGzip(bytes) ? scanPacked(bytes, scanner) : scanBytes(bytes, scanner);
  free(bytes);
  return scanned ?? scanStream(path, scanner);
}

/** Undefined where the file is too long for that, or gzip of another kind. */
function scanPacked(bytes: Buffer, scanner: RecordScanner): Scanned | undefined {
  const member = readGzipMember(bytes);
  if (member === undefined || member.unpackedBytes > UNPACKED_BYTES_MAX) return undefined;
  return scanner.beginPacked(member) ? scanner.end() : undefined;
}

function scanBytes(bytes: Buffer, scanner: RecordScanner): Scanned {
  scanner.begin();
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    if (!scanner.add(bytes.subarray(at, at + CHUNK_BYTES))) break;
  }
  return scanner.end();
}

async function scanStream(path: string, scanner: RecordScanner): Promise<Scanned> {
  const scan = (chunks: AsyncIterable<Uint8Array>) => scanChunks(chunks, scanner);
  const packed = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const [first = Buffer.alloc(0)] = await firstBytes(path);
  if (!isGzip(first)) return scan(packed);
  return pipeline(packed, createGunzip({ chunkSize: CHUNK_BYTES }), scan);
}

async function firstBytes(path: string): Promise<readonly Buffer[]> {
  return createReadStream(path, { end: 1 }).toArray();
}

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
    release(chunk);
  }
  return scanner.end();
}

/** Bytes that reach up to the end of their buffer are the last in it; into any other its stream
 * may still write. */
function release(chunk: Uint8Array): void {
  if (chunk.byteOffset + chunk.byteLength === chunk.buffer.byteLength) free(chunk);
}

/** Gives the memory of bytes that have been scanned back at once: to leave that to the garbage
 * collector costs a quarter of the time, and hundreds of MB. The buffer must be no pool's, as none
 * is of this size. */
function free({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= CHUNK_BYTES) buffer.transfer(0);
}
