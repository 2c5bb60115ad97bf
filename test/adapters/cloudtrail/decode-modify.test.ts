import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import { editedRule, GROUP_ID, modify, RULE_ID } from '../../fixtures/cloudtrail/records.ts';

describe('ModifySecurityGroupRules', () => {
  test('one rule is an object, and keeps its id', () => {
    const decoded = decode(modify(editedRule({ CidrIpv4: '0.0.0.0/0', Description: true })));
    expect(decoded).toMatchObject({
      kind: 'change',
      change: { kind: 'rulesEdited', group: { groupId: GROUP_ID }, ruleIds: [] },
    });
    expect(decodedTexts(decoded)).toEqual([`tcp 3389-3389 from 0.0.0.0/0 as ${RULE_ID}`]);
    // The wrapper family turns the description "true" into a boolean.
    expect(decoded).toMatchObject({ change: { rules: [{ description: 'true' }] } });
  });

  test('several rules are an array, of any kind of source', () => {
    const rules = [
      editedRule({ CidrIpv6: '::/0' }, 'sgr-1', 1),
      editedRule({ PrefixListId: 'pl-0a' }, 'sgr-2', 2),
      editedRule({ ReferencedGroupId: 'sg-0b', CidrIpv4: '' }, 'sgr-3', 3),
      editedRule({ CidrIpv4: '0.0.0.0/0', IpProtocol: -1, FromPort: -1, ToPort: -1 }, 'sgr-4', 4),
    ];
    expect(decodedTexts(decode(modify(rules)))).toEqual([
      'tcp 3389-3389 from ::/0 as sgr-1',
      'tcp 3389-3389 from pl-0a as sgr-2',
      'tcp 3389-3389 from sg-0b as sgr-3',
      '-1 -1--1 from 0.0.0.0/0 as sgr-4',
    ]);
  });

  test.each([
    ['no rule', modify(undefined)],
    ['a masked list', modify('HIDDEN_DUE_TO_SECURITY_REASONS')],
    ['values missing', modify({ SecurityGroupRuleId: RULE_ID, tag: 1 })],
    ['one of two unreadable', modify([editedRule({ CidrIpv4: '0.0.0.0/0' }), editedRule({})])],
    ['no request', modify(undefined, { requestParameters: {} })],
    ['parameters cut away', modify(undefined, { requestParameters: null })],
  ])('%s is undecodable, with a reason', (_, record) => {
    const decoded = decode(record);
    expect(decoded).toMatchObject({
      kind: 'undecodable',
      reason: expect.stringMatching(/^ModifySecurityGroupRules: \S+/),
    });
  });

  test('an undecodable edit still names its group', () => {
    expect(decode(modify(editedRule({})))).toMatchObject({
      subject: { kind: 'group', groupId: GROUP_ID },
    });
  });
});
