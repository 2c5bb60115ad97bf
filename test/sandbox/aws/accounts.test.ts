import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { type EmulatedAws, emulatedAws, errorOf } from './support/emulated-aws.ts';

const MEMBER = '444455556666';
const ROLE = { accountId: MEMBER, roleName: 'portcullis', path: 'team/' };
const ASKED = { RoleArn: `arn:aws:iam::${MEMBER}:role/team/portcullis`, RoleSessionName: 'here' };

/** The configuration of a client with the credentials that AssumeRole gives. */
async function assumed({ aws, sts }: EmulatedAws) {
  const { Credentials: given } = await sts.send(new AssumeRoleCommand(ASKED));
  const credentials = {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
  return { endpoint: aws.url, region: aws.region, credentials };
}

describe('another account', () => {
  it('has groups, records and a history of its own, for who has a role there', async () => {
    await using cloud = await emulatedAws();
    const { aws, ec2 } = cloud;
    expect(aws.addRole({ ...ROLE, trusts: [aws.accountId] })).toBe(ASKED.RoleArn);
    const there = await assumed(cloud);
    const identity = await new STSClient(there).send(new GetCallerIdentityCommand({}));
    const arn = `arn:aws:sts::${MEMBER}:assumed-role/portcullis/here`;
    expect(identity).toMatchObject({ Account: MEMBER, Arn: arn });
    const { vpcId: VpcId } = aws.worldOf(aws.region, MEMBER).addVpc({ cidr: '10.4.0.0/16' });
    const made = { GroupName: 'there', Description: 'x', VpcId };
    await new EC2Client(there).send(new CreateSecurityGroupCommand(made));
    const named = new DescribeSecurityGroupsCommand({
      Filters: [{ Name: 'group-name', Values: ['there'] }],
    });
    const [group] = (await new EC2Client(there).send(named)).SecurityGroups ?? [];
    expect(group).toMatchObject({ OwnerId: MEMBER });
    expect((await ec2.send(named)).SecurityGroups).toEqual([]);
    const issuer = { arn: ASKED.RoleArn };
    expect(aws.records.at(-1)).toMatchObject({
      recipientAccountId: MEMBER,
      userIdentity: { arn, sessionContext: { sessionIssuer: issuer } },
    });
    const history = async (client: CloudTrailClient) => {
      const { Events = [] } = await client.send(new LookupEventsCommand({}));
      return Events.map(({ EventName }) => EventName);
    };
    expect(await history(new CloudTrailClient(there))).toEqual(['CreateSecurityGroup']);
    const { credentials } = ec2.config;
    const home = new CloudTrailClient({ endpoint: aws.url, region: aws.region, credentials });
    expect(await history(home)).toEqual([]);
  });
});

describe('AssumeRole', () => {
  it.each([
    ['a role that is not there', {}],
    ['a role that trusts another account', { trusts: ['999999999999'] }],
    ['a role that asks for an external id', { trusts: ['111122223333'], externalId: 'x1' }],
  ])('refuses %s, with the same words', async (_, given) => {
    await using cloud = await emulatedAws();
    if ('trusts' in given) cloud.aws.addRole({ ...ROLE, ...given });
    const error = await errorOf(cloud.sts.send(new AssumeRoleCommand(ASKED)));
    expect(error.name).toBe('AccessDenied');
    expect(error.message).toContain(`to perform: sts:AssumeRole on resource: ${ASKED.RoleArn}`);
  });

  it('takes the external id, and says when the credentials end', async () => {
    await using cloud = await emulatedAws();
    cloud.aws.addRole({ ...ROLE, trusts: [cloud.aws.accountId], externalId: 'x1' });
    const command = new AssumeRoleCommand({ ...ASKED, ExternalId: 'x1', DurationSeconds: 900 });
    const { Credentials: given } = await cloud.sts.send(command);
    expect(given?.Expiration).toEqual(new Date('2026-03-01T09:15:00.500Z'));
  });
});
