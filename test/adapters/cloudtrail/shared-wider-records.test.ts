import { describe, expect, test } from 'vitest';
import {
  ATTACHMENT_EVENT_NAMES,
  WATCHED_EVENT_NAMES,
} from '../../../src/adapters/cloudtrail/watched.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import {
  decodeAll,
  headerOf,
  isWatched,
  SHARED_ABSENT,
  sharedDocument,
  sharedPaths,
} from '../../fixtures/cloudtrail/shared-records.ts';

/** Calls whose records are judged in the file beside. */
const INBOUND = [
  'AuthorizeSecurityGroupIngress',
  'ModifySecurityGroupRules',
  'RevokeSecurityGroupIngress',
];

/** What each record of the other calls tells, as a person read it. */
const JUDGED: Readonly<Record<string, readonly string[]>> = {
  'records/AuthorizeSecurityGroupEgress/01-tf-all-proto-v4v6': [
    '-1 -1--1 from 0.0.0.0/0 as sgr-035a6016fe8ef01c5',
    '-1 -1--1 from ::/0 as sgr-08d9fb7a2d678c6e8',
  ],
  'records/AuthorizeSecurityGroupEgress/02-tf-2026-all-proto': [
    '-1 -1--1 from 0.0.0.0/0 as sgr-0842f7411dc6a5a34',
  ],
  'records/AuthorizeSecurityGroupEgress/04-denied': ['ignored: Client.UnauthorizedOperation'],
  'records/AuthorizeSecurityGroupEgress/05-tf-2020-all-proto-description': [
    '-1 -1--1 from 0.0.0.0/0',
  ],
  'records/CreateNetworkInterface/01-invictus-1': [
    'attached eni-076fa9fb98a2500a7 of nothing: sg-0b233157065b7d5e2',
  ],
  'records/CreateNetworkInterface/02-invictus-2': [
    'attached eni-06b7a305fe9519d03 of nothing: sg-06ac05dd4c4a2ecbd',
  ],
  'records/CreateNetworkInterface/03-invictus-3': [
    'attached eni-0938d805949b4e134 of nothing: sg-0a1ae80d31d1e9c86',
  ],
  'records/DeleteSecurityGroup/01-tf': ['deleted sg-04cfb7a4712d75b00'],
  'records/ModifyInstanceAttribute/01-console-instancetype': ['ignored: otherAttribute'],
  'records/ModifyInstanceAttribute/02-tf-disableapitermination-1': ['ignored: otherAttribute'],
  'records/ModifyInstanceAttribute/03-tf-disableapitermination-2': ['ignored: otherAttribute'],
  'records/ModifyInstanceAttribute/04-userdata': ['ignored: otherAttribute'],
  'records/ModifyInstanceAttribute/07-invalid': ['ignored: Client.InvalidParameterValue'],
  'records/RevokeSecurityGroupEgress/01-tf-error-notfound-v6': [
    'ignored: Client.InvalidPermission.NotFound',
  ],
  'records/RevokeSecurityGroupEgress/02-tf-ok': ['-1 -1--1 from 0.0.0.0/0'],
  'records/RevokeSecurityGroupEgress/03-tf-2026-revokedset': [
    '-1 -1--1 from 0.0.0.0/0 as sgr-0842f7411dc6a5a34',
  ],
  'records/RunInstances/01-invictus-1': ['ignored: Client.InvalidParameterValue'],
  'records/RunInstances/02-invictus-2': ['ignored: Client.InvalidParameterValue'],
  'records/RunInstances/03-invictus-3': [
    'attached eni-076fa9fb98a2500a7 of i-0dbc91f429e48eeed: sg-0b233157065b7d5e2',
  ],
  'records/RunInstances/04-invictus-4': [
    'attached eni-06b7a305fe9519d03 of i-05c30218156bcc246: sg-06ac05dd4c4a2ecbd',
  ],
  'records/RunInstances/05-invictus-5': ['ignored: Client.InvalidParameterValue'],
  'records/RunInstances/06-invictus-6': ['ignored: Client.InvalidParameterValue'],
  'records/RunInstances/07-invictus-7': ['ignored: Client.VcpuLimitExceeded'],
  'records/RunInstances/08-invictus-8': ['ignored: Client.VcpuLimitExceeded'],
  'records/RunInstances/11-stratus-denied': ['ignored: Client.UnauthorizedOperation'],
  'records/RunInstances/12-console-1': ['ignored: Client.InvalidParameterValue'],
  'records/RunInstances/13-console-2': [
    'attached eni-db0c0ffee5fab50a2 of i-db0c0ffee47e5ac71: sg-db0c0ffee64dcb055',
  ],
  'records/RunInstances/14-console-3': [
    'attached eni-db0c0ffee92fc5a62 of i-db0c0ffee27e69e8c: sg-db0c0ffee1fa9c4e4',
    'attached eni-db0c0ffeea59e523c of i-db0c0ffeeb678d1db: sg-db0c0ffee1fa9c4e4',
    'attached eni-db0c0ffee32b12d82 of i-db0c0ffeede6d749f: sg-db0c0ffee1fa9c4e4',
  ],
  'records/RunInstances/15-console-4': [
    'attached eni-db0c0ffee0daa30cb of i-db0c0ffee506cb16e: sg-db0c0ffeec0e67ce0',
  ],
  'records/RunInstances/16-console-5': [
    'attached eni-db0c0ffee072ec29a of i-db0c0ffeebb3275e2: sg-db0c0ffee596f77eb',
  ],
  'records/RunInstances/17-invalid-parameter': ['ignored: Client.InvalidParameterValue'],
  'records/RunInstances/18-console-multi-and-single-1': [
    'attached eni-01b2a3f446746578f of i-YOUR_INSTANCE_IDS: sg-0e6a228a9a2f101c1',
    'attached eni-0d80ee85b99e3c1c2 of i-YOUR_INSTANCE_IDS: sg-0e6a228a9a2f101c1',
  ],
  'records/RunInstances/19-console-multi-and-single-2': [
    'attached eni-YOUR_ENI_ID of i-YOUR_INSTANCE_IDS: sg-YOUR_SECURITY_GROUP_ID',
  ],
  'records/RunInstances/20-console-nic-groupset': [
    'attached eni-01234567890123456 of i-01234567890123456: sg-01234567890123456',
  ],
  // An instance of EC2-Classic, which had no interfaces.
  'records/RunInstances/21-asg-2017': ['attached i-069954d7c5578441f: sg-84e8fc13'],
  'records/RunInstances/22-panther-dryrun': ['ignored: Client.DryRunOperation'],
  'records/RunInstances/23-panther-1-10': ['ignored: Client.UnauthorizedOperation'],
  'records/RunInstances/24-c7n-asg-2016': [
    'attached eni-6a08d837 of i-784cdacd: sg-bd2d87d9',
    'attached eni-6508d838 of i-7b4cdace: sg-bd2d87d9',
  ],
  'records/RunInstances/25-c7n-iamuser-2016': [
    'attached eni-a4b20ca1 of i-0f7c711dc84bedda0: sg-6c7fa917',
  ],
  'records/RunInstances/26-c7n-assumed-2016': [
    'attached eni-a4b20ca1 of i-0f7c711dc84bedda0: sg-6c7fa917',
  ],
  'constructed/createmicrosoftad': ['born d-9067aaaaaa'],
  'constructed/modifyinstanceattribute-groupset': [
    'attached i-0aaaaaaaaaaaaaaaa: sg-0aaaaaaaaaaaaaaaa',
  ],
  'constructed/modifymanagedprefixlist-add-one': [
    'listModified pl-0aaaaaaaaaaaaaaaa at 3',
    '+ 0.0.0.0/0, temp',
  ],
  'constructed/modifymanagedprefixlist-add-two-remove-one': [
    'listModified pl-0aaaaaaaaaaaaaaaa at 4',
    '+ 198.51.100.0/24, null',
    '+ 203.0.113.0/24, null',
    '- 10.0.0.0/8',
  ],
  'constructed/modifynetworkinterfaceattribute-groupset': [
    'attached eni-0aaaaaaaaaaaaaaaa of nothing: sg-0aaaaaaaaaaaaaaaa sg-0bbbbbbbbbbbbbbbb',
  ],
};

