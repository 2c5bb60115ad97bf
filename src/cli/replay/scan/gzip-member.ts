/** A gzip file of one member, which is what CloudTrail and gzip write. */
export interface GzipMember {
  /** The packed bytes themselves (deflate, RFC 1951). */
  readonly data: Uint8Array;
  /** CRC-32 of the unpacked bytes. */
  readonly checksum: number;
  /** How many bytes it says that it holds, modulo 2^32. */
  readonly unpackedBytes: number;
}

/** Parts of a member, in bytes (RFC 1952 §2.3). */
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

const METHOD_DEFLATE = 8;
const FLAG_NAME = 8;

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** A file as one member of gzip; undefined where it is none, or has anything unusual in its head.
 * Where it holds several members, what this tells is not true. */
export function readGzipMember(bytes: Buffer): GzipMember | undefined {
  const trailerAt = bytes.length - TRAILER_BYTES;
  if (trailerAt < HEADER_BYTES || !isGzip(bytes) || bytes[2] !== METHOD_DEFLATE) return undefined;
  const dataAt = dataStart(bytes);
  if (dataAt === undefined || dataAt > trailerAt) return undefined;
  return {
    data: bytes.subarray(dataAt, trailerAt),
    checksum: bytes.readUInt32LE(trailerAt),
    unpackedBytes: bytes.readUInt32LE(trailerAt + 4),
  };
}

function dataStart(bytes: Buffer): number | undefined {
  const flags = bytes[3];
  if (flags === 0) return HEADER_BYTES;
  // The name that the file had, ended by a zero.
  const nameEnd = flags === FLAG_NAME ? bytes.indexOf(0, HEADER_BYTES) : -1;
  return nameEnd < 0 ? undefined : nameEnd + 1;
}
