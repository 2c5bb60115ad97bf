import { createReadStream } from 'node:fs';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { systemErrorText } from './system-error.ts';

/** Longest text that one file may hold, in bytes, unpacked: a file is read whole, and CloudTrail's
 * log files have some tens of MB at most. Also what a gzip bomb may grow to. */
export const TEXT_BYTES_MAX = 256 * 1024 * 1024;

/** The text of an input, or why it cannot be read. */
export type ReadText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problem'; readonly message: string };

/** The text of a file, unpacked if it is gzip, whatever its name says. */
export function readTextFile(path: string): Promise<ReadText> {
  return readText(createReadStream(path));
}

/** The text of a stream of bytes, unpacked if it is gzip. Never rejects. */
export async function readText(stream: AsyncIterable<Uint8Array>): Promise<ReadText> {
  try {
    const bytes = await readBytes(stream);
    if (bytes === undefined) return TOO_LONG;
    return { kind: 'text', text: (isGzip(bytes) ? await unpack(bytes) : bytes).toString('utf8') };
  } catch (error) {
    return isTooLong(error) ? TOO_LONG : { kind: 'problem', message: errorText(error) };
  }
}

/** All bytes of a stream, or undefined where they are too many. */
async function readBytes(stream: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytesCount = 0;
  for await (const chunk of stream) {
    bytesCount += chunk.byteLength;
    if (bytesCount > TEXT_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const TOO_LONG: ReadText = {
  kind: 'problem',
  message: `longer than ${TEXT_BYTES_MAX / 1024 / 1024} MiB, split it`,
};

/** The first two bytes of gzip (RFC 1952 §2.3.1). */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpack(bytes: Buffer): Promise<Buffer> {
  return promisify(gunzip)(bytes, { maxOutputLength: TEXT_BYTES_MAX });
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

function errorText(error: unknown): string {
  const text = systemErrorText(error);
  return text === 'unexpected end of file' ? 'truncated gzip: the file ends too early' : text;
}
