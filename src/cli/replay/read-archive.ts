import { findInputs, type Input } from './find-inputs.ts';
import { createReplayScanner, type KeptRecords, readKept } from './read-kept.ts';
import { createReadingPool, type ReadingPool } from './reading-pool.ts';

/** An input, and what of it has to be looked at. */
export interface InputKept extends KeptRecords {
  readonly input: Input;
}

/** So many inputs are read without threads, which take longer to start. */
const FEW_INPUTS = 8;

/** How many inputs each thread is given ahead: enough to be busy, few enough to hold. */
const AHEAD_PER_THREAD = 3;

/** Reads all inputs, on so many threads, and hands them out in the order of `findInputs`. */
export async function* readArchive(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
  threadsCount: number,
): AsyncGenerator<InputKept, void, undefined> {
  const scanner = createReplayScanner();
  const readHere = async (input: Input) => ({ input, ...(await readKept(input, stdin, scanner)) });
  const inputs = findInputs(paths);
  const first = await take(inputs, FEW_INPUTS);
  if (threadsCount < 2 || first.length < FEW_INPUTS) {
    for await (const input of chain(first, inputs)) yield await readHere(input);
    return;
  }
  const pool = createReadingPool(threadsCount);
  try {
    const ahead = threadsCount * AHEAD_PER_THREAD;
    yield* readAhead(chain(first, inputs), pool, readHere, ahead);
  } finally {
    await pool.close();
  }
}

async function* readAhead(
  inputs: AsyncIterable<Input>,
  pool: ReadingPool,
  readHere: (input: Input) => Promise<InputKept>,
  aheadCount: number,
): AsyncGenerator<InputKept, void, undefined> {
  const reading: Promise<InputKept>[] = [];
  for await (const input of inputs) {
    reading.push(input.kind === 'file' ? readThere(input, pool) : readHere(input));
    const first = reading.length < aheadCount ? undefined : reading.shift();
    if (first !== undefined) yield await first;
  }
  for (const rest of reading) yield await rest;
}

async function readThere(
  input: Input & { readonly kind: 'file' },
  pool: ReadingPool,
): Promise<InputKept> {
  return { input, ...(await pool.read(input.path)) };
}

async function take<T>(iterator: AsyncIterator<T, void>, count: number): Promise<readonly T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value, done } = await iterator.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

async function* chain<T>(first: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T, void> {
  yield* first;
  yield* rest;
}
