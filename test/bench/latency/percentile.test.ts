import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentile } from '../../../bench/latency/percentile.ts';

describe('percentile()', () => {
  test('is the nearest rank, whatever the order of the values', () => {
    const values = [15, 50, 20, 40, 35];
    expect([5, 20, 30, 40, 50, 99, 100].map((percent) => percentile(values, percent))).toEqual([
      15, 15, 20, 20, 35, 50, 50,
    ]);
    expect(values).toEqual([15, 50, 20, 40, 35]);
  });

  test('orders numbers as numbers', () => {
    expect(percentile([100, 9, 20], 50)).toBe(20);
  });

  test('of 200 values leaves two above the 99th', () => {
    const values = Array.from({ length: 200 }, (_, i) => i + 1);
    expect(percentile(values, 99)).toBe(198);
  });

  test('is the least value that so many do not exceed', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (list, percent) => {
        const found = percentile(list, percent);
        const isEnough = (limit: number) =>
          list.filter((value) => value <= limit).length * 100 >= percent * list.length;
        expect(list.filter(isEnough).sort((a, b) => a - b)[0]).toBe(found);
      }),
    );
  });

  test('refuses no values, and what is no percentage', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
    expect(() => percentile([1], 0)).toThrow('got 1 and 0');
    expect(() => percentile([1], 101)).toThrow(RangeError);
  });
});
