import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import { ACCOUNT_ID, ec2Call, wrappedCall } from '../../fixtures/cloudtrail/records.ts';

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

describe.each([
  ['ModifyInstanceAttribute', { instanceId: 'i-1' }, 'i-1'],
  ['ModifyNetworkInterfaceAttribute', { networkInterfaceId: 'eni-1' }, 'eni-1 of nothing'],
] as const)('%s', (eventName, named, target) => {
  const texts = (fields: object) =>
    decodedTexts(decode(ec2Call(eventName, { ...named, ...fields })));

  test.each([
    ['one', { items: [{ groupId: 'sg-1' }] }, 'sg-1'],
    ['several', { items: [{ groupId: 'sg-1' }, { groupId: 'sg-2' }] }, 'sg-1 sg-2'],
    ['one that stands for itself', { groupId: 'sg-1', tag: 1 }, 'sg-1'],
    ['an array', [{ groupId: 'sg-1' }], 'sg-1'],
  ])('groups: %s', (_, groupSet, groups) => {
    expect(texts({ groupSet })).toEqual([`attached ${target}: ${groups}`]);
    expect(texts({ groupSet, description: { value: 'x' }, userData: HIDDEN })).toEqual([
      `attached ${target}: ${groups}`,
    ]);
  });

  test.each([
    [{ groupSet: HIDDEN }],
    [{ groupSet: 7 }],
    [{ groupSet: { items: [{ groupId: 'sg-1' }, { groupName: 'hosts' }] } }],
    [{ groupSet: { items: ['sg-1'] } }],
    [{ groupSet: {} }],
    [{}],
    [{ securityGroupId: { tag: 1, content: 'sg-1' } }],
    [{ attribute: 'groupSet', value: HIDDEN }],
    [{ attribute: HIDDEN, value: HIDDEN }],
    [{ attribute: {}, value: HIDDEN }],
  ])('%j may be of groups: they are to be read', (fields) => {
    expect(texts(fields)).toEqual([`attached ${target}: not told`]);
  });

  test.each([null, {}, HIDDEN, '{"groupS', { groupSet: { items: [{ groupId: 'sg-1' }] } }])(
    '%j names nothing that groups stand on',
    (request) => {
      expect(decode(ec2Call(eventName, request))).toMatchObject({
        kind: 'undecodable',
        subject: null,
      });
    },
  );

  test('is of the account of the record, and understood in a wrapper', () => {
    const record = wrappedCall(eventName, { ...named, groupSet: { groupId: 'sg-1' } });
    expect(decode(record)).toMatchObject({ change: { kind: 'attached', ownerId: ACCOUNT_ID } });
  });
});

test.each([
  ['ModifyInstanceAttribute', { instanceId: 'i-1', instanceType: { value: 't2.xlarge' } }],
  ['ModifyInstanceAttribute', { instanceId: 'i-1', disableApiTermination: { value: false } }],
  ['ModifyInstanceAttribute', { instanceId: 'i-1', userData: '<sensitiveDataRemoved>' }],
  [
    'ModifyInstanceAttribute',
    { instanceId: 'i-1', attribute: 'disableApiTermination', value: '<sensitiveDataRemoved>' },
  ],
  [
    'ModifyInstanceAttribute',
    { instanceId: 'i-1', groupSet: {}, sourceDestCheck: { value: true } },
  ],
  ['ModifyNetworkInterfaceAttribute', { networkInterfaceId: 'eni-1', description: { value: 'x' } }],
  [
    'ModifyNetworkInterfaceAttribute',
    {
      networkInterfaceId: 'eni-1',
      attachment: { attachmentId: 'eni-attach-1', deleteOnTermination: true },
    },
  ],
])('%s of %j changes no group', (eventName, request) => {
  expect(decodedTexts(decode(ec2Call(eventName, request)))).toEqual(['ignored: otherAttribute']);
});
