import { crc32 } from 'node:zlib';
import { FOLD_BYTES_MIN, type ScannerExports } from './scanner-module.ts';

/** The CRC-32 (RFC 1952 §8) of bytes in the memory of a scanner, by their addresses. */
export function checksumOf(wasm: ScannerExports, from: number, end: number): number {
  if (end - from < FOLD_BYTES_MIN) return crc32(bytesAt(wasm, from, end - from));
  const restBytes = wasm.fold(from, end);
  return crc32(bytesAt(wasm, wasm.folded(), restBytes), ZEROS);
}

/** What `crc32` takes for a register of zeros, which it keeps inverted. */
const ZEROS = 0xffff_ffff;

function bytesAt({ memory }: ScannerExports, address: number, count: number): Uint8Array {
  return new Uint8Array(memory.buffer, address, count);
}
