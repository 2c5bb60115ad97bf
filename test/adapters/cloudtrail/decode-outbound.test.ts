import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import {
  answeredRule,
  authorize,
  type Fields,
  GROUP_ID,
  rdpFrom,
  revoke,
} from '../../fixtures/cloudtrail/records.ts';

const AUTHORIZE = { eventName: 'AuthorizeSecurityGroupEgress' };
const REVOKE = { eventName: 'RevokeSecurityGroupEgress' };

const OUT = answeredRule({
  isEgress: true,
  cidrIpv4: '10.0.0.0/8',
  securityGroupRuleId: 'sgr-out',
});
const IN = answeredRule({ isEgress: false, cidrIpv4: '0.0.0.0/0', securityGroupRuleId: 'sgr-in' });

describe.each([
  [
    'AuthorizeSecurityGroupEgress',
    'rulesAdded',
    (rules: readonly unknown[]) => authorize([], rules, AUTHORIZE),
  ],
  [
    'RevokeSecurityGroupEgress',
    'rulesRemoved',
    (rules: readonly unknown[]) => revoke({}, rules, REVOKE),
  ],
] as const)('%s', (_, kind, recordOf) => {
  test('is a change of outbound rules', () => {
    expect(decode(recordOf([OUT]))).toMatchObject({
      kind: 'change',
      change: { kind, direction: 'outbound', group: { groupId: GROUP_ID } },
    });
  });

  test.each([
    ['only outbound rules of the response count', [IN, OUT]],
    [
      'in the spelling of data lakes too',
      [
        { ...OUT, isEgress: 'True' },
        { ...IN, isEgress: 'false' },
      ],
    ],
    ['a rule that does not say which way it goes goes this way', [{ ...OUT, isEgress: undefined }]],
  ])('%s', (__, rules: readonly Fields[]) => {
    expect(decodedTexts(decode(recordOf(rules)))).toEqual([
      'tcp 3389-3389 from 10.0.0.0/8 as sgr-out',
    ]);
  });
});

describe('outbound rules of the request', () => {
  test('are those of a response before rule ids', () => {
    const record = authorize([rdpFrom('10.0.0.0/8', '192.0.2.0/24')], undefined, AUTHORIZE);
    expect(decodedTexts(decode(record))).toEqual([
      'tcp 3389-3389 from 10.0.0.0/8',
      'tcp 3389-3389 from 192.0.2.0/24',
    ]);
  });

  test('are removed by id too', () => {
    const parameters = { securityGroupRuleIds: { items: [{ securityGroupRuleId: 'sgr-1' }] } };
    expect(decode(revoke(parameters, undefined, REVOKE))).toMatchObject({
      change: { direction: 'outbound', rules: [], ruleIds: ['sgr-1'] },
    });
  });

  test.each(['HIDDEN_DUE_TO_SECURITY_REASONS', '{"groupId":"sg-0', null, 7])(
    'that are %j are not understood',
    (requestParameters) => {
      const record = authorize([], undefined, { ...AUTHORIZE, requestParameters });
      expect(decode(record)).toMatchObject({ kind: 'undecodable', subject: null });
    },
  );
});

test('an inbound call still knows its own rules only', () => {
  expect(decodedTexts(decode(authorize([], [IN, OUT])))).toEqual([
    'tcp 3389-3389 from 0.0.0.0/0 as sgr-in',
  ]);
  expect(decodedTexts(decode(revoke({}, [IN, OUT])))).toEqual([
    'tcp 3389-3389 from 0.0.0.0/0 as sgr-in',
  ]);
});
