import type { FindingEvent } from '../../domain/finding/events.ts';
import type { HardeningEvent } from '../../domain/hardening/events.ts';
import { sha256Hex } from '../../domain/hash.ts';
import type { Origin } from '../../domain/origin.ts';

/** The hash before the first entry. */
export const GENESIS_HASH = '0'.repeat(64);

/** What a log entry says: the event, and which of its finding's or hardening's it is. `findingId` is the
 * id of either: the key is older than hardenings, and what is hashed keeps its words. `from` is absent
 * from entries that are older than it, which verify as they are. */
export interface LogBody {
  readonly seq: number;
  readonly findingId: string;
  readonly version: number;
  readonly event: FindingEvent | HardeningEvent;
  readonly from?: Origin | undefined;
}

/** The text that is hashed and kept. */
export function logText(body: LogBody): string {
  return JSON.stringify(body);
}

/** The hash of an entry: over the hash before it and its own text, so that no entry can be changed,
 * dropped or moved without changing every hash after it. */
export function chainHash(previousHash: string, text: string): string {
  return sha256Hex(`${previousHash}\n${text}`);
}
