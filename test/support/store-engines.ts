import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import { emptyDatabase, type PostgresDatabase } from './postgres-database.ts';
import { POSTGRES_PROGRAMS } from './postgres-server.ts';

/** The ends of the log that a store told of, in order. */
export type Anchors = { readonly seq: number; readonly hash: string }[];

/** An engine that the contract is held to. */
export interface StoreEngine {
  readonly name: string;
  /** Whether several processes may have it open: then none frees the leases of another. */
  readonly isShared: boolean;
  /** Opens a store on a fresh database. */
  open(anchors: Anchors): Promise<OpenStore>;
  /** Removes the databases that were opened. */
  dispose(): Promise<void>;
}

export const STORE_ENGINES: readonly StoreEngine[] = [
  sqliteInMemory(),
  sqliteInAFile(),
  ...(POSTGRES_PROGRAMS === null ? [] : [postgres()]),
];

/** One database for a test file, emptied for each test: to make one takes a second on a busy machine. */
function postgres(): StoreEngine {
  let made: Promise<PostgresDatabase> | null = null;
  return {
    name: 'PostgreSQL',
    isShared: true,
    open: async (anchors) => {
      made ??= emptyDatabase();
      const database = await made;
      const store = await database.open(anchors);
      await database.clear();
      return store;
    },
    dispose: () => Promise.resolve(),
  };
}

function sqliteInMemory(): StoreEngine {
  return {
    name: 'SQLite in memory',
    isShared: false,
    open: (anchors) => openSqliteStore(':memory:', { onCommit: (anchor) => anchors.push(anchor) }),
    dispose: () => Promise.resolve(),
  };
}

function sqliteInAFile(): StoreEngine {
  const folders: string[] = [];
  return {
    name: 'SQLite in a file',
    isShared: false,
    open: (anchors) => {
      const folder = mkdtempSync(join(tmpdir(), 'portcullis-store-'));
      folders.push(folder);
      const path = join(folder, 'portcullis.sqlite');
      return openSqliteStore(path, { onCommit: (anchor) => anchors.push(anchor) });
    },
    dispose: async () => {
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
    },
  };
}
