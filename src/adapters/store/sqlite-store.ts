import { type OpenStore, openStore, type StoreListeners } from './open-store.ts';
import { sqliteDialect } from './sqlite.ts';

/** The store in one SQLite file (`:memory:` for none), its schema brought up to date.
 * @throws OutsideError when the file cannot be opened or migrated. */
export function openSqliteStore(fileName: string, listeners: StoreListeners): Promise<OpenStore> {
  return openStore(() => sqliteDialect(fileName), { ...listeners, name: fileName });
}
