import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { ACCOUNT_ID, ec2Call, GROUP_ID } from '../../fixtures/cloudtrail/records.ts';

const NAME = 'DeleteSecurityGroup';

describe(NAME, () => {
  test.each([
    ['by id', { groupId: GROUP_ID }, GROUP_ID, null],
    ['by name', { groupName: 'hosts' }, null, 'hosts'],
  ])('%s', (_, request, groupId, groupName) => {
    expect(decode(ec2Call(NAME, request))).toMatchObject({
      kind: 'change',
      change: { kind: 'groupDeleted', group: { groupId, groupName, ownerId: ACCOUNT_ID } },
    });
  });

  test('the response names the group too, where the request is hidden or by name', () => {
    const answer = { _return: true, groupId: GROUP_ID };
    for (const request of ['HIDDEN_DUE_TO_SECURITY_REASONS', null, { groupName: 'hosts' }]) {
      expect(decode(ec2Call(NAME, request, answer))).toMatchObject({
        change: { group: { groupId: GROUP_ID } },
      });
    }
  });

  test.each([null, {}, '***OMITTED***', '{"grou', { groupId: '***OMITTED***' }, { groupId: 7 }])(
    '%j names no group',
    (request) => {
      expect(decode(ec2Call(NAME, request))).toMatchObject({
        kind: 'undecodable',
        reason: 'DeleteSecurityGroup: the record names no security group',
        subject: null,
      });
    },
  );
});
