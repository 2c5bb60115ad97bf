import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';

/** How long a statement waits for another connection's lock, in ms: `portcullis verify-log` reads
 * while the service writes. */
export const BUSY_TIMEOUT_MS = 5_000;

/** How many statements are kept prepared. The store has some dozens; those with lists have one for
 * each length of the list. */
export const STATEMENTS_KEPT_MAX = 200;

/** Kysely's dialect on Node's own SQLite, one file, durable at every commit. A file that is not
 * there is created.
 * @throws Error from SQLite when the file cannot be opened. */
export function sqliteDialect(fileName: string): SqliteDialect {
  const database = openDatabase(fileName, { readOnly: false }, [
    'pragma journal_mode = wal',
    'pragma synchronous = full',
    'pragma foreign_keys = on',
  ]);
  // A transaction takes the write lock when it begins: two that both read and then write would
  // otherwise fail on each other instead of waiting.
  return new SqliteDialect({ database: asKyselyDatabase(database, 'begin immediate') });
}

/** The dialect on a file that is only read: nothing is created or changed, and a transaction is a
 * snapshot that holds up nobody.
 * @throws Error from SQLite when the file is not there or cannot be opened. */
export function readOnlySqliteDialect(fileName: string): SqliteDialect {
  const database = openDatabase(fileName, { readOnly: true }, []);
  return new SqliteDialect({ database: asKyselyDatabase(database, 'begin') });
}

function openDatabase(
  fileName: string,
  { readOnly }: { readonly readOnly: boolean },
  pragmas: readonly string[],
): DatabaseSync {
  const database = new DatabaseSync(fileName, { readOnly, timeout: BUSY_TIMEOUT_MS });
  try {
    for (const pragma of pragmas) database.exec(pragma);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function asKyselyDatabase(database: DatabaseSync, begin: string): SqliteDatabase {
  const prepare = keepingPrepared((sql) => asKyselyStatement(database, sql));
  return {
    prepare: (sql) => prepare(sql === 'begin' ? begin : sql),
    close: () => database.close(),
  };
}

/** Prepares each text once, and again when so many others came that it was forgotten: to parse a
 * statement takes longer than most of ours run. */
export function keepingPrepared<Statement>(
  prepare: (sql: string) => Statement,
): (sql: string) => Statement {
  const kept = new Map<string, Statement>();
  return (sql) => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size >= STATEMENTS_KEPT_MAX) kept.delete(oldest);
    const prepared = prepare(sql);
    kept.set(sql, prepared);
    return prepared;
  };
}

function asKyselyStatement(database: DatabaseSync, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[]; // Kysely passes what the typed queries hold: text, numbers, null.
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    // On one of its own: it is read row by row, and the kept one may be run meanwhile.
    iterate: (parameters) => database.prepare(sql).iterate(...values(parameters)),
  };
}
