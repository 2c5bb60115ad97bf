import { decode } from '../../adapters/cloudtrail/decode.ts';
import {
  decodeGroupEvent,
  GROUP_EVENT_NAMES,
} from '../../adapters/cloudtrail/decode-group-event.ts';
import type { Unwrapped } from '../../adapters/cloudtrail/unwrap.ts';
import { ATTACHMENT_EVENT_NAMES, WATCHED_EVENT_NAMES } from '../../adapters/cloudtrail/watched.ts';
import type { Input } from './find-inputs.ts';
import { readRecords, unwrapAt } from './read-records.ts';
import { isReplayed } from './replayed.ts';
import { RecordScanner } from './scan/record-scanner.ts';
import { scanFile } from './scan-file.ts';

/** What an input holds that a replay has to look at, in its order, and how many records it holds
 * beside: calls that it does not judge and that tell nothing of a group. */
export interface KeptRecords {
  readonly kept: readonly Unwrapped[];
  readonly unwatchedCount: number;
}

/** A scanner for the records that a replay looks at. One serves one file at a time. */
export function createReplayScanner(): RecordScanner {
  const names = new Set<string>([...WATCHED_EVENT_NAMES, ...GROUP_EVENT_NAMES]);
  return new RecordScanner([...names.difference(ATTACHMENT_EVENT_NAMES)]);
}

/** Reads an input. A log file is scanned, and only the records that matter are parsed; anything
 * else, and whatever about a file is not as it should be, is parsed whole. Both come to the same.
 * Never throws. */
export async function readKept(
  input: Input,
  stdin: AsyncIterable<Uint8Array>,
  scanner: RecordScanner,
): Promise<KeptRecords> {
  const scanned = input.kind === 'file' ? await readLogFile(input.path, scanner) : undefined;
  return scanned ?? readKeptByParsing(input, stdin);
}

/** Parses an input whole. */
export async function readKeptByParsing(
  input: Input,
  stdin: AsyncIterable<Uint8Array>,
): Promise<KeptRecords> {
  return keep(await readRecords(input, stdin));
}

/** Undefined where the file has to be parsed whole, be it only to say what is wrong with it. */
async function readLogFile(path: string, scanner: RecordScanner): Promise<KeptRecords | undefined> {
  try {
    const scanned = await scanFile(path, scanner);
    if (scanned.kind === 'unsafe') return undefined;
    const document = { Records: scanned.texts.map((text): unknown => JSON.parse(text)) };
    const { kept, unwatchedCount } = keep(unwrapAt(path, 1, document));
    return { kept, unwatchedCount: scanned.skippedCount + unwatchedCount };
  } catch {
    // Not swallowed: parsing the file whole meets the same error, and tells it with its place.
    return undefined;
  }
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
  if (isReplayed(decoded)) return true;
  return decodeGroupEvent(found.record, found.context) !== undefined;
}
