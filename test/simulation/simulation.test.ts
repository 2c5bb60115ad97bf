import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { type Simulated, simulate } from './simulate.ts';

/** Worlds of these seeds are lived through every time, and as many of other seeds in each run. */
const FIXED = Array.from({ length: 50 }, (_, i) => 1 + i);
const DAYS = 10;
const THREADS = 2;
/** Many times what a quiet machine takes: others may run beside. */
const LIVES_MS_MAX = 600_000;

interface Lived {
  readonly seed: number;
  readonly came: Simulated;
}

/** The worlds of some seeds, in threads. */
async function live(seeds: readonly number[]): Promise<readonly Lived[]> {
  const threads = Array.from({ length: THREADS }, (_, thread) =>
    liveApart(seeds.filter((__, i) => i % THREADS === thread)),
  );
  return (await Promise.all(threads)).flat();
}

function liveApart(seeds: readonly number[]): Promise<readonly Lived[]> {
  return new Promise((resolve, reject) => {
    const lived: Lived[] = [];
    const file = new URL('./live-apart.ts', import.meta.url);
    const worker = new Worker(file, { workerData: { seeds, days: DAYS } });
    worker.on('message', (each: Lived) => lived.push(each));
    worker.on('error', reject);
    worker.on('exit', () => resolve(lived));
  });
}

it('holds for a thousand days, come what may', { timeout: LIVES_MS_MAX }, async () => {
  const first = 1_000 + Math.floor(Math.random() * 1e6) * 100;
  const fresh = FIXED.map((_, i) => first + i);
  console.log(
    `Fresh seeds: npm run simulate -- --seed ${first} --days ${DAYS} --runs ${fresh.length}`,
  );
  const lived = await live([...FIXED, ...fresh]);
  expect(lived).toHaveLength(FIXED.length + fresh.length);
  const broken = lived.flatMap(({ seed, came }) =>
    came.kind === 'held'
      ? []
      : [`${came.why}. Replay: npm run simulate -- --seed ${seed} --days ${came.day}`],
  );
  expect(broken).toEqual([]);
  for (const what of HAPPENS) {
    const times = lived.map(({ came }) => (came.kind === 'held' ? (came.tally.get(what) ?? 0) : 0));
    expect(
      times.some((each) => each > 0),
      `${what} never happened`,
    ).toBe(true);
  }
});

/** Days in which these never come prove nothing. */
const HAPPENS = [
  'execution.approved votes revert',
  'execution.approved votes undo',
  'execution.approved deadline revert',
  'execution.approved exemptionEnd revert',
  'execution.finished reverted',
  'execution.finished unknown',
  'execution.finished givenBack',
  'exemption.approved',
  'exemption.ended reopen',
  'request.ended expired',
  'request.ended denied',
  'call revoke',
  'call restore',
  'call add',
  'call modifyList',
  'finding.explained',
  'door.missed',
];

it('lives the same days for the same seed', async () => {
  const logs = [0, 1].map((): string[] => []);
  for (const log of logs) await simulate(7, 3, (step) => log.push(step));
  expect(logs[0]?.length).toBeGreaterThan(100);
  expect(logs[1]).toEqual(logs[0]);
});
