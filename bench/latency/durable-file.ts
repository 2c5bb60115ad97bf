import { open } from 'node:fs/promises';

/** As much as a small transaction adds to SQLite's log: a page or two. */
const PAGE = Buffer.alloc(4_096);

/** A file beside the database's, to learn what the disk takes at the moment. */
export interface DurableFile {
  /** One page appended and on the disk, in ms. */
  writeMs(): Promise<number>;
  close(): Promise<void>;
}

export async function openDurableFile(path: string): Promise<DurableFile> {
  const file = await open(path, 'w');
  return {
    writeMs: async () => {
      const startedAtMs = performance.now();
      await file.write(PAGE);
      await file.datasync();
      return performance.now() - startedAtMs;
    },
    close: () => file.close(),
  };
}
