import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import {
  ACCOUNT_ID,
  answeredRule,
  authorize,
  type Fields,
  GROUP_ID,
  permission,
  RULE_ID,
  rdpFrom,
} from '../../fixtures/cloudtrail/records.ts';

const WORLD = { items: [{ cidrIp: '0.0.0.0/0' }] };

function textsOf(record: unknown): readonly string[] {
  return decodedTexts(decode(record));
}

function textsOfPermission(fields: Fields): readonly string[] {
  return textsOf(authorize([permission({ ipRanges: WORLD, ...fields })]));
}

describe('AuthorizeSecurityGroupIngress: what the request says', () => {
  test('every source of every permission is a rule of its own', () => {
    const mixed = permission({
      ipProtocol: 'tcp',
      fromPort: 389,
      toPort: 389,
      ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }, { cidrIp: '192.168.1.9/16' }] },
      ipv6Ranges: { items: [{ cidrIpv6: '2001:DB8::/32' }] },
      prefixListIds: { items: [{ prefixListId: 'pl-0a' }] },
      groups: { items: [{ groupId: 'sg-0b', userId: ACCOUNT_ID }] },
    });
    expect(textsOf(authorize([mixed, rdpFrom('0.0.0.0/0')]))).toEqual([
      'tcp 389-389 from 10.0.0.0/8',
      'tcp 389-389 from 192.168.0.0/16',
      'tcp 389-389 from 2001:db8::/32',
      'tcp 389-389 from pl-0a',
      'tcp 389-389 from sg-0b',
      'tcp 3389-3389 from 0.0.0.0/0',
    ]);
  });

  test('the flat call has its permission in the parameters themselves', () => {
    const requestParameters = {
      groupId: GROUP_ID,
      ipPermissions: {},
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      cidrIp: '0.0.0.0/0',
    };
    expect(textsOf(authorize([], undefined, { requestParameters }))).toEqual([
      'tcp 22-22 from 0.0.0.0/0',
    ]);
  });

  test.each([
    [{ ipProtocol: '-1' }, '-1 -1--1'],
    [{ ipProtocol: -1, fromPort: 0, toPort: 0 }, '-1 -1--1'],
    [{ ipProtocol: '-1', fromPort: 0, toPort: 65535 }, '-1 -1--1'],
    [{ ipProtocol: '-1', fromPort: 'all of them', toPort: 70000 }, '-1 -1--1'],
    [{ ipProtocol: 'TCP', fromPort: 3389, toPort: 3389 }, 'tcp 3389-3389'],
    [{ ipProtocol: '6', fromPort: '3389', toPort: '3390' }, 'tcp 3389-3390'],
    [{ ipProtocol: 17, fromPort: 0, toPort: 0 }, 'udp 0-0'],
    [{ ipProtocol: 'tcp' }, 'tcp -1--1'],
    [{ ipProtocol: 'udp', fromPort: null, toPort: null }, 'udp -1--1'],
    [{ ipProtocol: 'tcp', fromPort: -1, toPort: -1 }, 'tcp -1--1'],
    [{ ipProtocol: 'icmp', fromPort: 8, toPort: -1 }, 'icmp 8--1'],
    [{ ipProtocol: '58', fromPort: -1, toPort: -1 }, 'icmpv6 -1--1'],
    [{ ipProtocol: '50', fromPort: 0, toPort: 0 }, '50 -1--1'],
  ])('protocol and ports %j mean %s', (fields, expected) => {
    expect(textsOfPermission(fields)).toEqual([`${expected} from 0.0.0.0/0`]);
  });

  test.each([
    [{ ipProtocol: 'tcp', fromPort: 3389, toPort: 65536 }, '65536'],
    [{ ipProtocol: 'tcp', fromPort: 4000, toPort: 3000 }, '4000'],
    [{ ipProtocol: 'tcp', fromPort: 3389 }, 'nothing'],
    [{ ipProtocol: 'tcp', fromPort: -1, toPort: 443 }, '-1'],
    [{ ipProtocol: 'tcp', fromPort: 33.5, toPort: 34 }, '33.5'],
    [{ ipProtocol: 'tcp', fromPort: '0x1', toPort: 5 }, '0x1'],
    [{ ipProtocol: 'tcp', fromPort: { a: 1 }, toPort: 5 }, 'an object'],
    [{ ipProtocol: 'icmp', fromPort: 256, toPort: 0 }, '256'],
    [{ ipProtocol: 'quic', fromPort: 1, toPort: 1 }, 'quic'],
    [{ fromPort: 1, toPort: 1 }, 'nothing'],
    [{ ipProtocol: 'tcp', fromPort: 1, toPort: 1, ipRanges: 'x' }, 'ipRanges'],
    [{ ipProtocol: 'tcp', fromPort: 1, toPort: 1, ipRanges: {} }, 'no source'],
    [
      { ipProtocol: 'tcp', fromPort: 1, toPort: 1, groups: { items: [{ groupName: 'web' }] } },
      'web',
    ],
  ])('%j is refused with what is wrong: %s', (fields, expected) => {
    const [text, ...others] = textsOfPermission(fields);
    expect(others).toEqual([]);
    expect(text).toContain(expected);
    expect(text).toMatch(/^undecodable: AuthorizeSecurityGroup/);
  });

  test('lists are read in every spelling: items, item, an array, one element by itself', () => {
    const [one] = WORLD.items;
    for (const ipRanges of [WORLD, { item: one }, { item: [one] }, [one], one]) {
      expect(textsOfPermission({ ipProtocol: 'tcp', fromPort: 1, toPort: 1, ipRanges })).toEqual([
        'tcp 1-1 from 0.0.0.0/0',
      ]);
    }
  });

  test.each(['256.0.0.0/8', '10.0.0.0', '10.0.0.0/33', '', 7, null])(
    'source %j is refused',
    (cidrIp) => {
      const ipRanges = { items: [{ cidrIp }] };
      const [text] = textsOfPermission({ ipProtocol: 'tcp', fromPort: 1, toPort: 1, ipRanges });
      expect(text).toContain('undecodable: AuthorizeSecurityGroupIngress: Expected a CIDR block');
    },
  );

  test.each([
    ['HIDDEN_DUE_TO_SECURITY_REASONS', 'masked'],
    [null, 'cut'],
    ['{"groupId":"sg-0', 'cut'],
    [{}, 'names a rule'],
    [{ groupId: GROUP_ID, ipPermissions: '***OMITTED***' }, 'ipPermissions'],
  ])('parameters %j are undecodable', (requestParameters, word) => {
    const [text] = textsOf(authorize([], undefined, { requestParameters }));
    expect(text).toMatch(/^undecodable: /);
    expect(text).toContain(word);
  });
});

