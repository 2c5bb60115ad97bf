import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';

/** The ends of the log that a store told of, in order. */
export type Anchors = { readonly seq: number; readonly hash: string }[];

/** An engine that the contract is held to. */
export interface StoreEngine {
  readonly name: string;
  /** Opens a store on a fresh database. */
  open(anchors: Anchors): Promise<OpenStore>;
  /** Removes the databases that were opened. */
  dispose(): void;
}

export const STORE_ENGINES: readonly StoreEngine[] = [sqliteInMemory(), sqliteInAFile()];

function sqliteInMemory(): StoreEngine {
  return {
    name: 'SQLite in memory',
    open: (anchors) => openSqliteStore(':memory:', { onCommit: (anchor) => anchors.push(anchor) }),
    dispose: () => undefined,
  };
}

function sqliteInAFile(): StoreEngine {
  const folders: string[] = [];
  return {
    name: 'SQLite in a file',
    open: (anchors) => {
      const folder = mkdtempSync(join(tmpdir(), 'portcullis-store-'));
      folders.push(folder);
      const path = join(folder, 'portcullis.sqlite');
      return openSqliteStore(path, { onCommit: (anchor) => anchors.push(anchor) });
    },
    dispose: () => {
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
    },
  };
}
