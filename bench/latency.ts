import { availableParallelism, cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { SecurityGroup } from '../src/sandbox/aws/world/model.ts';
import { createRandom, type Random } from './archive/random.ts';
import { type Burst, burstsText, type Series, table, timesOf } from './latency/report.ts';
import { readSettings, type Settings } from './latency/settings.ts';
import { type Stage, startStage } from './latency/stage.ts';

/** Sources that the policy does not approve. */
const SOURCES = ['0.0.0.0/0', '203.0.113.0/24', '198.51.100.7/32'] as const;

/** Pause before each change, up to so many ms: changes come at any moment of the product's waits. */
const PAUSE_MS_MAX = 50;

/** What one change took, in ms. */
interface Sample {
  /** From its record's entry into the queue to the arrival of its alert at Slack. */
  readonly queuedMs: number;
  /** The same, from the answer of ReceiveMessage. */
  readonly receivedMs: number;
}

interface Round {
  /** Of a group that a sweep has seen. */
  readonly known: Sample;
  /** Of a group of which nothing is known, for which EC2 is asked. */
  readonly unseen: Sample;
  readonly bareMs: number;
  /** One write to the disk, of which an alert waits for three. */
  readonly writeMs: number;
}

interface Bench {
  readonly stage: Stage;
  readonly random: Random;
}

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  await using stage = await startStage();
  const bench = { stage, random: createRandom(settings.seed) };
  const { changesCount, burstCount, burstsCount, warmUpsCount } = settings;
  const inTurn = groupsOf(stage, warmUpsCount + changesCount);
  const atOnce = Array.from({ length: burstsCount }, () => groupsOf(stage, burstCount));
  await stage.start();
  const rounds: Round[] = [];
  for (const group of inTurn) rounds.push(await round(bench, group));
  const bursts: Burst[] = [];
  for (const groups of atOnce) bursts.push(await measureBurst(bench, groups));
  print(settings, rounds.slice(warmUpsCount), bursts);
}

function groupsOf(stage: Stage, count: number): readonly SecurityGroup[] {
  return Array.from({ length: count }, () => stage.addGroup());
}

/** All that is compared, in turn, so that a busy moment meets each alike. */
async function round(bench: Bench, known: SecurityGroup): Promise<Round> {
  const sample = await measureChange(bench, known);
  const bareMs = await bench.stage.bare.roundTripMs();
  const writeMs = await bench.stage.durableFile.writeMs();
  const unseen = await measureChange(bench, bench.stage.addGroup());
  return { known: sample, bareMs, writeMs, unseen };
}

async function measureChange({ stage, random }: Bench, group: SecurityGroup): Promise<Sample> {
  const { watch } = stage;
  const release = await stage.openRdp([group], random.pick(SOURCES));
  await pause(random.below(PAUSE_MS_MAX));
  const [deletesCount, receivesCount] = [watch.deletesCount, watch.receivedAtMs.length];
  const queuedAtMs = release();
  const alertAtMs = await watch.alertAtMs(group.groupId);
  await watch.deleted(deletesCount + 1);
  const receivedAtMs = watch.receivedAtMs[receivesCount] ?? Number.NaN;
  return { queuedMs: alertAtMs - queuedAtMs, receivedMs: alertAtMs - receivedAtMs };
}

async function measureBurst(
  { stage, random }: Bench,
  groups: readonly SecurityGroup[],
): Promise<Burst> {
  const release = await stage.openRdp(groups, random.pick(SOURCES));
  const deletesCount = stage.watch.deletesCount + groups.length;
  const queuedAtMs = release();
  const moments = await Promise.all(groups.map(({ groupId }) => stage.watch.alertAtMs(groupId)));
  await stage.watch.deleted(deletesCount);
  const tookMs = moments.map((atMs) => atMs - queuedAtMs);
  return { firstMs: Math.min(...tookMs), lastMs: Math.max(...tookMs) };
}

function print(settings: Settings, rounds: readonly Round[], bursts: readonly Burst[]): void {
  const [load] = loadavg();
  console.log(
    `${availableParallelism()} cores (${cpus()[0]?.model}), Node ${process.version}, load ${load?.toFixed(1)}`,
  );
  console.log(
    `${rounds.length} rounds, seed ${settings.seed}; ${settings.warmUpsCount} rounds before them warmed up and are left out\n`,
  );
  const series = (name: string, timeMs: (round: Round) => number): Series => ({
    name,
    timesMs: rounds.map(timeMs),
  });
  const received = series('received to alert', ({ known }) => known.receivedMs);
  const bare = series('bare Slack round trip', ({ bareMs }) => bareMs);
  const all = [
    received,
    series('queued to alert', ({ known }) => known.queuedMs),
    series('received to alert, group never seen', ({ unseen }) => unseen.receivedMs),
    bare,
    series('one durable write to the disk', ({ writeMs }) => writeMs),
  ];
  for (const line of table(all, bare)) console.log(line);
  console.log(`\n${burstsText(settings.burstCount, bursts)}`);
  console.log(`${timesOf(received, bare).toFixed(1)} x a bare Slack round trip`);
}

await main();
