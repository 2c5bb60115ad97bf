import { Kysely } from 'kysely';
import type { Db } from './db.ts';
import { outside } from './outside.ts';
import type { Database } from './schema.ts';
import { readOnlySqliteDialect } from './sqlite.ts';
import { inSnapshot } from './transact.ts';
import { type LogVerdict, verifyLog } from './verify-log.ts';

/** The tables that checking the log reads. */
const TABLES: readonly (keyof Database)[] = ['finding', 'log', 'log_head'];

/** Checks the log in a SQLite file, which is only read: nothing is created or brought up to date.
 * The service may be running on it.
 * @throws OutsideError when the file cannot be read or is no database of Portcullis. */
export function verifySqliteLog(fileName: string): Promise<LogVerdict> {
  return outside(`check the log in ${fileName}`, async () => {
    const db = new Kysely<Database>({ dialect: readOnlySqliteDialect(fileName) });
    try {
      await holdTables(db);
      return await inSnapshot(db, verifyLog);
    } finally {
      await db.destroy();
    }
  });
}

async function holdTables(db: Db): Promise<void> {
  const found = (await db.introspection.getTables()).map(({ name }) => name);
  const missing = TABLES.filter((name) => !found.includes(name));
  if (missing.length === 0) return;
  throw new Error(`it is no database of Portcullis, it has no table ${missing.join(', ')}`);
}
