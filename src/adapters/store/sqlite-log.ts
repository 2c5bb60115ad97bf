import { Kysely } from 'kysely';
import type { Db, Tx } from './db.ts';
import type { Database } from './schema.ts';
import { readOnlySqliteDialect } from './sqlite.ts';
import { inSnapshot } from './transact.ts';

/** The tables that reading the log needs. */
const TABLES: readonly (keyof Database)[] = ['finding', 'log', 'log_head'];

/** Reads a SQLite file as it is at one moment: nothing is created or brought up to date. The service may
 * be running on it.
 * @throws Error when the file cannot be read or is no database of Portcullis. */
export async function readSqlite<T>(fileName: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const db = new Kysely<Database>({ dialect: readOnlySqliteDialect(fileName) });
  try {
    await holdTables(db);
    return await inSnapshot(db, work);
  } finally {
    await db.destroy();
  }
}

async function holdTables(db: Db): Promise<void> {
  const found = (await db.introspection.getTables()).map(({ name }) => name);
  const missing = TABLES.filter((name) => !found.includes(name));
  if (missing.length === 0) return;
  throw new Error(`it is no database of Portcullis, it has no table ${missing.join(', ')}`);
}
