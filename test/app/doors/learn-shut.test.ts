import { describe, expect, it } from 'vitest';
import { withoutShut } from '../../../src/app/doors/learn-shut.ts';
import { rdpFrom } from '../../support/findings.ts';

const known = { ...rdpFrom('0.0.0.0/0'), description: null };
const other = { ...rdpFrom('10.9.8.0/28', 'sgr-2'), description: null };

describe('what is known of a group once a door was seen to be shut', () => {
  it('is without its rules, and with the others', () => {
    const left = withoutShut([known, other], { rules: [known], previous: [], readAt: 5 });
    expect(left).toEqual([other]);
  });

  it('has an edited rule as it was before', () => {
    const was = { ...rdpFrom('10.9.8.0/28'), description: 'office' };
    const left = withoutShut([known, other], { rules: [known], previous: [was], readAt: 5 });
    expect(left).toEqual([was, other]);
  });

  it('keeps what a record told of after the reads began', () => {
    const again = { ...known, since: 6 };
    expect(withoutShut([again], { rules: [known], previous: [], readAt: 5 })).toEqual([again]);
  });
});
