import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { WATCHED_EVENT_NAMES } from '../../../src/adapters/cloudtrail/watched.ts';
import { decodedTexts } from '../../fixtures/cloudtrail/decoded-texts.ts';
import {
  ACCOUNT_ID,
  authorize,
  type Fields,
  GROUP_ID,
  rdpFrom,
} from '../../fixtures/cloudtrail/records.ts';

/** A good record with some fields replaced; undefined takes a field away. */
function recordWith(fields: Fields): Fields {
  const record = authorize([rdpFrom('0.0.0.0/0')], undefined, fields);
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function headerOf(record: unknown, context = {}) {
  const decoded = decode(record, context);
  return decoded.kind === 'change' ? decoded.change.record : decoded.record;
}

describe('decode: what is watched', () => {
  test.each([
    'DescribeSecurityGroups',
    'CreateSecurityGroup',
    'UpdateSecurityGroupRuleDescriptionsIngress',
    'AuthorizeDBSecurityGroupIngress',
    'authorizesecuritygroupingress',
    'CreateMicrosoftAD',
    'constructor',
  ])('%s is not watched', (eventName) => {
    expect(decodedTexts(decode(recordWith({ eventName })))).toEqual(['ignored: notWatched']);
  });

  test('a call of that name of another service is not watched', () => {
    const record = recordWith({ eventSource: 'rds.amazonaws.com' });
    expect(decodedTexts(decode(record))).toEqual(['ignored: notWatched']);
  });

  test.each(['ec2.amazonaws.com', 'clouddirectory.amazonaws.com'])(
    'CreateDirectory of %s is not watched',
    (eventSource) => {
      const record = recordWith({ eventName: 'CreateDirectory', eventSource });
      expect(decodedTexts(decode(record))).toEqual(['ignored: notWatched']);
    },
  );

  test.each(WATCHED_EVENT_NAMES)('%s that failed changed nothing', (eventName) => {
    const record = recordWith({
      eventName,
      eventSource: undefined,
      errorCode: 'Client.DryRunOperation',
      requestParameters: null,
      responseElements: null,
    });
    expect(decodedTexts(decode(record))).toEqual(['ignored: Client.DryRunOperation']);
  });

  test.each(WATCHED_EVENT_NAMES)('%s of which nothing is told is never dropped', (eventName) => {
    for (const hidden of [null, {}, 'HIDDEN_DUE_TO_SECURITY_REASONS', '{"instancesSet":{"it', []]) {
      const record = recordWith({
        eventName,
        eventSource: undefined,
        requestParameters: hidden,
        responseElements: hidden,
      });
      expect(decode(record).kind).not.toBe('ignored');
    }
  });

  test('a record that lost its eventSource is still watched', () => {
    expect(decode(recordWith({ eventSource: undefined })).kind).toBe('change');
  });

  test.each(['Client.UnauthorizedOperation', 'Client.DryRunOperation', 'RequestExpired'])(
    'a call that failed with %s opened nothing',
    (errorCode) => {
      expect(decodedTexts(decode(recordWith({ errorCode })))).toEqual([`ignored: ${errorCode}`]);
    },
  );

  test.each([null, '', {}])('errorCode %j is no error', (errorCode) => {
    expect(decode(recordWith({ errorCode })).kind).toBe('change');
  });

  test('an errorCode that is no text is undecodable, not a failed call', () => {
    expect(decode(recordWith({ errorCode: 500 }))).toMatchObject({
      kind: 'undecodable',
      reason: 'errorCode should be a text, and is 500',
      subject: { kind: 'group', groupId: GROUP_ID },
    });
  });

  test.each([null, 7, 'text', [], undefined])('%j is no record', (record) => {
    expect(decode(record)).toMatchObject({ kind: 'undecodable' });
  });

  test('a record without eventName may have been anything', () => {
    expect(decodedTexts(decode(recordWith({ eventName: undefined })))).toEqual([
      'undecodable: The record has no eventName',
    ]);
  });

  test('a record that names no group is undecodable', () => {
    const requestParameters = { ipPermissions: { items: [rdpFrom('0.0.0.0/0')] } };
    const [text] = decodedTexts(decode(recordWith({ requestParameters })));
    expect(text).toContain('names no security group');
  });
});

describe('decode: where a record comes from', () => {
  test('the header is the record’s own', () => {
    expect(headerOf(recordWith({}))).toEqual({
      eventId: 'e0000000-0000-4000-8000-000000000001',
      eventTime: '2026-03-01T10:00:00Z',
      eventName: 'AuthorizeSecurityGroupIngress',
      accountId: ACCOUNT_ID,
      region: 'eu-central-1',
      requestId: '7d8f0000-0000-4000-8000-000000000001',
      actor: {
        kind: 'IAMUser',
        arn: `arn:aws:iam::${ACCOUNT_ID}:user/alice`,
        name: 'alice',
        accountId: ACCOUNT_ID,
        invokedBy: null,
        sourceIp: '198.51.100.7',
        userAgent: 'Mozilla/5.0',
        tool: { kind: 'console' },
      },
    });
  });

  test('the actor has the role and source identity of its session, and the stack of what it makes', () => {
    const issuerArn = `arn:aws:iam::${ACCOUNT_ID}:role/Deploy`;
    const { actor } = headerOf(
      recordWith({
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/Deploy/x`,
          invokedBy: 'cloudformation.amazonaws.com',
          sessionContext: { sessionIssuer: { arn: issuerArn }, sourceIdentity: 'anna' },
        },
        requestParameters: {
          tagSpecificationSet: {
            items: [{ tags: [{ key: 'aws:cloudformation:stack-name', value: 'web' }] }],
          },
        },
      }),
    );
    const tool = { kind: 'cloudFormation', stack: 'web' };
    expect(actor).toMatchObject({ issuerArn, sourceIdentity: 'anna', tool });
  });

  test('the envelope fills what the record lacks, and only that', () => {
    const context = { accountId: '42', region: 'us-east-1' };
    const bare = recordWith({ recipientAccountId: undefined, awsRegion: undefined });
    expect(headerOf(bare, context)).toMatchObject({
      accountId: '000000000042',
      region: 'us-east-1',
    });
    expect(headerOf(recordWith({}), context)).toMatchObject({ accountId: ACCOUNT_ID });
  });

  test('an account id that lost its leading zeros gets them back', () => {
    expect(headerOf(recordWith({ recipientAccountId: 32092706103 })).accountId).toBe(
      '032092706103',
    );
  });

  test('without any account told, the caller’s is taken', () => {
    expect(headerOf(recordWith({ recipientAccountId: undefined })).accountId).toBe(ACCOUNT_ID);
  });

  test('a record without eventID has an identity that does not hang on the order of keys', () => {
    const record = recordWith({ eventID: undefined });
    const reordered = Object.fromEntries(Object.entries(record).reverse());
    const other = recordWith({ eventID: undefined, eventTime: '2026-03-01T10:00:01Z' });
    expect(headerOf(record).eventId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(headerOf(reordered).eventId).toBe(headerOf(record).eventId);
    expect(headerOf(other).eventId).not.toBe(headerOf(record).eventId);
  });

  test('keys that a data lake lower-cased, and its times, are read', () => {
    const lowered = JSON.parse(
      JSON.stringify(recordWith({ eventTime: '2026-03-01 10:00:00.000' })).replace(
        /"(\w+)":/g,
        (_, key: string) => `"${key.toLowerCase()}":`,
      ),
    );
    const decoded = decode(lowered);
    expect(decodedTexts(decoded)).toEqual(['tcp 3389-3389 from 0.0.0.0/0']);
    expect(headerOf(lowered)).toMatchObject({
      eventTime: '2026-03-01T10:00:00.000Z',
      accountId: ACCOUNT_ID,
    });
  });

  test.each([
    [{ type: 'Root', arn: `arn:aws:iam::${ACCOUNT_ID}:root` }, 'root'],
    [{ type: 'IAMUser', userName: 'bob', arn: `arn:aws:iam::${ACCOUNT_ID}:user/path/bob` }, 'bob'],
    [
      {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/Admin/carol@example.com`,
        sessionContext: { sessionIssuer: { userName: 'Admin' } },
      },
      'carol@example.com',
    ],
    [{ type: 'AssumedRole', sessionContext: { sessionIssuer: { userName: 'Admin' } } }, 'Admin'],
    [{ type: 'AWSService', invokedBy: 'ds.amazonaws.com' }, 'ds.amazonaws.com'],
    [undefined, 'unknown'],
    ['HIDDEN_DUE_TO_SECURITY_REASONS', 'unknown'],
  ])('the actor %j is shown as %s', (userIdentity, name) => {
    expect(headerOf(recordWith({ userIdentity })).actor.name).toBe(name);
  });
});
