import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { type OpenStore, openStore } from '../../../src/adapters/store/open-store.ts';
import { keepingPrepared } from '../../../src/adapters/store/sqlite.ts';
import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import type { Instant } from '../../../src/domain/instant.ts';

/** An entry of the log. */
export interface Logged {
  readonly seq: number;
  readonly findingId: string;
  readonly event: FindingEvent;
}

/** One SQLite database in memory, as processes of the product have it, and as who looks on has it. */
export interface MemoryStore {
  /** The store of the process that runs. */
  readonly ofProcess: OpenStore;
  /** The same database, for the simulation: no process dies at its statements. Only used while the process
   * waits, since both have one connection. */
  readonly ofOnlooker: OpenStore;
  /** When the next job falls due, or the lease of one ends; null when there is none. */
  dueAt(): Instant | null;
  /** The entries of the log after one, oldest first. */
  logAfter(seq: number): readonly Logged[];
  close(): Promise<void>;
}

/** `atStatement` is called before every statement of the process, and may throw. */
export async function memoryStore(on: {
  readonly atStatement: () => void;
  readonly onWanted: () => void;
}): Promise<MemoryStore> {
  const database = new DatabaseSync(':memory:');
  const prepare = keepingPrepared((sql) => database.prepare(sql));
  const listeners = { name: ':memory:', onCommit: () => undefined, onWanted: on.onWanted };
  const opened = (before: () => void) =>
    openStore(() => new SqliteDialect({ database: asKysely(prepare, before) }), listeners);
  const ofOnlooker = await opened(() => undefined);
  const ofProcess = await opened(on.atStatement);
  return {
    ofProcess,
    ofOnlooker,
    dueAt: () => {
      const { at } = prepare(NEXT_DUE).get() ?? {};
      return typeof at === 'number' ? at : null;
    },
    logAfter: (seq) =>
      prepare('select seq, body from log where seq > ? order by seq')
        .all(seq)
        .map(({ body }) => JSON.parse(String(body)) as Logged), // As `logText` writes it.
    close: async () => {
      await ofProcess.close();
      await ofOnlooker.close();
      database.close();
    },
  };
}

/** The store's own question, which is asked at every step of the clock, in one go. */
const NEXT_DUE =
  'select min(case when lease_token is null then due_at else lease_until end) as at from job';

function asKysely(prepare: (sql: string) => Prepared, before: () => void): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = asStatement(prepare(sql), sql === 'rollback' ? () => undefined : before);
      statements.set(sql, statement);
      return statement;
    },
    close: () => undefined,
  };
}

type Prepared = ReturnType<DatabaseSync['prepare']>;

function asStatement(statement: Prepared, before: () => void): SqliteStatement {
  const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[]; // Kysely passes what the typed queries hold: text, numbers, null.
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => {
      before();
      return statement.all(...values(parameters));
    },
    run: (parameters) => {
      before();
      return statement.run(...values(parameters));
    },
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}
