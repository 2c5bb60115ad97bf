import { Worker } from 'node:worker_threads';
import { findInputs } from './find-inputs.ts';
import type { KeptRecords } from './read-kept.ts';

/** A file to be read. */
export interface ReadingTask {
  readonly id: number;
  readonly path: string;
}

export interface ReadingAnswer {
  readonly id: number;
  readonly kept: KeptRecords;
}

/** Threads that read files. */
export interface ReadingPool {
  /** Reads a file on the thread that has the least to do. Rejects where the thread dies. */
  readonly read: (path: string) => Promise<KeptRecords>;
  /** How many files wait for the thread that has the least to do. */
  readonly waitingCount: () => number;
  readonly close: () => Promise<void>;
}

const WORKER_URL = new URL('./reading-worker.ts', import.meta.url);

/** So few inputs are read before another thread has started. */
const FEW_INPUTS = 8;

/** Starts the threads that read beside this one, if there is enough to read. */
export function startReading(paths: readonly string[], threadsCount: number): ReadingPool | null {
  if (threadsCount < 2) return null;
  const inputs = findInputs(paths);
  for (let count = 1; count < FEW_INPUTS; count += 1) {
    if (inputs.next().done === true) return null;
  }
  return createReadingPool(threadsCount - 1);
}

function createReadingPool(threadsCount: number): ReadingPool {
  const threads = Array.from({ length: threadsCount }, startThread);
  const idlest = () => threads.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
  let id = 0;
  const read = (path: string) => {
    id += 1;
    return idlest().read({ id, path });
  };
  const waitingCount = () => idlest().waiting.size;
  const close = async () => {
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  };
  return { read, waitingCount, close };
}

function startThread() {
  const worker = new Worker(WORKER_URL);
  const waiting = new Map<number, PromiseWithResolvers<KeptRecords>>();
  worker.on('message', ({ id, kept }: ReadingAnswer) => {
    waiting.get(id)?.resolve(kept);
    waiting.delete(id);
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  const read = (task: ReadingTask) => {
    const answer = Promise.withResolvers<KeptRecords>();
    waiting.set(task.id, answer);
    worker.postMessage(task);
    return answer.promise;
  };
  return { worker, waiting, read };
}
