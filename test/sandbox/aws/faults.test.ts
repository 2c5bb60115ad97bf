import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import {
  ALICE,
  type EmulatedAws,
  emulatedAws,
  errorOf,
  refusalOf,
} from './support/emulated-aws.ts';

function openRdp(GroupId: string) {
  const IpRanges = [{ CidrIp: '0.0.0.0/0' }];
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges }];
  return { GroupId, IpPermissions };
}

function open(groupId: string) {
  return new AuthorizeSecurityGroupIngressCommand(openRdp(groupId));
}

function close(groupId: string) {
  return new RevokeSecurityGroupIngressCommand(openRdp(groupId));
}

function ruleCount(cloud: EmulatedAws, groupId: string): number | undefined {
  return cloud.aws.world.state.groups.get(groupId)?.rules.length;
}

async function seenRules(cloud: EmulatedAws): Promise<number | undefined> {
  const answer = await cloud.ec2.send(new DescribeSecurityGroupRulesCommand({}));
  return answer.SecurityGroupRules?.length;
}

async function received(cloud: EmulatedAws): Promise<readonly string[]> {
  const answer = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: cloud.aws.queueUrl, MaxNumberOfMessages: 10 }),
  );
  return (answer.Messages ?? []).map((message) => JSON.parse(message.Body ?? '').detail.eventName);
}

const OPEN = 'AuthorizeSecurityGroupIngress';

describe('faults.throttle', () => {
  it('refuses so many calls of the action, changes nothing, and is retried by the SDK', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    cloud.aws.faults.throttle({ action: OPEN, times: 2 });
    expect(await seenRules(cloud)).toBe(0);
    expect(await refusalOf(cloud.ec2.send(open(groupId)))).toBe('RequestLimitExceeded');
    expect(ruleCount(cloud, groupId)).toBe(0);
    const credentials = cloud.aws.addIdentity(ALICE);
    const { url: endpoint, region } = cloud.aws;
    const retrying = new EC2Client({ endpoint, region, credentials, maxAttempts: 2 });
    await retrying.send(open(groupId));
    retrying.destroy();
    expect(cloud.aws.calls.map((call) => call.outcome)).toEqual([
      'ok',
      'RequestLimitExceeded',
      'RequestLimitExceeded',
      'ok',
    ]);
  });

  it('speaks the words of each service', async () => {
    await using cloud = await emulatedAws();
    cloud.aws.faults.throttle({ action: 'ReceiveMessage' });
    cloud.aws.faults.throttle({ action: 'GetCallerIdentity' });
    expect(await refusalOf(received(cloud))).toBe('ThrottlingException');
    expect(await refusalOf(cloud.sts.send(new GetCallerIdentityCommand({})))).toBe('Throttling');
  });
});

describe('faults.deny', () => {
  it('refuses with an encoded message and records the refusal', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    cloud.aws.faults.deny({ action: OPEN });
    const error = await errorOf(cloud.ec2.send(open(groupId)));
    expect(error.name).toBe('UnauthorizedOperation');
    expect(error.message).toContain('Encoded authorization failure message: ');
    expect(cloud.aws.records).toMatchObject([
      { errorCode: 'Client.UnauthorizedOperation', errorMessage: error.message },
    ]);
    await cloud.ec2.send(open(groupId));
  });
});

describe('faults.stale', () => {
  it('answers reads from before the last mutation, so many times', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    await cloud.ec2.send(open(groupId));
    cloud.aws.faults.stale({ times: 2 });
    expect(await seenRules(cloud)).toBe(0);
    const groups = await cloud.ec2.send(new DescribeSecurityGroupsCommand({}));
    expect(groups.SecurityGroups?.[0]?.IpPermissions).toEqual([]);
    expect(await seenRules(cloud)).toBe(1);
  });

  it('refuses to make anything but a Describe call stale', async () => {
    await using cloud = await emulatedAws();
    expect(() => cloud.aws.faults.stale({ action: OPEN })).toThrow('Only Describe calls');
  });
});

describe('faults.drop', () => {
  it('loses the reply after the effect and the record', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    cloud.aws.faults.drop({ action: OPEN });
    await errorOf(cloud.ec2.send(open(groupId)));
    expect(ruleCount(cloud, groupId)).toBe(1);
    expect(cloud.aws.records).toHaveLength(1);
    expect(await refusalOf(cloud.ec2.send(open(groupId)))).toBe('InvalidPermission.Duplicate');
  });
});

describe('faults.hold', () => {
  it('before: the call has arrived and nothing has happened until it is released', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    const hold = cloud.aws.faults.hold({ action: OPEN, when: 'before' });
    const call = cloud.ec2.send(open(groupId));
    await hold.reached;
    expect(ruleCount(cloud, groupId)).toBe(0);
    hold.release();
    await call;
    expect(ruleCount(cloud, groupId)).toBe(1);
  });

  it('after: the effect is there while the reply waits, also when the caller is gone', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    const hold = cloud.aws.faults.hold({ action: OPEN, when: 'after' });
    const hangUp = new AbortController();
    const call = cloud.ec2.send(open(groupId), { abortSignal: hangUp.signal });
    await hold.reached;
    hangUp.abort();
    expect(await refusalOf(call)).toBe('AbortError');
    expect(ruleCount(cloud, groupId)).toBe(1);
    hold.release();
    await cloud.ec2.send(close(groupId));
  });

  it('an unreleased hold does not keep the emulator from closing', async () => {
    const cloud = await emulatedAws();
    const hold = cloud.aws.faults.hold({ action: OPEN, when: 'before' });
    const call = errorOf(cloud.ec2.send(open(cloud.group().groupId)));
    await hold.reached;
    await cloud[Symbol.asyncDispose]();
    await call;
  });
});

describe('the faults of records', () => {
  it('delayRecords keeps them back, in order, until released', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    const delay = cloud.aws.faults.delayRecords();
    await cloud.ec2.send(open(groupId));
    await cloud.ec2.send(close(groupId));
    expect(await received(cloud)).toEqual([]);
    delay.release();
    expect(await received(cloud)).toEqual([OPEN, 'RevokeSecurityGroupIngress']);
    await cloud.ec2.send(open(groupId));
    expect(await received(cloud)).toEqual([OPEN]);
  });

  it('duplicateRecords delivers so many records twice', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    cloud.aws.faults.duplicateRecords();
    await cloud.ec2.send(open(groupId));
    await cloud.ec2.send(close(groupId));
    expect(await received(cloud)).toEqual([OPEN, OPEN, 'RevokeSecurityGroupIngress']);
    expect(cloud.aws.records).toHaveLength(2);
  });
});

describe('faults', () => {
  it('refuse an action that the emulator does not have', async () => {
    await using cloud = await emulatedAws();
    const { faults } = cloud.aws;
    expect(() => faults.throttle({ action: 'LaunchRockets' })).toThrow('No action LaunchRockets');
    expect(() => faults.hold({ action: 'Open', when: 'after' })).toThrow('No action Open');
    expect(() => faults.drop({ times: 0 })).toThrow('whole number');
  });

  it('clear forgets what is not used yet', async () => {
    await using cloud = await emulatedAws();
    const { faults } = cloud.aws;
    faults.throttle({ times: 3 });
    faults.hold({ action: OPEN, when: 'before' });
    faults.clear();
    await cloud.ec2.send(open(cloud.group().groupId));
  });
});
