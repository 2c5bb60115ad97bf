import { parentPort, workerData } from 'node:worker_threads';
import { simulate } from './simulate.ts';

/* Lives through the worlds of some seeds in a thread of its own, and tells what came of each. */
const { seeds, days } = workerData as { readonly seeds: readonly number[]; readonly days: number }; // As the test gives it.
for (const seed of seeds) parentPort?.postMessage({ seed, came: await simulate(seed, days) });
