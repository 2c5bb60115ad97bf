import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import {
  answeredRule,
  GROUP_ID,
  RULE_ID,
  rdpFrom,
  revoke,
} from '../../fixtures/cloudtrail/records.ts';

describe('RevokeSecurityGroupIngress', () => {
  test('by permissions, without the list in the response: the request says what is gone', () => {
    const decoded = decode(revoke({ ipPermissions: { items: [rdpFrom('0.0.0.0/0')] } }));
    expect(decoded).toMatchObject({ kind: 'change', change: { kind: 'rulesRemoved' } });
    expect(decodedTexts(decoded)).toEqual(['tcp 3389-3389 from 0.0.0.0/0']);
  });

  test('by the flat call', () => {
    const flat = { ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' };
    expect(decodedTexts(decode(revoke(flat)))).toEqual(['tcp 22-22 from 0.0.0.0/0']);
  });

  test('the response is believed over the request: what it does not list was not there', () => {
    const asked = { ipPermissions: { items: [rdpFrom('0.0.0.0/0', '10.0.0.0/8')] } };
    const gone = answeredRule({ cidrIpv4: '10.0.0.0/8' });
    expect(decodedTexts(decode(revoke(asked, [gone])))).toEqual([
      `tcp 3389-3389 from 10.0.0.0/8 as ${RULE_ID}`,
    ]);
    expect(decodedTexts(decode(revoke(asked, [])))).toEqual([]);
  });

  test.each([
    [{ items: [{ securityGroupRuleId: 'sgr-1' }, { securityGroupRuleId: 'sgr-2' }] }],
    [['sgr-1', 'sgr-2']],
    [
      [
        { tag: 1, content: 'sgr-1' },
        { tag: 2, content: 'sgr-2' },
      ],
    ],
  ])('by rule ids, as %j: the ids are all that is known', (securityGroupRuleIds) => {
    expect(decode(revoke({ securityGroupRuleIds }))).toMatchObject({
      kind: 'change',
      change: { rules: [], ruleIds: ['sgr-1', 'sgr-2'], group: { groupId: GROUP_ID } },
    });
  });

  test.each([
    [{}],
    [{ securityGroupRuleIds: { items: [{ securityGroupRuleId: 7 }] } }],
    [{ securityGroupRuleIds: 7 }],
    [{ ipPermissions: { items: [{ ipProtocol: 'tcp' }] } }],
  ])('%j is undecodable', (parameters) => {
    expect(decode(revoke(parameters))).toMatchObject({
      kind: 'undecodable',
      subject: { kind: 'group', groupId: GROUP_ID },
    });
  });
});
