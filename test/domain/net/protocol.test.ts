import { describe, expect, test } from 'vitest';
import {
  PROTOCOL_COUNT,
  parseProtocol,
  protocolNumber,
  protocolOfNumber,
} from '../../../src/domain/net/protocol.ts';

describe('parseProtocol()', () => {
  test.each([
    ['tcp', 'tcp'],
    ['TCP', 'tcp'],
    ['6', 'tcp'],
    [6, 'tcp'],
    ['006', 'tcp'],
    [' udp ', 'udp'],
    ['17', 'udp'],
    [17, 'udp'],
    ['icmp', 'icmp'],
    ['1', 'icmp'],
    ['icmpv6', 'icmpv6'],
    ['ICMPv6', 'icmpv6'],
    [58, 'icmpv6'],
    ['47', '47'],
    [50, '50'],
    ['0', '0'],
    [0, '0'],
    ['255', '255'],
    ['-1', '-1'],
    [-1, '-1'],
    ['all', '-1'],
    ['ALL', '-1'],
  ])('%j is %j', (spelling, protocol) => {
    expect(parseProtocol(spelling)).toBe(protocol);
  });

  test.each([
    '256',
    256,
    -2,
    '-2',
    '+6',
    6.5,
    '6.0',
    '0x6',
    '1e1',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    ' ',
    'tcpp',
    'constructor',
    '__proto__',
    'toString',
    'anything',
    '６',
    null,
    undefined,
    true,
    ['tcp'],
    { toString: () => 'tcp' },
    6n,
  ])('%s is none', (value) => {
    expect(parseProtocol(value)).toBeUndefined();
  });

  test('every number has one spelling, which leads back to it', () => {
    const spellings = Array.from({ length: PROTOCOL_COUNT }, (_, number) => {
      const protocol = protocolOfNumber(number);
      expect(protocolNumber(protocol)).toBe(number);
      expect(parseProtocol(protocol)).toBe(protocol);
      expect(parseProtocol(number)).toBe(protocol);
      return protocol;
    });
    expect(new Set(spellings).size).toBe(PROTOCOL_COUNT);
  });

  test('all protocols have no number', () => {
    expect(protocolNumber('-1')).toBeUndefined();
  });
});
