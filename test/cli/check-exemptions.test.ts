import { expect, test } from 'vitest';
import { describeExemptions } from '../../src/cli/check-exemptions.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/instant.ts';
import { POLICY } from '../support/findings.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

test('check lists what policy exempts, with how long it holds, and which have ended', () => {
  const row = { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '203.0.113.0/24' } as const;
  const one = {
    groupId: 'sg-1',
    direction: 'inbound',
    rows: [row],
    reason: 'A migration',
  } as const;
  const standing = [
    { ...one, until: NOW + 10 * DAY_MS },
    { ...one, until: NOW - HOUR_MS },
  ];
  const lines = describeExemptions({ ...POLICY, exemptions: { msMax: 7 * DAY_MS, standing } }, NOW);
  expect(lines).toEqual([
    'An exemption may be asked for, for 7 days at the most.',
    'Exempted by this policy:',
    '  sg-1 inbound, TCP 3389 from 203.0.113.0/24, until 2026-12-01 12:00 UTC: A migration; holds for 10 days more',
    '  sg-1 inbound, TCP 3389 from 203.0.113.0/24, until 2026-11-21 11:00 UTC: A migration; ENDED, it lets nothing through: take it out',
  ]);
});
