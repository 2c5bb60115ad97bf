import { describe, expect, it } from 'vitest';
import { describeLockOuts } from '../../../src/domain/lock-out/describe-lock-out.ts';
import type { LockOut } from '../../../src/domain/lock-out/lock-out.ts';

const CUT = {
  direction: 'inbound',
  service: 'kerberos',
  rows: [{ protocol: 'tcp', fromPort: 88, toPort: 88, source: '10.0.0.0/16' }],
  hosts: ['eni-1'],
  isCertain: true,
} as const;

const OF_SERVICE: LockOut = { ...CUT, kind: 'service', network: 'clients' };
const OF_TRUST: LockOut = { ...CUT, kind: 'trust', network: 'onPremises' };

describe('describeLockOuts()', () => {
  it('of a chosen scenario says what it requires', () => {
    expect(describeLockOuts([OF_SERVICE])).toEqual([
      'would cut Kerberos, which the scenario requires on eni-1: inbound TCP 88 (Kerberos) from 10.0.0.0/16',
    ]);
  });

  it('says that a trust is assumed where no scenario is chosen, and of no scenario that it requires', () => {
    const [text] = describeLockOuts([{ ...OF_TRUST, isAssumed: true }]);
    expect(text).toContain('which a trust needs, which is assumed since no scenario is chosen');
    expect(text).not.toContain('scenario requires');
  });

  it('tells traffic that is cut for two reasons once', () => {
    const both = [OF_SERVICE, OF_TRUST].map((each): LockOut => ({ ...each, isAssumed: true }));
    const [text, ...others] = describeLockOuts(both);
    expect(others).toEqual([]);
    expect(text).toContain('clients need');
    expect(text).toContain('a trust needs');
    expect(text?.match(/TCP 88/g)).toHaveLength(1);
  });
});
