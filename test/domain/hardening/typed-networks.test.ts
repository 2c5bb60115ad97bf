import { describe, expect, it } from 'vitest';
import { TYPED_ENTRIES_MAX, typedNetworks } from '../../../src/domain/hardening/typed-networks.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { sourceTexts } from '../../../src/domain/net/source.ts';

const NETWORKS = new Map([['office', [cidr('10.0.0.0/9'), cidr('2001:db8::/64')]]]);

function texts(typed: string): readonly string[] | string | null {
  const read = typedNetworks(typed, NETWORKS);
  if (read === null) return null;
  return read.kind === 'sources' ? sourceTexts(read.sources) : read.problem.kind;
}

describe('networks as people type them', () => {
  it.each([
    ['', null],
    ['  ,  ', null],
    ['office', ['10.0.0.0/9', '2001:db8::/64']],
    ['10.128.0.0/9, office', ['10.0.0.0/8', '2001:db8::/64']],
    [
      '192.168.0.0/16 pl-0123abcd\nsg-0123456789abcdef0',
      ['192.168.0.0/16', 'pl-0123abcd', 'sg-0123456789abcdef0'],
    ],
    ['vpc-0123abcd', ['vpc-0123abcd']],
    ['10.1.2.3/8', 'hostBits'],
    ['somewhere', 'notUnderstood'],
    ['sg-nothex00', 'notUnderstood'],
    ['10.0.0.0', 'notUnderstood'],
    ['10.0.0.0/9 '.repeat(TYPED_ENTRIES_MAX + 1), 'tooMany'],
  ])('%j', (typed, expected) => {
    expect(texts(typed)).toEqual(expected);
  });
});
