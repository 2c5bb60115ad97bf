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
  await outside(`open the database ${nameOf(target)}`, async () => {
    await using migrating = open(target, 'migration');
    await explained(() => migrate(migrating.db));
  });
  const { db } = open(target, 'service');
  const store = storeOn(db, listeners);
  // A pool that was never used cannot be closed for good.
  await store.countFindings();
  return store;
}

/** Checks the log in a PostgreSQL database, which is only read: a role that may do no more is enough.
 * @throws OutsideError when it cannot be read. */
export function verifyPostgresLog(target: PostgresTarget): Promise<LogVerdict> {
  return outside(`check the log in ${nameOf(target)}`, async () => {
    await using reading = open(target, 'service');
    return await explained(() => inSnapshot(reading.db, verifyLog));
  });
}

/** How people are told which database it is: without the password. */
function nameOf({ host, port, database }: PostgresTarget): string {
  return `PostgreSQL ${host}:${port}/${database}`;
}

function open(target: PostgresTarget, use: Use): { readonly db: Db } & AsyncDisposable {
  const db = new Kysely<Database>({
    dialect: postgresDialect(target, use),
    plugins: [...portable()],
  });
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw openingProblem(error);
  }
}