describe('AuthorizeSecurityGroupIngress: what the response adds', () => {
  test('rule ids, descriptions and the owner come from the response', () => {
    const answered = answeredRule({ cidrIpv4: '0.0.0.0/0', description: 'rdp', groupOwnerId: 42 });
    const decoded = decode(authorize([rdpFrom('0.0.0.0/0')], [answered]));
    expect(decoded).toMatchObject({
      kind: 'change',
      change: {
        kind: 'rulesAdded',
        group: { groupId: GROUP_ID, groupName: null, ownerId: '000000000042' },
        rules: [{ ruleId: RULE_ID, description: 'rdp', protocol: 'tcp', fromPort: 3389 }],
        ruleIds: [],
      },
    });
  });

  test('a call by group name has its group id from the response', () => {
    const requestParameters = {
      groupName: 'launch-wizard-7',
      ipPermissions: { items: [rdpFrom('0.0.0.0/0')] },
    };
    const decoded = decode(
      authorize([], [answeredRule({ cidrIpv4: '0.0.0.0/0' })], { requestParameters }),
    );
    expect(decoded).toMatchObject({
      change: { group: { groupId: GROUP_ID, groupName: 'launch-wizard-7' } },
    });
  });

  test('a call by group name of the time before rule ids leaves the id open', () => {
    const requestParameters = {
      groupName: 'default',
      ipPermissions: { items: [rdpFrom('0.0.0.0/0')] },
    };
    expect(decode(authorize([], undefined, { requestParameters }))).toMatchObject({
      kind: 'change',
      change: { group: { groupId: null, groupName: 'default', ownerId: ACCOUNT_ID } },
    });
  });

  test('what a cut response does not show of the request still counts', () => {
    const record = authorize(
      [rdpFrom('10.0.0.0/8', '0.0.0.0/0')],
      [answeredRule({ cidrIpv4: '10.0.0.0/8' })],
    );
    expect(textsOf(record)).toEqual([
      `tcp 3389-3389 from 10.0.0.0/8 as ${RULE_ID}`,
      'tcp 3389-3389 from 0.0.0.0/0',
    ]);
  });

  test('the response stands in for a request that cannot be read, and the other way round', () => {
    const answered = answeredRule({ cidrIpv4: '0.0.0.0/0' });
    const masked = { requestParameters: 'HIDDEN_DUE_TO_SECURITY_REASONS' };
    expect(textsOf(authorize([], [answered], masked))).toEqual([
      `tcp 3389-3389 from 0.0.0.0/0 as ${RULE_ID}`,
    ]);
    expect(textsOf(authorize([rdpFrom('0.0.0.0/0')], [{ isEgress: false }]))).toEqual([
      'tcp 3389-3389 from 0.0.0.0/0',
    ]);
  });

  test('a source group by name only is known where the response names its id', () => {
    const byName = permission({
      ipProtocol: 'tcp',
      fromPort: 3389,
      toPort: 3389,
      groups: { items: [{ groupName: 'web' }] },
    });
    const referencedGroupInfo = { userId: ACCOUNT_ID, groupId: 'sg-0web' };
    expect(textsOf(authorize([byName], [answeredRule({ referencedGroupInfo })]))).toEqual([
      `tcp 3389-3389 from sg-0web as ${RULE_ID}`,
    ]);
  });

  test('outbound rules in a response are not inbound rules', () => {
    const outbound = answeredRule({ cidrIpv4: '0.0.0.0/0', isEgress: true });
    const inbound = answeredRule({ cidrIpv4: '10.0.0.0/8' });
    expect(textsOf(authorize([rdpFrom('10.0.0.0/8')], [outbound, inbound]))).toEqual([
      `tcp 3389-3389 from 10.0.0.0/8 as ${RULE_ID}`,
    ]);
  });

  test('a rule that names two sources is not guessed at', () => {
    const twoSources = answeredRule({ cidrIpv4: '0.0.0.0/0', prefixListId: 'pl-0a' });
    const requestParameters = { groupId: GROUP_ID };
    expect(textsOf(authorize([], [twoSources], { requestParameters }))[0]).toMatch(/^undecodable/);
  });
});
