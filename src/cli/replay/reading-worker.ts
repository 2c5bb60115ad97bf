import { parentPort } from 'node:worker_threads';
import { createReplayScanner, readKept } from './read-kept.ts';
import type { ReadingAnswer, ReadingTask } from './reading-pool.ts';

// The other end of `reading-pool.ts`: reads the files that it is told, one after another.
const scanner = createReplayScanner();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (task: ReadingTask) => {
  last = last.then(() => answer(task));
});

async function answer({ id, path }: ReadingTask): Promise<void> {
  const kept = await readKept({ kind: 'file', path }, NOTHING, scanner);
  parentPort?.postMessage({ id, kept } satisfies ReadingAnswer);
}

/** Threads read files; standard input is the main thread's. */
const NOTHING: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {},
};
