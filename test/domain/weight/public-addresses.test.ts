import { describe, expect, it } from 'vitest';
import {
  addresses,
  covers,
  intersection,
  isEmpty,
  size,
} from '../../../src/domain/net/address-set.ts';
import { PUBLIC_ADDRESSES } from '../../../src/domain/weight/public-addresses.ts';

describe('PUBLIC_ADDRESSES', () => {
  it.each([
    '1.0.0.0/8',
    '9.255.255.255/32',
    '11.0.0.0/32',
    '100.63.255.255/32',
    '100.128.0.0/32',
    '172.15.255.255/32',
    '172.32.0.0/32',
    '192.0.0.9/32',
    '192.0.1.0/32',
    '192.88.99.0/24',
    '198.17.255.255/32',
    '198.20.0.0/32',
    '223.255.255.255/32',
    '2000::/16',
    '2001::/32',
    '2001:3::/32',
    '2001:200::/23',
    '2002::/16',
    '2600:1f00::/24',
    '64:ff9b::/96',
  ])('holds %s', (block) => {
    expect(covers(PUBLIC_ADDRESSES, addresses(block))).toBe(true);
  });

  it.each([
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.169.254/32',
    '172.16.0.0/12',
    '192.0.0.8/32',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '::/96',
    '::ffff:0:0/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001:2::/48',
    '2001:db8::/32',
    '3fff::/20',
    '4000::/3',
    'fc00::/7',
    'fe80::/10',
    'ff00::/8',
  ])('holds nothing of %s', (block) => {
    expect(isEmpty(intersection(PUBLIC_ADDRESSES, addresses(block)))).toBe(true);
  });

  it('holds all of IPv4 but what the registry lists, counted by hand', () => {
    const sixteenBits = 2 ** 16;
    const blocks = 3 * 2 ** 24 + 2 ** 22 + sixteenBits + 2 ** 20 + 256 + 256 + sixteenBits;
    const notPublic = blocks + 2 ** 17 + 256 + 256 + 2 ** 28 + 2 ** 28;
    expect(size(PUBLIC_ADDRESSES).ipv4).toBe(2 ** 32 - notPublic + 2);
  });
});
