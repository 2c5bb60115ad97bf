import { parseArgs } from 'node:util';

/** What `npm run bench:latency` was asked for. All are whole numbers from 1. */
export interface Settings {
  /** Changes of each sort that are measured, one after another. */
  readonly changesCount: number;
  /** Changes that come at once, in each burst after the others. */
  readonly burstCount: number;
  readonly burstsCount: number;
  /** Rounds before the first that counts: a process is slow until its code is compiled. */
  readonly warmUpsCount: number;
  readonly seed: number;
}

/** More would take long and tell no more. */
const COUNT_MAX = 1_000;

/** Reads the command line.
 * @throws Error that says what was expected, when an option is unknown or no such number. */
export function readSettings(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      changes: { type: 'string', default: '200' },
      burst: { type: 'string', default: '100' },
      bursts: { type: 'string', default: '5' },
      'warm-ups': { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
    },
  });
  return {
    changesCount: count('changes', values.changes),
    burstCount: count('burst', values.burst),
    burstsCount: count('bursts', values.bursts),
    warmUpsCount: count('warm-ups', values['warm-ups']),
    seed: count('seed', values.seed),
  };
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= COUNT_MAX) return value;
  throw new Error(`Expected --${name} to be a whole number from 1 to ${COUNT_MAX}, got "${text}"`);
}
