import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import { dsCall } from '../../fixtures/cloudtrail/records.ts';

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';
const NAMED = { directoryId: 'd-9067aaaaaa' };

function texts(eventName: string, request: unknown, response?: unknown): readonly string[] {
  return decodedTexts(decode(dsCall(eventName, request, response)));
}

describe.each(['CreateMicrosoftAD', 'CreateDirectory', 'ConnectDirectory', 'CreateHybridAD'])(
  '%s',
  (eventName) => {
    test('the response names the directory', () => {
      expect(texts(eventName, { name: 'corp.example.com', password: HIDDEN }, NAMED)).toEqual([
        'born d-9067aaaaaa',
      ]);
    });

    test.each([null, {}, HIDDEN, '{"dir', { directoryId: HIDDEN }, { directoryId: 7 }])(
      'a directory is born though the response is %j',
      (response) => {
        expect(texts(eventName, HIDDEN, response)).toEqual(['born unnamed']);
      },
    );
  },
);

describe('AddRegion', () => {
  test('the request names the directory', () => {
    expect(texts('AddRegion', { ...NAMED, regionName: 'eu-west-1' })).toEqual([
      'born d-9067aaaaaa',
    ]);
    expect(texts('AddRegion', HIDDEN)).toEqual(['born unnamed']);
  });
});

describe('AddIpRoutes', () => {
  const routes = { ...NAMED, ipRoutes: [{ cidrIp: '198.51.100.0/24' }] };

  test.each([true, 'true', 'True', HIDDEN, 1, ['yes']])(
    'with the flag %j, of the group too',
    (flag) => {
      const request = { ...routes, updateSecurityGroupForDirectoryControllers: flag };
      expect(texts('AddIpRoutes', request)).toEqual([
        'routes of d-9067aaaaaa and its group to 198.51.100.0/24',
      ]);
    },
  );

  test.each([false, 'false', 'FALSE', null, undefined, ''])(
    'with the flag %j, of no group',
    (flag) => {
      const request = { ...routes, updateSecurityGroupForDirectoryControllers: flag };
      expect(texts('AddIpRoutes', request)).toEqual(['routes of d-9067aaaaaa to 198.51.100.0/24']);
    },
  );

  test.each<[string, unknown, string]>([
    [
      'both families, each block once and without host bits',
      [
        { cidrIp: '198.51.100.9/24', description: 'branch' },
        { cidrIpv6: '2001:DB8:0::/32' },
        { cidrIp: '198.51.100.0/24', cidrIpv6: '' },
      ],
      '198.51.100.0/24 2001:db8::/32',
    ],
    ['as a list of items', { items: [{ cidrIp: '192.0.2.0/28' }] }, '192.0.2.0/28'],
    ['with keys in lower case', [{ cidrip: '192.0.2.0/28' }], '192.0.2.0/28'],
    ['none', undefined, 'not told'],
    ['masked', HIDDEN, 'not told'],
    ['one of them masked', [{ cidrIp: '192.0.2.0/28' }, { cidrIp: HIDDEN }], 'not told'],
    ['one of them no block', [{ cidrIp: '192.0.2.0/28' }, { cidrIp: '192.0.2.0' }], 'not told'],
    ['one of them empty', [{ cidrIp: '192.0.2.0/28' }, {}], 'not told'],
  ])('with routes %s', (_, ipRoutes, expected) => {
    expect(texts('AddIpRoutes', { ...NAMED, ipRoutes })).toEqual([
      `routes of d-9067aaaaaa to ${expected}`,
    ]);
  });

  test.each([null, {}, HIDDEN, '{"directoryId":"d-1', { directoryId: 7 }])(
    '%j is undecodable',
    (request) => {
      expect(texts('AddIpRoutes', request)).toEqual([
        expect.stringContaining('undecodable: AddIpRoutes'),
      ]);
    },
  );
});
