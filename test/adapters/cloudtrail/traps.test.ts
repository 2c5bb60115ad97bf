import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import type { ServiceName } from '../../../src/domain/guard/services.ts';
import { parseCidr } from '../../../src/domain/net/cidr.ts';
import { toRows } from '../../../src/domain/net/exposure.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import { evaluate } from '../../../src/domain/policy/evaluate.ts';
import {
  answeredRule,
  authorize,
  editedRule,
  type Fields,
  modify,
  permission,
  rdpFrom,
} from '../../fixtures/cloudtrail/records.ts';
import { ruleChangeOf } from '../../fixtures/cloudtrail/rule-change.ts';

/** What a record opens on a Windows group beyond RDP from `approved`: `tcp 3389 from …` for the RDP
 * port only, which is what these traps are about. */
function rdpFindings(record: Fields, approved: readonly string[] = []): readonly string[] {
  const decoded = decode(record);
  const verdict = evaluate(ruleChangeOf(decoded), {
    name: 'windows',
    kind: 'windows',
    match: [],
    approved: new Map<ServiceName, ReturnType<typeof blocks>>([['rdp', blocks(approved)]]),
  });
  if (verdict.kind === 'permitted') return [];
  return toRows(verdict.excess)
    .filter(({ fromPort, toPort }) => fromPort <= 3389 && toPort >= 3389)
    .map(({ protocol, source }) => `${protocol} from ${source}`);
}

function blocks(texts: readonly string[]) {
  return sourceSet(
    texts.map((text) => {
      const cidr = parseCidr(text);
      if (cidr.kind === 'problem') throw new Error(cidr.message);
      return { kind: 'cidr', cidr } as const;
    }),
  );
}

function openTo(fields: Fields): Fields {
  const ipRanges = { items: [{ cidrIp: '0.0.0.0/0' }] };
  return authorize([permission({ ipProtocol: 'tcp', ipRanges, ...fields })]);
}

describe('traps that others fell into', () => {
  test('trap 1: protocol -1 and udp additions are findings', () => {
    expect(rdpFindings(openTo({ ipProtocol: '-1' }))).toEqual([
      'tcp from 0.0.0.0/0',
      'udp from 0.0.0.0/0',
    ]);
    expect(rdpFindings(openTo({ ipProtocol: 'udp', fromPort: 3389, toPort: 3389 }))).toEqual([
      'udp from 0.0.0.0/0',
    ]);
  });

  test('trap 2: one call with IPv4, IPv6, prefix list and group sources yields all sources', () => {
    const record = openTo({
      fromPort: 3389,
      toPort: 3389,
      ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
      prefixListIds: { items: [{ prefixListId: 'pl-0a' }] },
      groups: { items: [{ groupId: 'sg-0b' }] },
    });
    expect(rdpFindings(record)).toEqual([
      'tcp from 0.0.0.0/0',
      'tcp from ::/0',
      'tcp from pl-0a',
      'tcp from sg-0b',
    ]);
  });

  test.each([
    [{ fromPort: 3000, toPort: 4000 }],
    [{ fromPort: 0, toPort: 65535 }],
    [{ fromPort: null, toPort: null }],
    [{}],
  ])('trap 3: ports %j contain 3389', (ports) => {
    expect(rdpFindings(openTo(ports))).toEqual(['tcp from 0.0.0.0/0']);
  });

  test('trap 4: ::/0 is read from ipv6Ranges', () => {
    const ipv6Ranges = { items: [{ cidrIpv6: '::/0' }] };
    const record = openTo({ fromPort: 3389, toPort: 3389, ipRanges: {}, ipv6Ranges });
    expect(rdpFindings(record, ['0.0.0.0/0'])).toEqual(['tcp from ::/0']);
  });

  test('trap 5: two halves, any address with a prefix of 0, and a public /8 are as wide as they are', () => {
    expect(rdpFindings(authorize([rdpFrom('0.0.0.0/1', '128.0.0.0/1')]))).toEqual([
      'tcp from 0.0.0.0/0',
    ]);
    expect(rdpFindings(authorize([rdpFrom('1.0.0.0/0')]))).toEqual(['tcp from 0.0.0.0/0']);
    expect(rdpFindings(authorize([rdpFrom('54.0.0.0/8')]), ['54.0.0.0/9'])).toEqual([
      'tcp from 54.128.0.0/9',
    ]);
    expect(rdpFindings(authorize([rdpFrom('10.0.0.0/8')]), ['10.0.0.0/9', '10.128.0.0/9'])).toEqual(
      [],
    );
  });

  test('trap 8: a rule with a description is judged as one without', () => {
    const ipRanges = { items: [{ cidrIp: '0.0.0.0/0', description: 'temporary, honest' }] };
    const described = openTo({ fromPort: 3389, toPort: 3389, ipRanges });
    expect(rdpFindings(described)).toEqual(['tcp from 0.0.0.0/0']);
    const answered = answeredRule({ cidrIpv4: '0.0.0.0/0', description: 'temporary, honest' });
    expect(rdpFindings(authorize([rdpFrom('0.0.0.0/0')], [answered]))).toEqual([
      'tcp from 0.0.0.0/0',
    ]);
  });

  test('trap 9: an edit of one rule and an edit of many are both read', () => {
    expect(rdpFindings(modify(editedRule({ CidrIpv4: '0.0.0.0/0' })))).toEqual([
      'tcp from 0.0.0.0/0',
    ]);
    const many = [
      editedRule({ CidrIpv4: '10.0.0.0/8' }, 'sgr-1', 1),
      editedRule({ CidrIpv6: '::/0' }, 'sgr-2', 2),
    ];
    expect(rdpFindings(modify(many), ['10.0.0.0/8'])).toEqual(['tcp from ::/0']);
  });

  test('trap 17: a denied or failed call raises no alert', () => {
    const denied = authorize([rdpFrom('0.0.0.0/0')], undefined, {
      errorCode: 'Client.UnauthorizedOperation',
      responseElements: null,
    });
    expect(decode(denied)).toMatchObject({ kind: 'ignored', reason: { kind: 'failedCall' } });
  });
});
