import { type Kysely, PostgresAdapter } from 'kysely';

/** What the database runs on. Whoever asks has to do something that the two do differently. */
export type Engine = 'sqlite' | 'postgres';

/** The engine behind a database or a transaction, whatever its tables. */
export function engineOf<Tables>(db: Kysely<Tables>): Engine {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}
