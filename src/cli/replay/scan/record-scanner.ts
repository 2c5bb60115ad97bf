import { checksumOf } from './checksum.ts';
import type { GzipMember } from './gzip-member.ts';
import {
  BLOCK_BYTES,
  INFLATE_SLACK_BYTES,
  instantiateScanner,
  LOOKAHEAD_BYTES,
  SCAN_ANSWERS,
  type ScannerExports,
} from './scanner-module.ts';

/** What a log file holds: the records that have to be parsed, as JSON text in the file's order,
 * and how many others there are, all of them calls that nobody wanted. Or it is not certain to be
 * a log file in the form that can be scanned, and has to be parsed whole. */
export type Scanned =
  | { readonly kind: 'scanned'; readonly texts: readonly string[]; readonly skippedCount: number }
  | { readonly kind: 'unsafe' };

/** Bytes that the window begins with: a few records and a chunk. */
const WINDOW_BYTES = 1024 * 1024;

/** Longest record that is waited for, in bytes. CloudTrail's have at most 256 KB. */
const WINDOW_BYTES_MAX = 16 * 1024 * 1024;

/** Bytes in which a file has to say that it is one of records. */
const HEAD_BYTES = 256;

/** Most bytes that may follow the list of records. */
const TAIL_BYTES_MAX = 256;

/** How a log file begins (bytes as latin1, so that the byte order mark is three characters), and
 * what may follow its records. A second key beside `Records`, and an empty list, are not scanned. */
const HEAD_REGEXP =
  /^(?:\u00EF\u00BB\u00BF)?[ \n\r\t]*\{[ \n\r\t]*"Records"[ \n\r\t]*:[ \n\r\t]*\[(?=[ \n\r\t]*\{)/;
const TAIL_REGEXP = /^[ \n\r\t]*\}[ \n\r\t]*$/;

/** Finds in log files the records of some calls. Exact for every file that is well-formed JSON, of
 * whatever layout: strings are told from structure, a nested record is part of the record around
 * it, and whatever is not plain (an unknown or escaped key, a second `eventName`, a name that is
 * not letters and digits) is handed out to be parsed. It does not check that the values inside a
 * skipped record are well formed, only that its brackets and strings are. */
export class RecordScanner {
  readonly #wasm: ScannerExports;
  readonly #base: number;
  #length = 0;
  #stage: 'head' | 'records' | 'tail' | 'unsafe' = 'head';
  #texts: string[] = [];

  constructor(wantedNames: readonly string[]) {
    this.#wasm = instantiateScanner(wantedNames);
    this.#base = this.#wasm.bytes();
    this.#reserve(WINDOW_BYTES);
  }

  /** Begins a file; what was left of the last one is forgotten. */
  begin(): void {
    this.#length = 0;
    this.#stage = 'head';
    this.#texts = [];
  }

  /** Begins a file with all of its bytes, which are unpacked where they are scanned. False where they
   * are not what the file says: others may unpack them, or say why not. */
  beginPacked({ data, checksum, unpackedBytes }: GzipMember): boolean {
    this.begin();
    const slack = INFLATE_SLACK_BYTES + BLOCK_BYTES + LOOKAHEAD_BYTES;
    const dataAt = unpackedBytes + slack;
    this.#reserve(dataAt + data.length + slack);
    this.#window().set(data, dataAt);
    const [from, to] = [this.#base + dataAt, this.#base];
    const count = this.#wasm.inflate(from, from + data.length, to, to + unpackedBytes);
    const isRight = count >= 0 && checksumOf(this.#wasm, to, to + count) === checksum;
    this.#length = isRight ? count : 0;
    return isRight;
  }

  /** Takes the next bytes of the file; false where there is no use in going on. */
  add(chunk: Uint8Array): boolean {
    if (this.#length + chunk.length + BLOCK_BYTES + LOOKAHEAD_BYTES > WINDOW_BYTES_MAX) {
      this.#stage = 'unsafe';
    }
    if (this.#stage === 'unsafe') return false;
    this.#reserve(this.#length + chunk.length + BLOCK_BYTES + LOOKAHEAD_BYTES);
    this.#window().set(chunk, this.#length);
    this.#length += chunk.length;
    if (this.#stage === 'head' && this.#length >= HEAD_BYTES) this.#readHead();
    if (this.#stage === 'records') this.#scan(this.#length - LOOKAHEAD_BYTES);
    if (this.#stage === 'tail' && this.#length > TAIL_BYTES_MAX) this.#stage = 'unsafe';
    return this.#isSafe();
  }

  /** Ends the file, and says what it held. */
  end(): Scanned {
    if (this.#stage === 'head') this.#readHead();
    if (this.#stage === 'records') {
      const blanks = BLOCK_BYTES + LOOKAHEAD_BYTES;
      this.#window().fill(' ', this.#length, this.#length + blanks);
      this.#scan(this.#length + BLOCK_BYTES - 1);
    }
    const tail = this.#stage === 'tail' ? this.#window().toString('latin1', 0, this.#length) : '';
    if (!TAIL_REGEXP.test(tail)) return { kind: 'unsafe' };
    return { kind: 'scanned', texts: this.#texts, skippedCount: this.#wasm.skippedCount() };
  }

  #readHead(): void {
    const head = HEAD_REGEXP.exec(
      this.#window().toString('latin1', 0, Math.min(this.#length, HEAD_BYTES)),
    );
    this.#stage = head === null ? 'unsafe' : 'records';
    if (head !== null) this.#wasm.begin(head[0].length);
  }

  #scan(end: number): void {
    for (;;) {
      const answer = this.#wasm.scan(Math.max(end, 0));
      this.#takeTexts();
      if (answer === SCAN_ANSWERS.spansFull) continue;
      if (answer === SCAN_ANSWERS.unsafe) this.#stage = 'unsafe';
      if (answer === SCAN_ANSWERS.listEnded) this.#stage = 'tail';
      break;
    }
    if (this.#stage === 'records') this.#dropUntil(this.#wasm.recordStart());
    if (this.#stage === 'tail') this.#dropUntil(this.#wasm.position());
  }

  #takeTexts(): void {
    const count = this.#wasm.spanCount();
    if (count === 0) return;
    const spans = new Uint32Array(this.#wasm.memory.buffer, this.#wasm.spans(), 2 * count);
    for (let i = 0; i < spans.length; i += 2) {
      this.#texts.push(this.#window().toString('utf8', spans[i], spans[i + 1]));
    }
    this.#wasm.drained();
  }

  /** Moves what is still needed to the front. */
  #dropUntil(at: number): void {
    this.#window().copyWithin(0, at, this.#length);
    this.#length = Math.max(0, this.#length - at);
    this.#wasm.moved(at);
  }

  /** The bytes from where the file's are; new after every growth. */
  #window(): Buffer {
    return Buffer.from(this.#wasm.memory.buffer, this.#base);
  }

  #reserve(bytesCount: number): void {
    const missing = this.#base + bytesCount - this.#wasm.memory.buffer.byteLength;
    if (missing > 0) this.#wasm.memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
  }

  #isSafe(): boolean {
    return this.#stage !== 'unsafe';
  }
}

/** The unit in which WebAssembly memory grows. */
const WASM_PAGE_BYTES = 65_536;
