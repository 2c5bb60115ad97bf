import { describe, expect, test } from 'vitest';
import { burstsText, table, timesOf } from '../../../bench/latency/report.ts';

const BARE = { name: 'bare', timesMs: [2, 1, 4] };
const ALERT = { name: 'alert', timesMs: [5, 30, 4] };

describe('the report', () => {
  test('has a row for each series, as many times as long as the bare one by their medians', () => {
    expect(table([ALERT, BARE], BARE)).toEqual([
      '| What | times | p50, ms | p99, ms | max, ms | p50 x bare |',
      '|---|---|---|---|---|---|',
      '| alert | 3 | 5.0 | 30.0 | 30.0 | 2.5 |',
      '| bare | 3 | 2.0 | 4.0 | 4.0 | 1.0 |',
    ]);
    expect(timesOf(ALERT, BARE)).toBe(2.5);
  });

  test('tells the medians of bursts, and the slowest', () => {
    const bursts = [
      { firstMs: 10, lastMs: 500 },
      { firstMs: 30, lastMs: 2_000 },
      { firstMs: 20, lastMs: 400 },
    ];
    expect(burstsText(100, bursts)).toBe(
      '3 bursts of 100 changes: the first alert after 20.0 ms, the last after 500.0 ms ' +
        '(medians; at most 2000.0), 200 alerts a second',
    );
  });
});
