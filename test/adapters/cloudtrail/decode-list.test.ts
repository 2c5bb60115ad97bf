import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import { ec2Call, type Fields, wrappedCall } from '../../fixtures/cloudtrail/records.ts';

const LIST_ID = 'pl-0123456789abcdef0';
const LIST = { PrefixListId: LIST_ID, CurrentVersion: 3 };

function modified(fields: Fields, response: unknown = {}): readonly string[] {
  return decodedTexts(
    decode(wrappedCall('ModifyManagedPrefixList', { ...LIST, ...fields }, response)),
  );
}

const AT_3 = `listModified ${LIST_ID} at 3`;

describe('ModifyManagedPrefixList', () => {
  test.each<[string, Fields, readonly string[]]>([
    [
      'one entry',
      { AddEntry: { Cidr: '0.0.0.0/0', Description: 'temp', tag: 1 } },
      ['+ 0.0.0.0/0, temp'],
    ],
    [
      'several',
      {
        AddEntry: [
          { Cidr: '198.51.100.0/24', tag: 1 },
          { Cidr: '2001:DB8::/32', Description: 7, tag: 2 },
        ],
        RemoveEntry: { Cidr: '10.0.0.0/8', tag: 1 },
      },
      ['+ 198.51.100.0/24, null', '+ 2001:db8::/32, 7', '- 10.0.0.0/8'],
    ],
    [
      'removed only',
      { RemoveEntry: [{ Cidr: '10.0.0.0/8' }, { Cidr: '::/0' }] },
      ['- 10.0.0.0/8', '- ::/0'],
    ],
    ['canonical', { AddEntry: { Cidr: '10.1.2.3/8' } }, ['+ 10.0.0.0/8, null']],
    [
      'in the other family',
      { AddEntry: { items: [{ cidr: '10.0.0.0/8' }] } },
      ['+ 10.0.0.0/8, null'],
    ],
    ['beside empty fields', { AddEntry: { Cidr: '::/0' }, RemoveEntry: '' }, ['+ ::/0, null']],
  ])('%s', (_, fields, texts) => {
    expect(modified(fields)).toEqual([AT_3, ...texts]);
  });

  test.each([
    ['3', 3],
    [3, 3],
    ['x', 'no version'],
    [undefined, 'no version'],
    [0, 'no version'],
    [3.5, 'no version'],
    [{}, 'no version'],
    [true, 'no version'],
  ])('version %j is %j', (CurrentVersion, version) => {
    const [first] = modified({ CurrentVersion, AddEntry: { Cidr: '::/0' } });
    expect(first).toBe(`listModified ${LIST_ID} at ${version}`);
  });

  test('keys in any case, and no wrapper', () => {
    const request = { prefixlistid: LIST_ID, currentversion: '3', addentry: { cidr: '::/0' } };
    const [lower, bare] = [
      wrappedCall('ModifyManagedPrefixList', request),
      ec2Call('ModifyManagedPrefixList', request),
    ];
    expect(decodedTexts(decode(lower))).toEqual([AT_3, '+ ::/0, null']);
    expect(decodedTexts(decode(bare))).toEqual([AT_3, '+ ::/0, null']);
  });

  test.each([
    [{ PrefixListName: 'corp' }],
    [{ MaxEntries: 20 }],
    [{ MaxEntries: '20', PrefixListName: 'corp', AddEntry: '', RemoveEntry: {} }],
  ])('%j changes no entry', (fields) => {
    expect(modified(fields)).toEqual(['ignored: noListEntries']);
  });

  test.each([
    [{}],
    [{ IpamPrefixListResolverSyncEnabled: true }],
    [{ PrefixListName: 'corp', IpamPrefixListResolverSyncEnabled: true }],
    [{ AddEntry: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
    [{ PrefixListName: 'corp', AddEntry: 7 }],
    [{ AddEntry: { Cidr: 'everywhere' } }],
    [{ AddEntry: { Cidr: 10 } }],
    [{ AddEntry: [{ Cidr: '::/0' }, null] }],
    [{ RemoveEntry: [{ Cidr: '10.0.0.0' }] }],
  ])('%j is undecodable, and names its list', (fields) => {
    const record = wrappedCall('ModifyManagedPrefixList', { ...LIST, ...fields });
    expect(decode(record)).toMatchObject({
      kind: 'undecodable',
      reason: expect.stringMatching(/^ModifyManagedPrefixList: \w/),
      subject: { kind: 'list', prefixListId: LIST_ID },
    });
  });

  test('the response names the list of a request that is hidden or cut', () => {
    const answer = { ModifyManagedPrefixListResponse: { prefixList: { prefixListId: LIST_ID } } };
    for (const request of [
      null,
      'HIDDEN_DUE_TO_SECURITY_REASONS',
      '{"Modi',
      { ModifyManagedPrefixListRequest: '' },
    ]) {
      expect(decode(ec2Call('ModifyManagedPrefixList', request, answer))).toMatchObject({
        kind: 'undecodable',
        subject: { kind: 'list', prefixListId: LIST_ID },
      });
    }
  });

  test('a list that is not named is not guessed', () => {
    expect(modified({ PrefixListId: 7, AddEntry: { Cidr: '::/0' } })).toEqual([
      'undecodable: ModifyManagedPrefixList: a list should be named by its pl-… id, and is 7',
    ]);
  });
});

describe('RestoreManagedPrefixListVersion', () => {
  test.each([
    [2, '2'],
    ['2', '2'],
    [undefined, 'no version'],
  ])('made of version %j', (CurrentVersion, version) => {
    const request = { ...LIST, CurrentVersion, PreviousVersion: 1 };
    const record = wrappedCall('RestoreManagedPrefixListVersion', request);
    expect(decodedTexts(decode(record))).toEqual([`listRestored ${LIST_ID} at ${version}`]);
  });
});

describe('DeleteManagedPrefixList', () => {
  test('names its list', () => {
    const record = wrappedCall('DeleteManagedPrefixList', { PrefixListId: LIST_ID });
    expect(decodedTexts(decode(record))).toEqual([`listDeleted ${LIST_ID} at no version`]);
  });
});
