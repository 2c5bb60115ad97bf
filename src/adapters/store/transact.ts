import type { Db, Tx } from './db.ts';

/** How often a write is tried that PostgreSQL took back because another one came between. Locks are taken
 * so that this is rare; one that fails so often meets a bug, and is heard of. */
export const WRITE_TRIES_MAX = 5;

/** Codes of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) that a whole
 * transaction may be done again for: 40001 serialization_failure, 40P01 deadlock_detected, and 23505
 * unique_violation, where another one wrote first what this one had not found. */
const CONFLICTS: readonly unknown[] = ['40001', '40P01', '23505'];

/** Does `work` in one transaction; again from the beginning where another transaction came between. */
export async function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (tries >= WRITE_TRIES_MAX || !isConflict(error)) throw error;
    }
  }
}

/** Reads in one snapshot, which holds up nobody; SQLite's transactions are such by themselves. */
export function inSnapshot<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(work);
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CONFLICTS.includes(error.code);
}
