import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import { ec2Call } from '../../fixtures/cloudtrail/records.ts';

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';
const ONE_GROUP = { items: [{ groupId: 'sg-1' }] };
const TWO_GROUPS = { items: [{ groupId: 'sg-1', groupName: 'a' }, { groupId: 'sg-2' }] };

function texts(eventName: string, request: unknown, response?: unknown): readonly string[] {
  return decodedTexts(decode(ec2Call(eventName, request, response)));
}

function created(request: unknown, networkInterface: unknown): readonly string[] {
  return texts('CreateNetworkInterface', request, { networkInterface });
}

describe('CreateNetworkInterface', () => {
  const made = { networkInterfaceId: 'eni-1', ownerId: '44455556666', groupSet: TWO_GROUPS };

  test.each([
    ['resolved by the response', { groupSet: {} }, made, 'sg-1 sg-2'],
    ['whatever the request asked', { groupSet: ONE_GROUP }, made, 'sg-1 sg-2'],
    ['though the request is hidden', HIDDEN, made, 'sg-1 sg-2'],
    [
      'of the request, where the response has none',
      { groupSet: ONE_GROUP },
      { ...made, groupSet: {} },
      'sg-1',
    ],
    ['nowhere', { groupSet: {} }, { ...made, groupSet: HIDDEN }, 'not told'],
    ['nowhere in a cut record', null, { networkInterfaceId: 'eni-1' }, 'not told'],
  ])('groups %s', (_, request, networkInterface, groups) => {
    expect(created(request, networkInterface)).toEqual([`attached eni-1 of nothing: ${groups}`]);
  });

  test('is of the account that the response names, whose zeros were lost', () => {
    const record = ec2Call('CreateNetworkInterface', {}, { networkInterface: made });
    expect(decode(record)).toMatchObject({ change: { ownerId: '044455556666' } });
  });

  test.each([null, {}, HIDDEN, { networkInterfaceId: 7 }])('%j is no interface', (made) => {
    expect(created({ groupSet: ONE_GROUP }, made)).toEqual([
      'undecodable: CreateNetworkInterface: the response names no interface',
    ]);
  });
});

describe('AttachNetworkInterface', () => {
  test.each([
    [{ networkInterfaceId: 'eni-1', instanceId: 'i-1', deviceIndex: 1 }, 'eni-1 of i-1'],
    [{ networkInterfaceId: 'eni-1', instanceId: HIDDEN }, 'eni-1 of nothing'],
    [{ networkInterfaceId: HIDDEN, instanceId: 'i-1' }, 'i-1'],
  ])('%j', (request, target) => {
    expect(texts('AttachNetworkInterface', request)).toEqual([`attached ${target}: not told`]);
  });
});

describe('DetachNetworkInterface', () => {
  test('names the attachment only', () => {
    const request = { attachmentId: 'eni-attach-1', force: true };
    expect(texts('DetachNetworkInterface', request)).toEqual(['detached eni-attach-1: not told']);
  });
});

describe('DeleteNetworkInterface', () => {
  test('leaves no groups behind', () => {
    const request = { networkInterfaceId: 'eni-1' };
    expect(texts('DeleteNetworkInterface', request)).toEqual(['detached eni-1 of nothing: none']);
  });
});

test.each(['AttachNetworkInterface', 'DetachNetworkInterface', 'DeleteNetworkInterface'])(
  '%s that names nothing is undecodable',
  (eventName) => {
    for (const request of [null, {}, HIDDEN, '{"att', { networkInterfaceId: 7, attachmentId: 7 }]) {
      expect(decode(ec2Call(eventName, request))).toMatchObject({
        kind: 'undecodable',
        reason: expect.stringMatching(/ (is|are|masked) /),
      });
    }
  },
);
