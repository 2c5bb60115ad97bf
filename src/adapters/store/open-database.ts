import type { OpenStore, StoreListeners } from './open-store.ts';
import type { PostgresTarget } from './postgres.ts';
import { holdForThisProcess } from './sole-process.ts';
import { openSqliteStore } from './sqlite-store.ts';

/** Which database the service works on. */
export type DatabaseTarget =
  | { readonly kind: 'sqlite'; readonly path: string }
  | ({ readonly kind: 'postgres' } & PostgresTarget);

/** The store of the service. A file is held for this process alone until the store is closed; a
 * database on PostgreSQL is shared.
 * @throws OutsideError when it cannot be opened or brought up to date. */
export async function openDatabase(
  target: DatabaseTarget,
  listeners: StoreListeners,
): Promise<OpenStore> {
  if (target.kind === 'postgres') {
    // Who has a file does not load the driver.
    const { openPostgresStore } = await import('./postgres-store.ts');
    return openPostgresStore(target, listeners);
  }
  const hold = holdForThisProcess(target.path);
  const store = await openSqliteStore(target.path, listeners);
  return {
    ...store,
    close: async () => {
      await store.close();
      hold.release();
    },
  };
}
