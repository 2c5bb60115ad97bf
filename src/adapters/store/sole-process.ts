import { DatabaseSync } from 'node:sqlite';
import { messageOf, OutsideError } from '../../domain/outside-error.ts';

/** Holds a database file for this process alone, until released or until the process is gone, however
 * it ends: the operating system frees the lock. It is on a file beside the database, so that
 * `portcullis verify-log` can still read.
 * @throws OutsideError when another process holds it. */
export function holdForThisProcess(fileName: string): { release(): void } {
  const lock = openLock(`${fileName}.lock`);
  return { release: () => lock.close() };
}

function openLock(fileName: string): DatabaseSync {
  let lock: DatabaseSync | null = null;
  try {
    lock = new DatabaseSync(fileName);
    lock.exec('begin exclusive');
    return lock;
  } catch (cause) {
    lock?.close();
    throw new OutsideError('store_failed', problemOf(cause, fileName), {
      isRetryable: false,
      cause,
    });
  }
}

function problemOf(cause: unknown, fileName: string): string {
  const why = messageOf(cause);
  if (!why.includes('locked')) return `Could not open the database: ${fileName}: ${why}`;
  return (
    `Another process holds ${fileName}: one process serves a database; ` +
    'stop the other one, or set PORTCULLIS_DATABASE to another file'
  );
}
