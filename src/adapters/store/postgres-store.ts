import { Kysely } from 'kysely';
import type { Db } from './db.ts';
import { migrate, type OpenStore, type StoreListeners, storeOn } from './open-store.ts';
import { outside } from './outside.ts';
import { portable } from './portable.ts';
import { type PostgresTarget, postgresDialect, type Use } from './postgres.ts';
import { openingProblem } from './postgres-problems.ts';
import type { Database } from './schema.ts';
import { inSnapshot } from './transact.ts';
import { type LogVerdict, verifyLog } from './verify-log.ts';

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

/** Checks the log in a PostgreSQL database, which is only read: a role that may do no more is enough.
 * @throws OutsideError when it cannot be read. */
export function verifyPostgresLog(target: PostgresTarget): Promise<LogVerdict> {
  return outside(`check the log in ${nameOf(target)}`, () =>
    withDatabase(target, 'service', (db) => inSnapshot(db, verifyLog)),
  );
}

/** How people are told which database it is: without the password. */
function nameOf({ host, port, database }: PostgresTarget): string {
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
