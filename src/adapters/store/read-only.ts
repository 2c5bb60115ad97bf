import type { Tx } from './db.ts';
import type { LogAnchor } from './log-rows.ts';
import type { DatabaseTarget } from './open-database.ts';
import { outside } from './outside.ts';
import { type LogVerdict, verifyLog } from './verify-log.ts';

/** Reads a database as it is at one moment, beside the service or without it; nothing is changed.
 * @throws Error when it cannot be read. */
export async function readOnly<T>(
  target: DatabaseTarget,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (target.kind === 'postgres') {
    const { readPostgres } = await import('./postgres-store.ts');
    return readPostgres(target, work);
  }
  const { readSqlite } = await import('./sqlite-log.ts');
  return readSqlite(target.path, work);
}

/** Checks the log in a database, also against anchors that were kept elsewhere.
 * @throws OutsideError when it cannot be read or is no database of Portcullis. */
export function verifyLogIn(
  target: DatabaseTarget,
  anchors: readonly LogAnchor[],
): Promise<LogVerdict> {
  const name = target.kind === 'sqlite' ? target.path : `${target.host}/${target.database}`;
  return outside(`check the log in ${name}`, () =>
    readOnly(target, (tx) => verifyLog(tx, anchors)),
  );
}
