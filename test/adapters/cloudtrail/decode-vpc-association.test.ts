import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import { ec2Call, wrappedCall } from '../../fixtures/cloudtrail/records.ts';

describe.each([
  ['AssociateSecurityGroupVpc', 'attached'],
  ['DisassociateSecurityGroupVpc', 'detached'],
])('%s', (eventName, kind) => {
  const texts = (request: unknown) => decodedTexts(decode(wrappedCall(eventName, request)));

  test('names a group and a VPC', () => {
    const request = { GroupId: 'sg-1', VpcId: 'vpc-1' };
    expect(texts(request)).toEqual([`${kind} vpc-1: sg-1`]);
    expect(decodedTexts(decode(ec2Call(eventName, { groupId: 'sg-1', vpcId: 'vpc-1' })))).toEqual([
      `${kind} vpc-1: sg-1`,
    ]);
  });

  test('a group that is not told is to be read', () => {
    expect(texts({ GroupId: '***OMITTED***', VpcId: 'vpc-1' })).toEqual([
      `${kind} vpc-1: not told`,
    ]);
  });

  test.each([{ GroupId: 'sg-1' }, { GroupId: 'sg-1', VpcId: 7 }, '', '***OMITTED***'])(
    '%j names no VPC',
    (request) => {
      expect(decode(wrappedCall(eventName, request))).toMatchObject({ kind: 'undecodable' });
    },
  );
});
