import { describe, expect, test } from 'vitest';
import { readSettings } from '../../../bench/latency/settings.ts';

describe('readSettings()', () => {
  test('has a default for each', () => {
    expect(readSettings([])).toEqual({
      changesCount: 200,
      burstCount: 100,
      burstsCount: 5,
      warmUpsCount: 50,
      seed: 1,
    });
  });

  test('takes what is given', () => {
    const args = ['--changes', '7', '--burst=8', '--bursts', '2', '--warm-ups', '9', '--seed', '3'];
    expect(readSettings(args)).toEqual({
      changesCount: 7,
      burstCount: 8,
      burstsCount: 2,
      warmUpsCount: 9,
      seed: 3,
    });
  });

  test.each(['0', '-1', '1.5', '1e2', '', 'many', '1001'])('refuses "%s" changes', (text) => {
    expect(() => readSettings([`--changes=${text}`])).toThrow(
      `Expected --changes to be a whole number from 1 to 1000, got "${text}"`,
    );
  });

  test('refuses an option that it does not have', () => {
    expect(() => readSettings(['--chagnes', '7'])).toThrow('--chagnes');
  });
});
