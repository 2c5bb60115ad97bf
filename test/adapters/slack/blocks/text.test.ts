import { describe, expect, it } from 'vitest';
import {
  actorText,
  escaped,
  outsideText,
  truncated,
} from '../../../../src/adapters/slack/blocks/text.ts';
import { ruleText } from '../../../../src/domain/plan/calls-of.ts';
import type { PlannedRule } from '../../../../src/domain/plan/planned-rule.ts';

describe('outsideText()', () => {
  it.each([
    ['a right-to-left override', 'a\u202Egnp.exe', 'a gnp.exe'],
    ['line breaks and controls', 'a\nb\u0000c\u2028d', 'a b c d'],
    ['half a character', 'a\uD83Db', 'a\uFFFDb'],
  ])('takes out %s', (_, text, shown) => {
    expect(outsideText(text)).toBe(shown);
  });
});

describe('actorText()', () => {
  const DS = 'ds.amazonaws.com';
  const actor = { kind: 'AWSService', arn: null, name: DS, accountId: null, userAgent: null };

  it.each([
    ['a service by itself', { invokedBy: DS, sourceIp: DS }, DS],
    ['a service for somebody', { name: 'dana', invokedBy: DS, sourceIp: DS }, `dana via ${DS}`],
    ['a person', { name: 'dana', invokedBy: null, sourceIp: '192.0.2.7' }, 'dana from 192.0.2.7'],
  ])('names %s once', (_, of, text) => {
    expect(actorText({ ...actor, ...of })).toBe(text);
  });
});

describe('truncated()', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a👍b', 3, 'a…'],
  ])('%s to %i characters is %s', (text, max, cut) => {
    expect(truncated(text, max)).toBe(cut);
  });
});

describe('escaped()', () => {
  it.each([
    ['<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
    ['*b* `c`', '\u200D*b\u200D* \u200D`c\u200D`'],
    [':tada:', ':\u200Dtada:'],
    ['could not be read: look', 'could not be read: look'],
    ['https://evil.example', 'https:\u200D//evil.example'],
  ])('%s is only characters', (text, shown) => {
    expect(escaped(text)).toBe(shown);
  });
});

describe('ruleText()', () => {
  const rdp: PlannedRule = {
    ruleId: 'sgr-1',
    protocol: 'tcp',
    fromPort: 3389,
    toPort: 3389,
    source: '0.0.0.0/0',
  };
  it.each<[PlannedRule, string]>([
    [rdp, 'tcp 3389 from 0.0.0.0/0 (sgr-1): RDP'],
    [
      { ...rdp, ruleId: null, fromPort: 50_000, toPort: 50_100 },
      'tcp 50000-50100 from 0.0.0.0/0: RPC dynamic ports',
    ],
    [{ ...rdp, fromPort: 22, toPort: 22 }, 'tcp 22 from 0.0.0.0/0 (sgr-1)'],
    [{ ...rdp, ruleId: null, toPort: 4000 }, 'tcp 3389-4000 from 0.0.0.0/0'],
    [
      { ...rdp, protocol: 'udp', fromPort: 0, toPort: 65_535 },
      'udp all ports from 0.0.0.0/0 (sgr-1)',
    ],
    [{ ...rdp, protocol: '-1', fromPort: -1, toPort: -1 }, 'all traffic from 0.0.0.0/0 (sgr-1)'],
    [{ ...rdp, protocol: 'icmp', fromPort: 8, toPort: -1 }, 'icmp type 8 from 0.0.0.0/0 (sgr-1)'],
    [
      { ...rdp, protocol: 'icmp', fromPort: 3, toPort: 4 },
      'icmp type 3 code 4 from 0.0.0.0/0 (sgr-1)',
    ],
    [
      { ...rdp, protocol: 'icmpv6', fromPort: -1, toPort: -1, source: '::/0' },
      'icmpv6 from ::/0 (sgr-1)',
    ],
    [{ ...rdp, protocol: '47', fromPort: -1, toPort: -1 }, 'protocol 47 from 0.0.0.0/0 (sgr-1)'],
  ])('%o is %s', (rule, text) => {
    expect(ruleText(rule, 'inbound')).toBe(text);
    expect(ruleText(rule, 'outbound')).toBe(text.replace(' from ', ' to '));
  });
});
