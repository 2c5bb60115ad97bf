import { describe, expect, it } from 'vitest';
import { trustStanding, trustsThatCount } from '../../../src/domain/guard/trusts.ts';

/** As the Directory Service API lists them (`Trust.TrustState`). */
const STANDINGS = [
  ['Creating', 'there'],
  ['Created', 'there'],
  ['Verifying', 'there'],
  ['VerifyFailed', 'there'],
  ['Verified', 'there'],
  ['Updating', 'there'],
  ['UpdateFailed', 'there'],
  ['Updated', 'there'],
  ['Deleting', 'inDoubt'],
  ['Deleted', 'gone'],
  ['Failed', 'inDoubt'],
  ['AStateThatAwsAddedSince', 'inDoubt'],
] as const;

describe('trustStanding()', () => {
  it.each(STANDINGS)('%s: %s', (state, standing) => {
    expect(trustStanding(state)).toBe(standing);
  });
});

describe('trustsThatCount()', () => {
  it('counts a trust in doubt, with its state, and not one that is gone', () => {
    const trusts = (['Verified', 'Failed', 'Deleted'] as const).map((state) => ({
      trustId: 't-0123456789',
      remoteDomainName: `${state.toLowerCase()}.example.com`,
      direction: 'twoWay' as const,
      type: 'forest' as const,
      state,
    }));
    expect(trustsThatCount(trusts)).toEqual([
      'verified.example.com',
      'failed.example.com (Failed)',
    ]);
  });
});
