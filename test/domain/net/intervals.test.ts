import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Interval, Intervals } from '../../../src/domain/net/intervals.ts';
import * as intervals from '../../../src/domain/net/intervals.ts';

/** A line short enough to keep as a bitmap, long enough for several parts. */
const LINE_LENGTH = 24;

/** Parts in any order: overlapping, adjacent, empty, and turned around. */
const parts = fc.array(fc.record({ start: fc.nat(LINE_LENGTH), end: fc.nat(LINE_LENGTH) }), {
  maxLength: 7,
});
type Parts = readonly Interval<number>[];

function bitmap(of: Parts): boolean[] {
  return Array.from({ length: LINE_LENGTH }, (_, at) =>
    of.some(({ start, end }) => start <= at && at < end),
  );
}

/** The one list of sorted, disjoint, not adjacent and not empty intervals for a bitmap. */
function canonical(bits: readonly boolean[]): Intervals<number> {
  const runs: Interval<number>[] = [];
  for (let at = 0; at < bits.length; at += 1) {
    if (bits[at] !== true) continue;
    const start = at;
    while (bits[at] === true) at += 1;
    runs.push({ start, end: at });
  }
  return runs;
}

function zip(a: Parts, b: Parts, bit: (x: boolean, y: boolean) => boolean): Intervals<number> {
  const right = bitmap(b);
  return canonical(bitmap(a).map((x, at) => bit(x, right[at] === true)));
}

function asBigints(of: Parts): Intervals<bigint> {
  const shift = 2n ** 100n;
  return intervals.unionOf(
    of.map(({ start, end }) => ({ start: shift + BigInt(start), end: shift + BigInt(end) })),
  );
}

function holds(property: (a: Parts, b: Parts) => void): void {
  fc.assert(
    fc.property(parts, parts, (a, b) => void property(a, b)),
    { numRuns: 2000 },
  );
}

const { unionOf } = intervals;

describe('intervals, against a bitmap:', () => {
  test('unionOf() is the canonical list of its parts', () => {
    holds((a) => expect(unionOf(a)).toEqual(canonical(bitmap(a))));
  });

  test('unionOf() takes parts in any order', () => {
    holds((a, b) => expect(unionOf([...a, ...b])).toEqual(unionOf([...b, ...a.toReversed()])));
  });

  test('union()', () => {
    holds((a, b) => {
      expect(intervals.union(unionOf(a), unionOf(b))).toEqual(zip(a, b, (x, y) => x || y));
    });
  });

  test('intersection()', () => {
    holds((a, b) => {
      expect(intervals.intersection(unionOf(a), unionOf(b))).toEqual(zip(a, b, (x, y) => x && y));
    });
  });

  test('difference()', () => {
    holds((a, b) => {
      expect(intervals.difference(unionOf(a), unionOf(b))).toEqual(zip(a, b, (x, y) => x && !y));
    });
  });

  test('covers()', () => {
    holds((a, b) => {
      const right = bitmap(b);
      const isCovered = bitmap(a).every((bit, at) => !bit || right[at] === true);
      expect(intervals.covers(unionOf(b), unionOf(a))).toBe(isCovered);
    });
  });

  test('equals()', () => {
    holds((a, b) => {
      const isSame = bitmap(a).join() === bitmap(b).join();
      expect(intervals.equals(unionOf(a), unionOf(b))).toBe(isSame);
      expect(intervals.equals(unionOf(a), unionOf([...a, ...a]))).toBe(true);
    });
  });

  test('bigint positions far out give the same answers', () => {
    holds((a, b) => {
      const [x, y] = [unionOf(a), unionOf(b)];
      expect(intervals.difference(asBigints(a), asBigints(b))).toEqual(
        asBigints(intervals.difference(x, y)),
      );
      expect(intervals.intersection(asBigints(a), asBigints(b))).toEqual(
        asBigints(intervals.intersection(x, y)),
      );
      expect(intervals.union(asBigints(a), asBigints(b))).toEqual(asBigints(intervals.union(x, y)));
    });
  });
});

test('difference() keeps a hole that cuts two parts', () => {
  const a = [
    { start: 0, end: 10 },
    { start: 12, end: 20 },
    { start: 22, end: 24 },
  ];
  expect(intervals.difference(a, [{ start: 5, end: 23 }])).toEqual([
    { start: 0, end: 5 },
    { start: 23, end: 24 },
  ]);
});
