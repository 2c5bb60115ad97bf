import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { unwrap } from '../../../src/adapters/cloudtrail/unwrap.ts';
import type { Decoded } from '../../../src/domain/change/exposure-change.ts';
import { toRows } from '../../../src/domain/net/exposure.ts';
import { evaluate } from '../../../src/domain/policy/evaluate.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import { MUTATION, mutated } from '../../fixtures/cloudtrail/mutations.ts';
import { ruleChangeOf } from '../../fixtures/cloudtrail/rule-change.ts';
import {
  decodeAll,
  headerOf,
  isWatched,
  SHARED_ABSENT,
  sharedDocument,
  sharedPaths,
} from '../../fixtures/cloudtrail/shared-records.ts';

/** A record of the collection as a person judged it: the group, what it opens (or closes) and to
 * whom, and whether that is a finding on a Windows group (W) or a directory's (D) with nothing
 * approved. */
interface JudgedRecord {
  readonly path: string;
  readonly group?: string;
  readonly texts: readonly string[];
  readonly findingFor?: 'W' | 'D' | 'WD';
}

const AUTHORIZE = 'records/AuthorizeSecurityGroupIngress';
const REVOKE = 'records/RevokeSecurityGroupIngress';
const CONSTRUCTED_GROUP = 'sg-0aaaaaaaaaaaaaaaa';

