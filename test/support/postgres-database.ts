import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { GENESIS_HASH } from '../../src/adapters/store/log-chain.ts';
import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import type { PostgresTarget } from '../../src/adapters/store/postgres.ts';
import { openPostgresStore } from '../../src/adapters/store/postgres-store.ts';
import type { Anchors } from './store-engines.ts';

/** A database of its own for a test, dropped at its end. */
export interface PostgresDatabase extends AsyncDisposable {
  readonly target: PostgresTarget;
  /** How the service is told of it. */
  readonly url: string;
  /** One more process's view of it: a store with connections of its own. */
  open(anchors?: Anchors): Promise<OpenStore>;
  /** Empties every table, and begins the log anew. */
  clear(): Promise<void>;
  /** What a statement of another connection gives. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
}

const CLEAR = `do $$ begin
  execute (select 'truncate ' || string_agg(format('%I', tablename), ', ') || ' restart identity'
    from pg_tables where schemaname = 'public' and tablename not in ('kysely_migration', 'kysely_migration_lock', 'log_head'));
  update log_head set seq = 0, hash = '${GENESIS_HASH}';
end $$`;

/** Makes an empty database, on the PostgreSQL of the run. */
export function emptyDatabase(): Promise<PostgresDatabase> {
  return database();
}

async function database(): Promise<PostgresDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const port = await portOfRun();
  const admin = { host: '127.0.0.1', port, user: 'postgres', password: 'none' };
  await statement({ ...admin, database: 'postgres' }, `create database ${name} template template0`);
  const target: PostgresTarget = { ...admin, database: name, tls: { kind: 'off' } };
  return {
    target,
    url: `postgres://postgres:none@127.0.0.1:${port}/${name}`,
    open: (anchors = []) =>
      openPostgresStore(target, { onCommit: (anchor) => anchors.push(anchor) }),
    clear: async () => {
      await statement({ ...admin, database: name }, CLEAR);
    },
    query: (sql) => statement({ ...admin, database: name }, sql),
    [Symbol.asyncDispose]: async () => {
      await statement({ ...admin, database: 'postgres' }, `drop database ${name} with (force)`);
    },
  };
}

async function portOfRun(): Promise<number> {
  const answer = await fetch(inject('postgresUrl'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return Number(text);
}

async function statement(
  config: pg.ClientConfig,
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}
