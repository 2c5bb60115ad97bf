import { Kysely } from 'kysely';
import type { Db, Tx } from './db.ts';
import { migrate, type OpenStore, type StoreListeners, storeOn } from './open-store.ts';
import { outside } from './outside.ts';
import { portable } from './portable.ts';
import { type PostgresTarget, postgresDialect, type Use } from './postgres.ts';
import { openingProblem } from './postgres-problems.ts';
import type { Database } from './schema.ts';
import { inSnapshot } from './transact.ts';

/** The store in a PostgreSQL database, its schema brought up to date. Any number of processes may have it
 * open; of those that start at once, one migrates and the others wait for it.
 * @throws OutsideError when the database cannot be reached or migrated, or is not ours. */
export async function openPostgresStore(
  target: PostgresTarget,
  listeners: StoreListeners,
): Promise<OpenStore> {
  await outside(`open the database ${nameOf(target)}`, () =>
    withDatabase(target, 'migration', migrate),
  );
  const store = storeOn(open(target, 'service'), listeners);
  // A pool that was never used cannot be closed for good.
  await store.countFindings();
  return store;
}

/** Reads a PostgreSQL database as it is at one moment: a role that may do no more is enough.
 * @throws Error when it cannot be read. */
export function readPostgres<T>(target: PostgresTarget, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withDatabase(target, 'service', (db) => inSnapshot(db, work));
}

/** How people are told which database it is: without the password. */
export function nameOf({ host, port, database }: PostgresTarget): string {
  return `PostgreSQL ${host}:${port}/${database}`;
}

function open(target: PostgresTarget, use: Use): Db {
  return new Kysely<Database>({
    dialect: postgresDialect(target, use),
    plugins: [...portable()],
  });
}

/** Does `work` on connections of its own; what fails says what to do. */
async function withDatabase<T>(
  target: PostgresTarget,
  use: Use,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  try {
    const db = open(target, use);
    try {
      return await work(db);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    throw openingProblem(error);
  }
}
