import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import { ec2Call, type Fields } from '../../fixtures/cloudtrail/records.ts';

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

function groupSet(...groupIds: readonly string[]): Fields {
  return { items: groupIds.map((groupId) => ({ groupId, groupName: groupId })) };
}

function launched(request: unknown, ...instances: readonly unknown[]): readonly string[] {
  const response = { ownerId: '111122223333', groupSet: {}, instancesSet: { items: instances } };
  return decodedTexts(decode(ec2Call('RunInstances', request, response)));
}

const NIC_1 = { networkInterfaceId: 'eni-1', groupSet: groupSet('sg-1') };
const NIC_2 = { networkInterfaceId: 'eni-2', groupSet: groupSet('sg-2', 'sg-3') };
const ASKED = { groupSet: groupSet('sg-9') };
const ASKED_ON_NIC = { networkInterfaceSet: { items: [{ deviceIndex: 0, ...ASKED }] } };

describe('RunInstances', () => {
  test('groups of each interface of each instance', () => {
    expect(
      launched(
        ASKED,
        {
          instanceId: 'i-1',
          groupSet: groupSet('sg-1'),
          networkInterfaceSet: { items: [NIC_1, NIC_2] },
        },
        {
          instanceId: 'i-2',
          networkInterfaceSet: { items: [{ ...NIC_1, networkInterfaceId: 'eni-3' }] },
        },
      ),
    ).toEqual([
      'attached eni-1 of i-1: sg-1',
      'attached eni-2 of i-1: sg-2 sg-3',
      'attached eni-3 of i-2: sg-1',
    ]);
  });

  test.each<[string, unknown, Fields, string]>([
    [
      'the instance itself',
      {},
      { groupSet: groupSet('sg-1'), networkInterfaceSet: {} },
      'i-1: sg-1',
    ],
    ['the request', ASKED, {}, 'i-1: sg-9'],
    ['the only interface of the request', ASKED_ON_NIC, {}, 'i-1: sg-9'],
    [
      'the request, for an interface',
      ASKED,
      { networkInterfaceSet: { items: [{ networkInterfaceId: 'eni-1' }] } },
      'eni-1 of i-1: sg-9',
    ],
    ['nobody', { launchTemplate: { launchTemplateId: 'lt-1' } }, {}, 'i-1: not told'],
    ['nobody, by name', { groupSet: { items: [{ groupName: 'hosts' }] } }, {}, 'i-1: not told'],
    [
      'nobody, where interfaces ask for different ones',
      { networkInterfaceSet: { items: [ASKED, ASKED] } },
      {},
      'i-1: not told',
    ],
    [
      'nobody, where interfaces are hidden',
      ASKED,
      { groupSet: groupSet('sg-1'), networkInterfaceSet: HIDDEN },
      'i-1: not told',
    ],
    [
      'nobody, where one interface has no id',
      ASKED,
      { networkInterfaceSet: { items: [NIC_1, { groupSet: groupSet('sg-2') }] } },
      'i-1: not told',
    ],
    ['nobody, in a cut record', null, { groupSet: '{"items"' }, 'i-1: not told'],
  ])('groups as told by %s', (_, request, instance, text) => {
    expect(launched(request, { instanceId: 'i-1', ...instance })).toEqual([`attached ${text}`]);
  });

  test('is of the account that the response names, else of the record', () => {
    const instancesSet = { items: [{ instanceId: 'i-1' }] };
    const of = (response: Fields) =>
      decode(ec2Call('RunInstances', {}, { instancesSet, ...response }));
    expect(of({ ownerId: '44455556666' })).toMatchObject({ change: { ownerId: '044455556666' } });
    expect(of({})).toMatchObject({ change: { ownerId: '111122223333' } });
  });

  test.each([null, HIDDEN, '{"instancesSet":{"it', {}, { instancesSet: {} }, { instancesSet: 7 }])(
    'response %j names no instance',
    (response) => {
      expect(decodedTexts(decode(ec2Call('RunInstances', ASKED, response)))).toEqual([
        expect.stringContaining('undecodable: RunInstances: instancesSet names no instance'),
      ]);
    },
  );

  test('half a launch is not understood', () => {
    expect(launched(ASKED, { instanceId: 'i-1' }, { instanceId: 7 })).toEqual([
      'undecodable: RunInstances: an instance should be named by its i-… id, and is 7',
    ]);
  });
});

describe('TerminateInstances', () => {
  const terminated = (request: unknown, response: unknown) =>
    decodedTexts(decode(ec2Call('TerminateInstances', request, response)));
  const two = { instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } };
  const both = ['detached i-1: none', 'detached i-2: none'];

  test('may name many, in request and response', () => {
    expect(terminated(two, two)).toEqual(both);
    expect(terminated(two, null)).toEqual(both);
    expect(terminated(HIDDEN, two)).toEqual(both);
    expect(terminated({ instancesSet: { items: [7] } }, two)).toEqual(both);
    expect(terminated({ instancesSet: { instanceId: 'i-1' } }, null)).toEqual([
      'detached i-1: none',
    ]);
  });

  test.each([null, {}, HIDDEN, { instancesSet: HIDDEN }])('%j names no instance', (request) => {
    expect(terminated(request, null)).toEqual([
      expect.stringContaining('undecodable: TerminateInstances: instancesSet names no instance'),
    ]);
  });
});