const JUDGED: readonly JudgedRecord[] = [
  {
    path: `${AUTHORIZE}/01-tf-tcp443-v4-description.json`,
    group: 'sg-04cfb7a4712d75b00',
    texts: ['tcp 443-443 from 0.0.0.0/0 as sgr-0bb31cddb2c27f401'],
  },
  {
    path: `${AUTHORIZE}/02-sdk-flat-cidrip-22.json`,
    group: 'sg-04cfb7a4712d75b00',
    texts: ['tcp 22-22 from 0.0.0.0/0 as sgr-0a11552a7d225f5c7'],
  },
  {
    // 208.236.235.254/0 is the whole of IPv4.
    path: `${AUTHORIZE}/03-stratus-flat-cidrip-22.json`,
    group: 'sg-003dc7f1f1c686164',
    texts: ['tcp 22-22 from 0.0.0.0/0 as sgr-09b3e3d2ca1edf2a2'],
  },
  {
    path: `${AUTHORIZE}/04-tf-sdkv2-2026-rulearn.json`,
    group: 'sg-0e79c7acdf4a0225e',
    texts: ['tcp 22-22 from 0.0.0.0/0 as sgr-0ab4202bcd11d93d2'],
  },
  {
    path: `${AUTHORIZE}/15-streamalert-all-proto-eventbridge-1.json`,
    group: '...',
    texts: ['-1 -1--1 from 0.0.0.0/0', '-1 -1--1 from ::/0'],
    findingFor: 'WD',
  },
  {
    path: `${AUTHORIZE}/16-streamalert-all-proto-eventbridge-2.json`,
    group: '...',
    texts: ['-1 -1--1 from 10.0.0.0/8'],
    findingFor: 'WD',
  },
  {
    path: `${AUTHORIZE}/17-console-wizard-port22-1.json`,
    group: 'sg-db0c0ffee1fa9c4e4',
    texts: ['tcp 22-22 from 13.37.0.148/32 as sgr-db0c0ffee5683fba9'],
  },
  {
    path: `${AUTHORIZE}/18-console-wizard-port22-2.json`,
    group: 'sg-db0c0ffeec0e67ce0',
    texts: ['tcp 22-22 from 0.0.0.0/0 as sgr-db0c0ffee14167c6d'],
  },
  {
    path: `${AUTHORIZE}/19-console-wizard-port22-3.json`,
    group: 'sg-db0c0ffee596f77eb',
    texts: ['tcp 22-22 from 0.0.0.0/0 as sgr-db0c0ffee5cc2714e'],
  },
  {
    path: `${AUTHORIZE}/20-denied-client-unauthorizedoperation.json`,
    texts: ['ignored: Client.UnauthorizedOperation'],
  },
  {
    path: `${AUTHORIZE}/21-panther-console-ports-as-strings.json`,
    group: 'sg-04f0b44316f7d2471',
    texts: ['tcp 443-443 from 0.0.0.0/16'],
  },
  { path: `${AUTHORIZE}/22-panther-denied.json`, texts: ['ignored: UnauthorizedOperation'] },
  {
    path: `${AUTHORIZE}/23-panther-go-script.json`,
    group: 'sg-0d921df5d84f7270a',
    texts: ['tcp 22-22 from 0.0.0.0/0'],
  },
  {
    path: `${AUTHORIZE}/24-panther-modified-1.json`,
    group: 'sg-1',
    texts: ['tcp 22-22 from 127.0.0.1/32'],
  },
  { path: `${AUTHORIZE}/25-panther-modified-2.json`, texts: ['ignored: RequestExpired'] },
  {
    path: 'records/AuthorizeDBSecurityGroupIngress/01-denied.json',
    texts: ['ignored: notWatched'],
  },
  {
    path: 'records/ModifySecurityGroupRules/01-console-single-rule-v4.json',
    group: 'sg-ef6e8186',
    texts: ['tcp 443-443 from 127.0.0.1/32 as sgr-0481972caed6e2e1c'],
  },
  {
    path: `${REVOKE}/01-tf-2026-by-permissions.json`,
    group: 'sg-0e79c7acdf4a0225e',
    texts: ['tcp 22-22 from 0.0.0.0/0 as sgr-0ab4202bcd11d93d2'],
  },
  {
    path: `${REVOKE}/02-sdk-flat-cidrip-22.json`,
    group: 'sg-04cfb7a4712d75b00',
    texts: ['tcp 22-22 from 0.0.0.0/0'],
  },
  { path: 'constructed/authorize-dryrun-error.json', texts: ['ignored: Client.DryRunOperation'] },
  {
    path: 'constructed/authorize-duplicate-error.json',
    texts: ['ignored: Client.InvalidPermission.Duplicate'],
  },
  {
    path: 'constructed/authorize-groupname-instead-of-groupid.json',
    group: CONSTRUCTED_GROUP,
    texts: ['tcp 3389-3389 from 0.0.0.0/0 as sgr-00000000000000001'],
    findingFor: 'WD',
  },
  {
    path: 'constructed/authorize-mixed-ad-ports.json',
    group: CONSTRUCTED_GROUP,
    texts: [
      'tcp 3268-3269 from 0.0.0.0/0 as sgr-00000000000000001',
      'tcp 3268-3269 from 10.0.0.0/8 as sgr-00000000000000002',
      'tcp 0-65535 from ::/0 as sgr-00000000000000003',
      '-1 -1--1 from 203.0.113.0/24 as sgr-00000000000000004',
    ],
    findingFor: 'WD',
  },
  {
    // Kerberos is a directory's port, not a Windows host's.
    path: 'constructed/authorize-numeric-protocol-udp.json',
    group: CONSTRUCTED_GROUP,
    texts: ['udp 88-88 from 0.0.0.0/0 as sgr-00000000000000001'],
    findingFor: 'D',
  },
  {
    path: 'constructed/authorize-prefixlist.json',
    group: CONSTRUCTED_GROUP,
    texts: ['tcp 3389-3389 from pl-0aaaaaaaaaaaaaaaa as sgr-00000000000000001'],
    findingFor: 'WD',
  },
  {
    path: 'constructed/modifysecuritygrouprules-all-proto-numeric.json',
    group: CONSTRUCTED_GROUP,
    texts: ['-1 -1--1 from 0.0.0.0/0 as sgr-0aaaaaaaaaaaaaaa5'],
    findingFor: 'WD',
  },
  {
    path: 'constructed/modifysecuritygrouprules-denied.json',
    texts: ['ignored: Client.UnauthorizedOperation'],
  },
  {
    path: 'constructed/modifysecuritygrouprules-ipv6-single.json',
    group: CONSTRUCTED_GROUP,
    texts: ['tcp 3389-3389 from ::/0 as sgr-0aaaaaaaaaaaaaaa2'],
    findingFor: 'WD',
  },
  {
    path: 'constructed/modifysecuritygrouprules-prefixlist.json',
    group: CONSTRUCTED_GROUP,
    texts: ['tcp 389-389 from pl-0aaaaaaaaaaaaaaaa as sgr-0aaaaaaaaaaaaaaa3'],
    findingFor: 'D',
  },
  {
    path: 'constructed/modifysecuritygrouprules-sg-reference.json',
    group: CONSTRUCTED_GROUP,
    texts: ['tcp 445-445 from sg-0bbbbbbbbbbbbbbbb as sgr-0aaaaaaaaaaaaaaa4'],
    findingFor: 'WD',
  },
  {
    path: 'constructed/modifysecuritygrouprules-two-rules-array.json',
    group: CONSTRUCTED_GROUP,
    texts: [
      'tcp 3389-3389 from 0.0.0.0/0 as sgr-0aaaaaaaaaaaaaaa1',
      'tcp 3389-3389 from ::/0 as sgr-0aaaaaaaaaaaaaaa2',
    ],
    findingFor: 'WD',
  },
  {
    path: 'constructed/revokesecuritygroupingress-by-rule-ids.json',
    group: CONSTRUCTED_GROUP,
    texts: [],
  },
  {
    path: 'constructed/updatesecuritygroupruledescriptionsingress.json',
    texts: ['ignored: notWatched'],
  },
];

