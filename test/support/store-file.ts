import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';

/** A folder for a test, removed at its end. */
export interface StoreFolder extends Disposable {
  /** Where the database is to be. */
  readonly path: string;
  open(): Promise<OpenStore>;
  /** Changes the file behind the store's back, with no constraint in the way. */
  tamper(sql: string): void;
  /** What a query of another connection gives. */
  query(sql: string): readonly Record<string, unknown>[];
}

export function storeFolder(): StoreFolder {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-store-'));
  const path = join(folder, 'portcullis.sqlite');
  return {
    path,
    open: () => openSqliteStore(path, { onCommit: () => undefined }),
    tamper: (sql) => {
      const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
      database.exec(sql);
      database.close();
    },
    query: (sql) => {
      const database = new DatabaseSync(path, { readOnly: true });
      const rows = database.prepare(sql).all();
      database.close();
      return rows;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
