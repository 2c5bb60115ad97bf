import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Measured, measure } from './measure.ts';
import type { Looks, LooksOnce } from './sweep/look-at-groups.ts';

const LOOK_AT_GROUPS = fileURLToPath(new URL('./sweep/look-at-groups.ts', import.meta.url));

/** Runs of each size, each a process and a seed of its own, of which the quickest counts. */
const RUNS_DEFAULT = 5;
const GROUPS_DEFAULT = 20_000;

/** What one process did. */
interface Run extends LooksOnce {
  readonly peakBytes: number;
}

interface Row extends Looks {
  readonly name: string;
  readonly peakBytes: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      groups: { type: 'string', default: String(GROUPS_DEFAULT) },
      seed: { type: 'string', default: '1' },
      runs: { type: 'string', default: String(RUNS_DEFAULT) },
    },
  });
  printMachine();
  const groupsCount = Number(values.groups);
  const seeds = Array.from({ length: Number(values.runs) }, (_, i) => Number(values.seed) + i);
  const small = await runs(Math.round(groupsCount / 10), seeds);
  const large = await runs(groupsCount, seeds);
  const first = bestOf('first look', large, ({ first }) => first);
  print([
    bestOf('first look', small, ({ first }) => first),
    first,
    bestOf('later look', small, ({ later }) => later),
    bestOf('later look', large, ({ later }) => later),
  ]);
  console.log('\nRates are per second of processor time, of which one core has one a second.');
  console.log(`${compareWithTruth([...small, ...large])}`);
  console.log(CUSTODIAN);
  console.log(
    `${(perSecond(first.rulesCount, first) / CUSTODIAN_RULES).toFixed(1)} x Cloud Custodian`,
  );
}

/** The processes run one after the other, each on the one core. */
async function runs(groupsCount: number, seeds: readonly number[]): Promise<readonly Run[]> {
  const all: Run[] = [];
  for (const seed of seeds) {
    const command = `${process.execPath} ${LOOK_AT_GROUPS} --groups ${groupsCount} --seed ${seed}`;
    const { stdout, peakBytes }: Measured = await measure(command, '0');
    // `as`: the other process writes what look-at-groups.ts says.
    all.push({ ...(JSON.parse(stdout) as LooksOnce), peakBytes });
  }
  return all;
}

/** The quickest by processor time: what else the machine does only ever adds, and adds more to the
 * time on the wall. */
function bestOf(name: string, all: readonly Run[], looksOf: (run: Run) => Looks): Row {
  const rows = all.map((run) => ({ ...looksOf(run), name, peakBytes: run.peakBytes }));
  const [best] = rows.toSorted((a, b) => a.cpuMs - b.cpuMs);
  if (best === undefined) throw new RangeError('Expected --runs of at least 1');
  return best;
}

/** Per second of processor time. */
function perSecond(count: number, { cpuMs }: Pick<Looks, 'cpuMs'>): number {
  return count / (cpuMs / 1000);
}

/** Whether the groups that violate are those that the generator made so, in every run. */
function compareWithTruth(all: readonly Run[]): string {
  const wrongCount = all.reduce((sum, run) => sum + run.wrongCount, 0);
  const truths = all.map(({ truthCount }) => truthCount);
  if (wrongCount > 0)
    throw new Error(`Expected the generator's truth, got ${wrongCount} groups wrong`);
  const [least, most] = [Math.min(...truths), Math.max(...truths)].map(withCommas);
  return `The violating groups of all ${all.length} runs, ${least} to ${most} in each, are as the generator made them.`;
}

/** /work/shared/reference/performance.md: measured on another day, on a like machine, at Cloud
 * Custodian's commit df800e9. */
const CUSTODIAN_RULES = 50_000;
const CUSTODIAN =
  'Cloud Custodian, the peer: 2,165 groups/s, 50,000 rules/s (ingress filter, IPv4 only, commit df800e9).';

function printMachine(): void {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `${availableParallelism()} cores (${model}), one used, Node ${process.version}, load ${load}\n`,
  );
}

function print(rows: readonly Row[]): void {
  console.log(
    '| What | groups | rules | wall, ms | CPU, ms | groups/s | rules/s | heap, MB | peak RSS, MB |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const row of rows) {
    const cells = [
      row.name,
      withCommas(row.groupsCount),
      withCommas(row.rulesCount),
      withCommas(row.wallMs),
      withCommas(row.cpuMs),
      withCommas(perSecond(row.groupsCount, row)),
      withCommas(perSecond(row.rulesCount, row)),
      withCommas(row.heapBytes / 1e6),
      withCommas(row.peakBytes / 1e6),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function withCommas(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

await main();