/** The calls that this file is about; those of the others are judged in the file beside. */
const CALLS = [
  'AuthorizeSecurityGroupIngress',
  'ModifySecurityGroupRules',
  'RevokeSecurityGroupIngress',
];

function isOfTheThree(decoded: Decoded): boolean {
  return isWatched(decoded) && CALLS.includes(headerOf(decoded).eventName);
}

function findingFor(decoded: Decoded): string {
  if (decoded.kind !== 'change') return '';
  const kinds = [
    ['W', 'windows'],
    ['D', 'directory'],
  ] as const;
  return kinds
    .filter(([, kind]) => {
      const guard = { name: kind, kind, match: [], approved: new Map() };
      return evaluate(ruleChangeOf(decoded), guard).kind === 'violates';
    })
    .map(([letter]) => letter)
    .join('');
}

describe.skipIf(SHARED_ABSENT !== undefined)(
  `collected records ${SHARED_ABSENT ?? 'as a person judged them'}`,
  () => {
    test.each(JUDGED)('$path', ({ path, group, texts, findingFor: expected = '' }) => {
      const [decoded, ...others] = decodeAll(sharedDocument(path));
      if (decoded === undefined) throw new Error('no record');
      expect(others).toEqual([]);
      expect(decodedTexts(decoded)).toEqual(texts);
      expect(decoded.kind === 'change' ? ruleChangeOf(decoded).group.groupId : undefined).toBe(
        group,
      );
      expect(findingFor(decoded)).toBe(expected);
    });

    test('every record of the three calls in the collection is judged above', () => {
      const paths = [...sharedPaths('records'), ...sharedPaths('constructed')];
      const watched = paths.filter((path) => decodeAll(sharedDocument(path)).some(isOfTheThree));
      const judged = JUDGED.filter(({ texts }) => texts[0] !== 'ignored: notWatched');
      expect(judged.map(({ path }) => path).sort()).toEqual(watched.sort());
    });

    test('what the AD ports record lets into a Windows group, to whom, exactly', () => {
      const [decoded] = decodeAll(sharedDocument('constructed/authorize-mixed-ad-ports.json'));
      const verdict = evaluate(ruleChangeOf(decoded), {
        name: 'windows',
        kind: 'windows',
        match: [],
        approved: new Map(),
      });
      if (verdict.kind !== 'violates') throw new Error('expected a finding');
      expect(verdict.offending.map(({ ruleId }) => ruleId)).toEqual([
        'sgr-00000000000000003',
        'sgr-00000000000000004',
      ]);
      expect(toRows(verdict.excess).filter(({ fromPort }) => fromPort === 3389)).toEqual([
        { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '203.0.113.0/24' },
        { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '::/0' },
        { protocol: 'udp', fromPort: 3389, toPort: 3389, source: '203.0.113.0/24' },
      ]);
    });

    test.each([
      ['logs/invictus', 2900, ['7e96f0e7', '74bd84b4', '8733f811']],
      ['logs/permiso-console-session-83679c6b.json', 331, []],
      ['logs/permiso-console-session-b6dfc392.json', 270, ['20734c1c']],
      ['logs/permiso-console-session-f41ce257.json', 1101, ['4655f9ca']],
      ['logs/permiso-console-session-f8ec0c8c.json', 108, ['fda2c392']],
      ['logs/grycap-sample-cloudtrail-event-2017.json', 142, []],
      ['logs/aws-cli-lookup-events-example.json', 1, []],
    ])('%s: %i records, of which these change inbound rules: %j', (path, count, eventIds) => {
      const paths = path.endsWith('.json') ? [path] : sharedPaths(path);
      const decoded = paths.flatMap((file) => decodeAll(sharedDocument(file)));
      const changes = decoded.filter(isOfTheThree).map((one) => {
        expect(one.kind).toBe('change');
        return headerOf(one).eventId.slice(0, 8);
      });
      expect(decoded).toHaveLength(count);
      expect(changes.sort()).toEqual([...eventIds].sort());
    });

    test('any of them, broken in any way, is decoded to something', () => {
      const records = [...sharedPaths('records'), ...sharedPaths('wrapper-form')].map(
        sharedDocument,
      );
      const mutations = fc.array(MUTATION, { minLength: 1, maxLength: 8 });
      const property = fc.property(fc.constantFrom(...records), mutations, (record, steps) => {
        for (const found of unwrap(steps.reduce<unknown>(mutated, record))) {
          if (found.kind === 'record') decode(found.record, found.context);
        }
      });
      fc.assert(property, { numRuns: 3_000 });
    });
  },
);
