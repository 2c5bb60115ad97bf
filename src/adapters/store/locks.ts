import { sql } from 'kysely';
import type { Place, RecordKey } from '../../app/ports.ts';
import { sha256Hex } from '../../domain/hash.ts';
import type { Tx } from './db.ts';
import { engineOf } from './engine.ts';

/** Locks are taken in this order, so that two transactions wait for each other in one direction only:
 * record, places, notice, rows, the head of the log. On SQLite a transaction is the only writer from its
 * beginning, and these do nothing. */

/** Holds a record until the commit: nobody else gives it an outcome meanwhile. */
export function lockRecord(
  tx: Tx,
  { accountId, eventId }: Pick<RecordKey, 'accountId' | 'eventId'>,
): Promise<void> {
  return lock(tx, ['record', accountId, eventId]);
}

/** Holds accounts and Regions until the commit. Whatever is decided is decided about things of these,
 * and also about what is not there yet, which no lock of a row can hold. */
export async function lockPlaces(tx: Tx, places: readonly Place[]): Promise<void> {
  const keys = places.map(({ accountId, region }) => JSON.stringify(['place', accountId, region]));
  for (const key of [...new Set(keys)].toSorted()) await lockText(tx, key);
}

/** Holds the count of a notice until the commit. */
export function lockNotice(tx: Tx, noticeId: string): Promise<void> {
  return lock(tx, ['notice', noticeId]);
}

function lock(tx: Tx, key: readonly string[]): Promise<void> {
  return lockText(tx, JSON.stringify(key));
}

async function lockText(tx: Tx, text: string): Promise<void> {
  if (engineOf(tx) === 'sqlite') return;
  await sql`select pg_advisory_xact_lock(${lockNumber(text)}::bigint)`.execute(tx);
}

/** Two keys of one number would only wait for each other without need. */
function lockNumber(text: string): string {
  return BigInt.asIntN(64, BigInt(`0x${sha256Hex(text).slice(0, 16)}`)).toString();
}
