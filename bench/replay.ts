import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Truth } from './archive/stories.ts';
import { type GeneratedArchive, generateArchive } from './generate-archive.ts';
import { type Measured, measure, quicker } from './measure.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Runs of each contender, in turn, of which the quickest counts. */
const RUNS_DEFAULT = 5;

/** jq is so much slower that it gets one account in so many: the others take a share in its time. */
const JQ_FILES = 'AWSLogs/111122223333/CloudTrail/eu-central-1';

/** What is run against what. */
interface Contender {
  readonly name: string;
  readonly command: string;
  /** As taskset has them. */
  readonly cores: string;
  /** Bytes of JSON that it gets through. */
  readonly bytesCount: number;
  readonly runsCount: number;
}

interface Row extends Contender {
  readonly best: Measured;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      mb: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      runs: { type: 'string', default: String(RUNS_DEFAULT) },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-bench-'));
  try {
    const bytesCount = Number(values.mb) * 1e6;
    const made = await generateArchive({
      folder,
      bytesCount,
      seed: Number(values.seed),
      storiesCount: 300,
    });
    printMachine(made);
    const rows = await race(await contenders(folder, made, Number(values.runs)));
    print(rows, await compareWithTruth(made, rows));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function contenders(
  folder: string,
  { logsFolder, bytesCount }: GeneratedArchive,
  runsCount: number,
): Promise<readonly Contender[]> {
  const files = `find ${logsFolder} -path '*/CloudTrail/*' -name '*.gz' -print0`;
  const replay = (jobs: number) =>
    `${process.execPath} ${MAIN} replay --assume-guarded windows --format ndjson --jobs ${jobs} ${logsFolder}`;
  const jqFiles = `find ${join(folder, JQ_FILES)} -name '*.gz' -print0`;
  const jqBytes = Number((await measure(`${jqFiles} | xargs -0 zcat | wc -c`, '0')).stdout);
  const jq = `jq -c '.Records[] | select(.eventName == "AuthorizeSecurityGroupIngress")'`;
  const two = availableParallelism() > 1 ? '0,1' : '0';
  const each = { bytesCount, runsCount };
  return [
    { ...each, name: 'zcat', command: `${files} | xargs -0 zcat > /dev/null`, cores: '0' },
    {
      ...each,
      name: 'igzip -dc',
      command: `${files} | xargs -0 igzip -dc > /dev/null`,
      cores: '0',
    },
    {
      name: 'zcat | jq',
      command: `${jqFiles} | xargs -0 zcat | ${jq} > /dev/null`,
      cores: '0',
      bytesCount: jqBytes,
      runsCount: 1,
    },
    { ...each, name: ONE_CORE, command: replay(1), cores: '0' },
    { ...each, name: TWO_CORES, command: replay(2), cores: two },
  ];
}

const ONE_CORE = 'portcullis replay --jobs 1';
const TWO_CORES = 'portcullis replay --jobs 2';

/** All contenders in turn, so that a busy moment meets them alike. */
async function race(all: readonly Contender[]): Promise<readonly Row[]> {
  const best = new Map<string, Measured>();
  const runsMax = Math.max(...all.map(({ runsCount }) => runsCount));
  for (let run = 0; run < runsMax; run += 1) {
    for (const { name, command, cores, runsCount } of all) {
      if (run < runsCount) best.set(name, quicker(best.get(name), await measure(command, cores)));
    }
  }
  return all.flatMap((contender) => {
    const measured = best.get(contender.name);
    return measured === undefined ? [] : [{ ...contender, best: measured }];
  });
}

/** Whether the findings are those that the generator put in, closings included. */
async function compareWithTruth(made: GeneratedArchive, rows: readonly Row[]): Promise<string> {
  const truths = ndjson(await readFile(made.truthPath, 'utf8')) as readonly Truth[];
  const wanted = truths
    .filter(({ outcome }) => outcome === 'finding')
    .map(keyOf)
    .sort();
  for (const { name, best } of rows.filter(({ name }) => name.startsWith('portcullis'))) {
    const found = (ndjson(best.stdout) as readonly Truth[]).map(keyOf).sort();
    if (found.join('\n') !== wanted.join('\n')) {
      return `${name} is wrong: ${found.length} findings, and the truth file has ${wanted.length}`;
    }
  }
  return `All ${wanted.length} findings of ${truths.length} changes are as the truth file says, with who closed each and when.`;
}

function keyOf({ eventId, closedAt, closedBy }: Truth): string {
  return `${eventId} ${closedAt} ${closedBy}`;
}

function ndjson(content: string): readonly unknown[] {
  return content
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

function printMachine(made: GeneratedArchive): void {
  const model = cpus()[0]?.model ?? 'unknown processor';
  console.log(
    `${availableParallelism()} cores (${model}), Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log(
    `${made.filesCount} files, ${made.recordsCount.toLocaleString('en-US')} records, ${megabytes(made.bytesCount)} MB of JSON, ${megabytes(made.packedBytesCount)} MB packed\n`,
  );
}

function print(rows: readonly Row[], verdict: string): void {
  const zcat = rows.find(({ name }) => name === 'zcat');
  const times = (row: Row) => (zcat === undefined ? 0 : speed(row) / speed(zcat));
  console.log('| Tool | cores | MB/s of JSON | x zcat | CPU seconds per GB | peak RSS, MB |');
  console.log('|---|---|---|---|---|---|');
  for (const row of rows) {
    const cells = [
      row.name,
      row.cores.split(',').length,
      Math.round(speed(row)),
      times(row).toFixed(2),
      (row.best.cpuMs / 1000 / (row.bytesCount / 1e9)).toFixed(2),
      megabytes(row.best.peakBytes),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  console.log(`\n${verdict}`);
  console.log(CUSTODIAN);
  const [one, two] = [ONE_CORE, TWO_CORES].map((name) => rows.find((row) => row.name === name));
  if (one !== undefined) console.log(`One core: ${times(one).toFixed(1)} x zcat. Two cores:`);
  if (two !== undefined) console.log(`${times(two).toFixed(1)} x zcat`);
}

/** Cloud Custodian reads no archives. Its figures were measured on another day, on 2 cores. */
const CUSTODIAN =
  'Cloud Custodian, the peer, has no replay; its ingress filter does 2,165 live groups/s (50,000 rules/s) on one core.';

/** MB of JSON per second. */
function speed({ bytesCount, best }: Row): number {
  return bytesCount / 1000 / best.wallMs;
}

function megabytes(bytesCount: number): string {
  return (bytesCount / 1e6).toFixed(0);
}

await main();
