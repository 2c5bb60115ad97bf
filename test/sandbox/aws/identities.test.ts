import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/sandbox/aws/identity/identity.ts';
import { emulatedAws, refusalOf } from './support/emulated-aws.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/143.0.0.0';

/** The record of one call by `identity`. */
async function recordOf(identity: Identity): Promise<object | undefined> {
  await using cloud = await emulatedAws();
  const Resources = [cloud.group().groupId];
  const Tags = [{ Key: 'a', Value: 'b' }];
  await cloud.as(identity).send(new CreateTagsCommand({ Resources, Tags }));
  return cloud.aws.records[0];
}

describe('a record tells who called', () => {
  it('an IAM user with a long-lived key has no session', async () => {
    const record = await recordOf({ kind: 'iam-user', userName: 'terraform' });
    expect(record).toMatchObject({
      userIdentity: {
        type: 'IAMUser',
        principalId: expect.stringMatching(/^AIDA[0-9A-F]{17}$/),
        arn: 'arn:aws:iam::111122223333:user/terraform',
        accessKeyId: expect.stringMatching(/^AKIA[0-9A-F]{16}$/),
        userName: 'terraform',
      },
      userAgent: expect.stringContaining('aws-sdk-js/'),
    });
    expect(record).not.toHaveProperty('userIdentity.sessionContext');
    expect(record).not.toHaveProperty('sessionCredentialFromConsole');
  });

  it('an IAM user in the console has a session, a browser and an address', async () => {
    const record = await recordOf({
      kind: 'iam-user',
      userName: 'bob',
      fromConsole: true,
      mfaAuthenticated: true,
      userAgent: BROWSER,
      sourceIpAddress: '203.0.113.5',
    });
    expect(record).toMatchObject({
      userIdentity: {
        accessKeyId: expect.stringMatching(/^ASIA/),
        sessionContext: {
          attributes: { creationDate: '2026-03-01T09:00:00Z', mfaAuthenticated: 'true' },
        },
      },
      userAgent: BROWSER,
      sourceIPAddress: '203.0.113.5',
      sessionCredentialFromConsole: 'true',
    });
  });

  it('an assumed role names its session, its issuer and its source identity', async () => {
    const record = await recordOf({
      kind: 'assumed-role',
      roleName: 'deploy',
      sessionName: 'run-7',
      sourceIdentity: 'carol',
    });
    expect(record).toMatchObject({
      userIdentity: {
        type: 'AssumedRole',
        principalId: expect.stringMatching(/^AROA[0-9A-F]{17}:run-7$/),
        arn: 'arn:aws:sts::111122223333:assumed-role/deploy/run-7',
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/deploy' },
          attributes: { mfaAuthenticated: 'false' },
          sourceIdentity: 'carol',
        },
      },
    });
  });

  it('an Identity Center user comes by a reserved role', async () => {
    const record = await recordOf({
      kind: 'identity-center',
      permissionSet: 'Administrator',
      userName: 'dana@example.com',
    });
    expect(record).toMatchObject({
      userIdentity: {
        type: 'AssumedRole',
        arn: expect.stringMatching(
          /:assumed-role\/AWSReservedSSO_Administrator_[0-9a-f]{16}\/dana@example\.com$/,
        ),
        sessionContext: {
          sessionIssuer: {
            arn: expect.stringContaining(':role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_'),
          },
        },
      },
    });
  });

  it('root is root', async () => {
    expect(await recordOf({ kind: 'root' })).toMatchObject({
      userIdentity: {
        type: 'Root',
        principalId: '111122223333',
        arn: 'arn:aws:iam::111122223333:root',
      },
    });
  });
});

describe('GetCallerIdentity', () => {
  it('answers the caller by its access key', async () => {
    await using cloud = await emulatedAws();
    const role = { kind: 'assumed-role', roleName: 'bot', sessionName: 's' } as const;
    const credentials = cloud.aws.addIdentity({ ...role, accessKeyId: 'ASIAFIXED' });
    expect(credentials.accessKeyId).toBe('ASIAFIXED');
    const sts = new STSClient({ endpoint: cloud.aws.url, region: cloud.aws.region, credentials });
    const answer = await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    expect(answer).toMatchObject({
      Account: '111122223333',
      Arn: 'arn:aws:sts::111122223333:assumed-role/bot/s',
      UserId: expect.stringMatching(/:s$/),
    });
  });

  it('refuses a stranger', async () => {
    await using cloud = await emulatedAws();
    const credentials = { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' };
    const sts = new STSClient({ endpoint: cloud.aws.url, region: cloud.aws.region, credentials });
    expect(await refusalOf(sts.send(new GetCallerIdentityCommand({})))).toBe('AuthFailure');
    sts.destroy();
  });
});
