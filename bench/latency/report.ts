import { percentile } from './percentile.ts';

/** One thing that was measured time and again, in ms. */
export interface Series {
  readonly name: string;
  readonly timesMs: readonly number[];
}

/** What a burst took, from its release to the first and to the last alert. */
export interface Burst {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** The table of all series as Markdown; `bare` is what the others are divided by. */
export function table(all: readonly Series[], bare: Series): readonly string[] {
  const rows = all.map(({ name, timesMs }) => {
    const [p50, p99, max] = [50, 99, 100].map((percent) => percentile(timesMs, percent));
    const times = timesOf({ name, timesMs }, bare).toFixed(1);
    return [name, timesMs.length, ms(p50), ms(p99), ms(max), times];
  });
  return [
    '| What | times | p50, ms | p99, ms | max, ms | p50 x bare |',
    '|---|---|---|---|---|---|',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ];
}

/** What bursts of so many changes took, in a sentence. */
export function burstsText(changesCount: number, bursts: readonly Burst[]): string {
  const first = percentile(
    bursts.map(({ firstMs }) => firstMs),
    50,
  );
  const lasts = bursts.map(({ lastMs }) => lastMs);
  const last = percentile(lasts, 50);
  const perSecond = Math.round(changesCount / (last / 1_000));
  return (
    `${bursts.length} bursts of ${changesCount} changes: the first alert after ${ms(first)} ms, the ` +
    `last after ${ms(last)} ms (medians; at most ${ms(Math.max(...lasts))}), ${perSecond} alerts a second`
  );
}

/** How many times as long a series takes as `bare`, by their medians. */
export function timesOf(series: Series, bare: Series): number {
  return percentile(series.timesMs, 50) / percentile(bare.timesMs, 50);
}

function ms(value: number | undefined): string {
  return (value ?? Number.NaN).toFixed(1);
}
