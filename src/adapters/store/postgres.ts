import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { PostgresDialect } from 'kysely';
import { Pool, type PoolConfig, types } from 'pg';
import { MINUTE_MS, SECOND_MS } from '../../domain/instant.ts';

/** Connections of one process. Thirteen jobs wait for AWS and Slack for most of their time; a server takes
 * a hundred by default, which serves some replicas. */
export const CONNECTIONS_MAX = 10;
/** How long a statement waits for a free connection, or for a new one to be made, in ms. */
export const CONNECT_MS_MAX = 10 * SECOND_MS;
/** How long a statement may run, in ms: the longest read is a page of the log. */
export const STATEMENT_MS_MAX = 30 * SECOND_MS;
/** How long a statement waits for the lock of another transaction, in ms; those take milliseconds. */
export const LOCK_MS_MAX = 10 * SECOND_MS;
/** How long a transaction may do nothing, in ms: a process that stands still holds up the others. */
export const IDLE_IN_TRANSACTION_MS_MAX = 15 * SECOND_MS;
/** How long one statement of a migration may run, and wait for another replica's migration, in ms. */
export const MIGRATION_MS_MAX = 10 * MINUTE_MS;
/** How much longer than the server a process waits for an answer, in ms: the server may be gone. */
const ANSWER_GRACE_MS = 5 * SECOND_MS;

/** How a connection is kept from others' eyes. */
export type Tls =
  | { readonly kind: 'off' }
  /** Encrypted, to whomever answers. */
  | { readonly kind: 'unverified' }
  /** Encrypted, and the certificate must be of the host by name, signed by one in the file `caPath`; null
   * for those that Node trusts. */
  | { readonly kind: 'verified'; readonly caPath: string | null };

/** Which database, and as whom. */
export interface PostgresTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls: Tls;
}

/** What a connection is for: a migration may take longer than any statement of the service. */
export type Use = 'service' | 'migration';

/** Kysely's dialect on a pool of connections to PostgreSQL.
 * @throws Error when the file of certificates cannot be read. */
export function postgresDialect(target: PostgresTarget, use: Use): PostgresDialect {
  const pool = new Pool(poolConfig(target, use));
  // A connection that breaks while nobody uses it is replaced by the next who needs one; without a
  // listener it would end the process.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}

function poolConfig({ tls, ...target }: PostgresTarget, use: Use): PoolConfig {
  const isService = use === 'service';
  const statementMs = isService ? STATEMENT_MS_MAX : MIGRATION_MS_MAX;
  return {
    ...target,
    ssl: sslOf(tls),
    application_name: 'portcullis',
    keepAlive: true,
    max: isService ? CONNECTIONS_MAX : 1,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    statement_timeout: statementMs,
    query_timeout: statementMs + ANSWER_GRACE_MS,
    lock_timeout: isService ? LOCK_MS_MAX : MIGRATION_MS_MAX,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    types: { getTypeParser: typeParser },
  };
}

function sslOf(tls: Tls): ConnectionOptions | false {
  switch (tls.kind) {
    case 'off':
      return false;
    case 'unverified':
      return { rejectUnauthorized: false };
    case 'verified':
      return tls.caPath === null ? {} : { ca: readFileSync(tls.caPath, 'utf8') };
  }
}

/** Whole numbers come as numbers, as from SQLite: times and counts are far below 2^53. */
const typeParser: typeof types.getTypeParser = (oid, format) =>
  oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);
