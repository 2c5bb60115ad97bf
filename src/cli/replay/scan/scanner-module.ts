import { readFileSync } from 'node:fs';

/** Memory of a WebAssembly module. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB; every view of the old buffer is detached. */
  readonly grow: (pagesCount: number) => number;
}

/** What the module exports; its sources, with every meaning, are `record-scanner.c`, `inflate.c` and
 * `checksum.c`.
 * Addresses are in bytes of its memory. */
export interface ScannerExports {
  readonly memory: WasmMemory;
  /** Where the bytes of the file go. */
  readonly bytes: () => number;
  /** Where the spans of reported records lie: start and end, four bytes each, little-endian. */
  readonly spans: () => number;
  readonly spanCount: () => number;
  readonly skippedCount: () => number;
  readonly recordStart: () => number;
  readonly addKey: (length: number) => number;
  readonly addName: (length: number) => number;
  readonly begin: (at: number) => void;
  readonly moved: (by: number) => void;
  readonly drained: () => void;
  readonly position: () => number;
  readonly scan: (end: number) => number;
  readonly inflate: (from: number, fromEnd: number, to: number, toEnd: number) => number;
  readonly fold: (from: number, fromEnd: number) => number;
  /** Where `fold` leaves its rest. */
  readonly folded: () => number;
}

/** What `scan` answers. */
export const SCAN_ANSWERS = { needsBytes: 0, spansFull: 1, listEnded: 2, unsafe: 3 } as const;

/** How many bytes behind the end that `scan` is given must be readable. */
export const LOOKAHEAD_BYTES = 512;

/** How many bytes behind what `inflate` reads and writes must be its own. */
export const INFLATE_SLACK_BYTES = 512;

/** `fold` takes at least so many bytes. */
export const FOLD_BYTES_MIN = 3006;

/** `scan` looks at so many bytes at once. */
export const BLOCK_BYTES = 64;

/** The top-level keys that a CloudTrail record may have: all that AWS documents, in the order in
 * which log files mostly write them, but the name, which the scanner wants first. A record with any
 * other key is parsed. Source: CloudTrail User Guide, record contents. */
const RECORD_KEYS = [
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'requestID',
  'eventID',
  'readOnly',
  'resources',
  'eventType',
  'apiVersion',
  'managementEvent',
  'recipientAccountId',
  'serviceEventDetails',
  'sharedEventID',
  'vpcEndpointId',
  'vpcEndpointAccountId',
  'eventCategory',
  'addendum',
  'insightDetails',
  'edgeDeviceDetails',
  'eventContext',
  'tlsDetails',
  'sessionCredentialFromConsole',
  'eventVersion',
  'userIdentity',
  'eventTime',
  'eventSource',
] as const;

const MODULE_URL = new URL('./record-scanner.wasm', import.meta.url);

/** A scanner that reports records of these calls. One serves one file at a time. */
export function instantiateScanner(wantedNames: readonly string[]): ScannerExports {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(MODULE_URL)));
  // The module beside this file is the only one, and the scanner's tests call all of it.
  const scanner = exports as unknown as ScannerExports;
  for (const key of RECORD_KEYS) put(scanner, scanner.addKey, `"${key}"`);
  for (const name of wantedNames) put(scanner, scanner.addName, name);
  return scanner;
}

/** A text is its length, in four bytes, and its characters. */
function put(scanner: ScannerExports, add: (length: number) => number, text: string): void {
  const address = add(text.length) + 4;
  Buffer.from(scanner.memory.buffer, address, text.length).write(text, 'latin1');
}
