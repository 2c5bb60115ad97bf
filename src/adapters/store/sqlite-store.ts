import type { LogAnchor } from './log-rows.ts';
import { type OpenStore, openStore } from './open-store.ts';
import { sqliteDialect } from './sqlite.ts';

/** The store in one SQLite file (`:memory:` for none), its schema brought up to date.
 * @throws OutsideError when the file cannot be opened or migrated. */
export function openSqliteStore(
  fileName: string,
  options: { readonly onCommit: (anchor: LogAnchor) => void },
): Promise<OpenStore> {
  return openStore(() => sqliteDialect(fileName), { ...options, name: fileName });
}
