import { describe, expect, it } from 'vitest';
import { BUGS } from './bugs.ts';
import { simulated } from './patched.ts';

/** One process lives for some days. */
const RUN_MS_MAX = 120_000;

describe('the simulation', () => {
  it('holds on a copy that nobody has touched', { timeout: RUN_MS_MAX }, async () => {
    const said = await simulated(null, { seed: 1000, days: 5, runs: 1 });
    expect(said.text).toContain('all held');
    expect(said.exitCode).toBe(0);
  });

  for (const bug of BUGS) {
    it(`catches ${bug.name}`, { timeout: RUN_MS_MAX }, async () => {
      const said = await simulated(bug, { ...bug, runs: 1 });
      expect(said.text).toMatch(bug.breaks);
      expect(said.text).toMatch(/Replay: npm run simulate -- --seed \d+ --days \d+/);
      expect(said.exitCode).toBe(1);
    });
  }
});
