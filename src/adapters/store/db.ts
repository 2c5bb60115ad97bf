import type { Kysely, Transaction } from 'kysely';
import type { Database } from './schema.ts';

/** The database outside a transaction. */
export type Db = Kysely<Database>;
/** The database inside one. Nothing in here may use the outer `Db` meanwhile: on one connection
 * that waits for itself. */
export type Tx = Transaction<Database>;
