import { describe, expect, it } from 'vitest';
import { canonicalCidr } from '../../../../src/sandbox/aws/world/canonical-cidr.ts';

describe('canonicalCidr()', () => {
  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.255/25', '10.1.2.128/25'],
    ['10.1.2.3/32', '10.1.2.3/32'],
    ['10.1.2.3/31', '10.1.2.2/31'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['2001:DB8:0:0::1/64', '2001:db8::/64'],
    ['2001:db8:0:1:ffff:ffff:ffff:ffff/63', '2001:db8::/63'],
    ['::1/128', '::1/128'],
    ['::ffff:1.2.3.4/128', '::ffff:102:304/128'],
    ['ffff::/1', '8000::/1'],
    ['1:2:3:4:5:6:7:8/120', '1:2:3:4:5:6:7:0/120'],
    ['::/0', '::/0'],
  ])('stores %s as %s', (written, stored) => {
    expect(canonicalCidr(written)?.cidr).toBe(stored);
  });

  it.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '010.0.0.0/8',
    '::/129',
    'fe80::1%eth0/64',
    'any/0',
    '',
  ])('calls %j malformed', (written) => {
    expect(canonicalCidr(written)).toBeUndefined();
  });
});
