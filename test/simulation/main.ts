import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const HELP = `Usage: npm run simulate -- [--seed N] [--days D] [--runs R] [--steps]

Lives through random days with the product, in worlds of its own making: R worlds from seed N on, each for D
days. A seed and a number of days always give the same days.

  --seed N   the first seed (1)
  --days D   days of each world (20)
  --runs R   how many worlds (1)
  --steps    print every step
  --help     print this

Exit codes: 0 all held, 1 something broke: it says what, and the command that replays it; 2 the arguments are
not as above.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      days: { type: 'string', default: '20' },
      runs: { type: 'string', default: '1' },
      steps: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [seed, days, runs] = [values.seed, values.days, values.runs].map(whole);
  if (seed == null || days == null || runs == null) {
    console.error(`Seed, days and runs are whole numbers.\n\n${HELP}`);
    return 2;
  }
  let code = 0;
  for (let next = seed; next < seed + runs; next += 1) {
    const onStep = values.steps ? (step: string) => console.log(step) : undefined;
    if (!(await run(next, days, onStep))) code = 1;
  }
  return code;
}

/** One world. Says what came of it, and whether it held. */
async function run(
  seed: number,
  days: number,
  onStep: ((step: string) => void) | undefined,
): Promise<boolean> {
  const startedAt = performance.now();
  const came = await simulate(seed, days, onStep);
  const tookMs = Math.round(performance.now() - startedAt);
  if (came.kind === 'held') {
    console.log(`seed ${seed}: ${came.days} days, ${came.steps} steps, all held (${tookMs} ms)`);
    return true;
  }
  console.log(`seed ${seed}: broken on day ${came.day}, after ${came.step}: ${came.why}`);
  console.log(`Replay: ${replayOf(seed, came.day)}`);
  return false;
}

function replayOf(seed: number, days: number): string {
  return `npm run simulate -- --seed ${seed} --days ${days}`;
}

function whole(text: string | undefined): number | null {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : null;
}

process.exitCode = await main();
