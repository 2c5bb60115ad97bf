import { setImmediate } from 'node:timers/promises';
import { findInputs, type Input } from './find-inputs.ts';
import { createReplayScanner, type KeptRecords, readKept } from './read-kept.ts';
import type { ReadingPool } from './reading-pool.ts';

/** An input, and what of it has to be looked at. */
export interface InputKept extends KeptRecords {
  readonly input: Input;
}

/** How many inputs each other thread is given ahead: enough to be busy while this one reads. */
const AHEAD_PER_THREAD = 3;

/** How many inputs may have been read and wait for an earlier one. */
const WAITING_MAX = 64;

/** Reads all inputs, in this thread and those of the pool, if there is one, and hands them out in the
 * order of `findInputs`. */
export async function* readArchive(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
  pool: ReadingPool | null,
): AsyncGenerator<InputKept, void, undefined> {
  const scanner = createReplayScanner();
  const readHere = async (input: Input) => ({ input, ...(await readKept(input, stdin, scanner)) });
  const inputs = findInputs(paths);
  if (pool !== null) yield* readTogether(inputs, pool, readHere);
  else for (const input of inputs) yield await readHere(input);
}

/** What the other threads have no room for is read here. */
async function* readTogether(
  inputs: Iterable<Input>,
  pool: ReadingPool,
  readHere: (input: Input) => Promise<InputKept>,
): AsyncGenerator<InputKept, void, undefined> {
  const reading: Promise<InputKept>[] = [];
  for (const input of inputs) {
    if (input.kind === 'file' && pool.waitingCount() < AHEAD_PER_THREAD) {
      reading.push(readThere(input, pool));
    } else {
      reading.push(Promise.resolve(await readHere(input)));
      // Reading keeps this thread; the answers of the others are taken between two files.
      await setImmediate();
    }
    const first = reading.length < WAITING_MAX ? undefined : reading.shift();
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
