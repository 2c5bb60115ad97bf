import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';

/** How long a statement waits for another connection's lock, in ms: `portcullis verify-log` reads
 * while the service writes. */
const BUSY_TIMEOUT_MS = 5_000;

/** Kysely's dialect on Node's own SQLite, one file, durable at every commit.
 * @throws Error from SQLite when the file cannot be opened. */
export function sqliteDialect(fileName: string): SqliteDialect {
  const database = new DatabaseSync(fileName);
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  database.exec('pragma foreign_keys = on');
  return new SqliteDialect({ database: asKyselyDatabase(database) });
}

function asKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  return {
    // A transaction takes the write lock when it begins: two that both read and then write would
    // otherwise fail on each other instead of waiting.
    prepare: (sql) => asKyselyStatement(database, sql === 'begin' ? 'begin immediate' : sql),
    close: () => database.close(),
  };
}

function asKyselyStatement(database: DatabaseSync, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[]; // Kysely passes what the typed queries hold: text, numbers, null.
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}
