import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

/* `npm run simulate -- --seed N --days D --runs R`: R worlds from seed N on, D days each. Exit code 1 where
 * something broke. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '20' },
    runs: { type: 'string', default: '1' },
  },
});
const days = Number(values.days);
for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.runs); seed += 1) {
  const startedAt = performance.now();
  const came = await simulate(seed, days);
  const tookMs = Math.round(performance.now() - startedAt);
  console.log(`seed ${seed}: ${JSON.stringify(came)} in ${tookMs} ms`);
  if (came.kind === 'broken') {
    console.log(`Replay: npm run simulate -- --seed ${seed} --days ${came.day + 1}`);
    process.exitCode = 1;
  }
}
