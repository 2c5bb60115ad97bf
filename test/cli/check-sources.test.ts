import { expect, test } from 'vitest';
import { describeSources } from '../../src/cli/check-sources.ts';
import { sourceSet } from '../../src/domain/net/source.ts';
import { source } from '../domain/policy/change-of.ts';

test.each([
  [['10.0.0.1/32'], '1 IPv4 address (10.0.0.1/32)'],
  [['10.0.0.0/8'], '16,777,216 IPv4 addresses (10.0.0.0/8)'],
  [['0.0.0.0/1', '128.0.0.0/1'], 'every IPv4 address (0.0.0.0/0)'],
  [['::/0'], 'every IPv6 address (::/0)'],
  [['2001:db8::/64'], '2^64 IPv6 addresses (2001:db8::/64)'],
  [
    ['2001:db8::/64', '2001:db8:1::/63'],
    'about 5.5e+19 IPv6 addresses (2001:db8::/64, 2001:db8:1::/63)',
  ],
  [
    ['::1/128', 'sg-1', 'sg-2', 'pl-1'],
    '1 IPv6 address, 2 security groups, 1 prefix list (::1/128, pl-1, sg-1, sg-2)',
  ],
])('describeSources(): %j is %s', (texts, expected) => {
  expect(describeSources(sourceSet(texts.map(source)))).toBe(expected);
});

test('describeSources() names eight sources and counts the rest', () => {
  const texts = Array.from({ length: 11 }, (_, i) => `10.0.${i * 2}.0/24`);
  const text = describeSources(sourceSet(texts.map(source)));
  expect(text).toMatch(/^2,816 IPv4 addresses \(10\.0\.0\.0\/24, .*10\.0\.14\.0\/24 and 3 more\)$/);
});