/** What log files tell of these calls beside what is in the records above. */
const IN_LOGS: readonly (readonly [string, readonly string[]])[] = [
  [
    'logs/invictus',
    [
      'detached eni-06b7a305fe9519d03 of nothing: none',
      'detached eni-076fa9fb98a2500a7 of nothing: none',
      'detached eni-0938d805949b4e134 of nothing: none',
      'detached i-05c30218156bcc246: none',
      'detached i-0dbc91f429e48eeed: none',
      'ignored: Client.InvalidAttachmentID.NotFound',
    ],
  ],
  [
    'logs/permiso-console-session-b6dfc392.json',
    [
      'detached i-db0c0ffee27e69e8c: none',
      'detached i-db0c0ffeeb678d1db: none',
      'detached i-db0c0ffeede6d749f: none',
    ],
  ],
  ['logs/permiso-console-session-f41ce257.json', ['detached i-db0c0ffee506cb16e: none']],
  ['logs/permiso-console-session-f8ec0c8c.json', []],
  ['logs/permiso-console-session-83679c6b.json', []],
];

/** What a document tells of the calls of this file. */
function textsOf(path: string): readonly string[] {
  return decodeAll(sharedDocument(path))
    .filter((decoded) => isWatched(decoded) && !INBOUND.includes(headerOf(decoded).eventName))
    .flatMap(decodedTexts);
}

describe.skipIf(SHARED_ABSENT !== undefined)(
  `collected records of the wider calls ${SHARED_ABSENT ?? 'as a person read them'}`,
  () => {
    test.each(Object.entries(JUDGED))('%s', (path, texts) => {
      expect(textsOf(`${path}.json`)).toEqual(texts);
    });

    test('every record of these calls in the collection is judged above', () => {
      const paths = [...sharedPaths('records'), ...sharedPaths('constructed')];
      const watched = paths.filter((path) => textsOf(path).length > 0);
      expect(Object.keys(JUDGED).map((path) => `${path}.json`)).toEqual(watched);
    });

    test.each(IN_LOGS)('%s', (path, expected) => {
      const known = new Set(Object.values(JUDGED).flat());
      const paths = path.endsWith('.json') ? [path] : sharedPaths(path);
      const texts = paths.flatMap(textsOf).filter((text) => !known.has(text));
      expect(texts.sort()).toEqual(expected);
    });
  },
);

test('calls that only change where groups stand are watched', () => {
  expect(WATCHED_EVENT_NAMES).toEqual(expect.arrayContaining([...ATTACHMENT_EVENT_NAMES]));
  expect(new Set(WATCHED_EVENT_NAMES).size).toBe(WATCHED_EVENT_NAMES.length);
});
