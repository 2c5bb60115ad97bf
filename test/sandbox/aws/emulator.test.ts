import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
} from '@aws-sdk/client-ec2';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { startAwsEmulator } from '../../../src/sandbox/aws/emulator.ts';
import { countedIds, type EmulatedAws, emulatedAws, tcpFrom } from './support/emulated-aws.ts';

async function bodies(cloud: EmulatedAws): Promise<readonly string[]> {
  const answer = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: cloud.aws.queueUrl, MaxNumberOfMessages: 10 }),
  );
  return (answer.Messages ?? []).map((message) => message.Body ?? '');
}

function openRdp(GroupId: string) {
  const IpRanges = [{ CidrIp: '0.0.0.0/0' }];
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges }];
  return new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions });
}

describe('a mutating call', () => {
  it('puts its record into the queue at once, in an EventBridge envelope', async () => {
    await using cloud = await emulatedAws();
    const answer = await cloud.ec2.send(openRdp(cloud.group().groupId));
    const [body = ''] = await bodies(cloud);
    const envelope = JSON.parse(body);
    expect(envelope).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.ec2',
      account: '111122223333',
      time: '2026-03-01T09:00:00Z',
      region: 'eu-central-1',
      resources: [],
      detail: cloud.aws.records[0],
    });
    const { requestId } = answer.$metadata;
    expect(envelope.detail).toMatchObject({
      requestID: requestId,
      responseElements: { requestId },
      eventTime: '2026-03-01T09:00:00Z',
      sourceIPAddress: '192.0.2.7',
      recipientAccountId: '111122223333',
      awsRegion: 'eu-central-1',
    });
    expect(envelope.id).not.toBe(envelope.detail.eventID);
  });

  it('in the wrapper form coerces what looks like a number and tags its lists', async () => {
    await using cloud = await emulatedAws();
    const { groupId, rules } = cloud.group([tcpFrom('10.0.0.0/8', 1), tcpFrom('11.0.0.0/8', 1)]);
    const values = { IpProtocol: '-1', CidrIpv4: '0.0.0.0/0', Description: '007' };
    const SecurityGroupRules = rules.slice(0, 1).map(({ ruleId }) => {
      return { SecurityGroupRuleId: ruleId, SecurityGroupRule: values };
    });
    await cloud.ec2.send(
      new ModifySecurityGroupRulesCommand({ GroupId: groupId, SecurityGroupRules }),
    );
    expect(cloud.aws.records[0]).toMatchObject({
      requestParameters: {
        ModifySecurityGroupRulesRequest: {
          GroupId: groupId,
          SecurityGroupRule: {
            tag: 1,
            SecurityGroupRuleId: rules[0]?.ruleId,
            SecurityGroupRule: { IpProtocol: -1, CidrIpv4: '0.0.0.0/0', Description: 7 },
          },
        },
      },
    });
  });

  it('that is refused is recorded with what it asked for', async () => {
    await using cloud = await emulatedAws();
    await Promise.allSettled([cloud.ec2.send(openRdp('sg-0bad'))]);
    expect(cloud.aws.records[0]).toMatchObject({
      errorCode: 'Client.InvalidGroup.NotFound',
      requestParameters: { groupId: 'sg-0bad', ipPermissions: { items: [{ fromPort: 3389 }] } },
      responseElements: null,
    });
  });
});

describe('the emulator', () => {
  it('counts calls with their parameters and leaves reads out of the trail', async () => {
    await using cloud = await emulatedAws();
    await cloud.ec2.send(new DescribeSecurityGroupsCommand({ MaxResults: 5 }));
    expect(cloud.aws.calls).toMatchObject([
      {
        action: 'DescribeSecurityGroups',
        accessKeyId: expect.stringMatching(/^AKIA/),
        params: { MaxResults: '5' },
        outcome: 'ok',
      },
    ]);
    expect(cloud.aws.records).toEqual([]);
  });

  it('tells its listeners of seeds and calls, until they leave', async () => {
    await using cloud = await emulatedAws();
    let heard = 0;
    const leave = cloud.aws.onChange(() => {
      heard += 1;
    });
    const { groupId } = cloud.group();
    expect(heard).toBe(1);
    await cloud.ec2.send(openRdp(groupId));
    expect(heard).toBeGreaterThan(1);
    const before = heard;
    leave();
    cloud.group();
    expect(heard).toBe(before);
  });

  it('delivers any record in an envelope of its own service, and any text as it is', async () => {
    await using cloud = await emulatedAws();
    const record = {
      eventSource: 'ds.amazonaws.com',
      recipientAccountId: '444455556666',
      awsRegion: 'us-east-1',
      eventTime: '2026-02-02T02:02:02Z',
    };
    cloud.aws.putRecord(record);
    cloud.aws.putMessage('{not json');
    const [enveloped = '', raw] = await bodies(cloud);
    expect(JSON.parse(enveloped)).toMatchObject({
      source: 'aws.ds',
      account: '444455556666',
      region: 'us-east-1',
      time: '2026-02-02T02:02:02Z',
      detail: record,
    });
    expect(raw).toBe('{not json');
  });

  it('serves a client that finds it by AWS_ENDPOINT_URL', async () => {
    await using cloud = await emulatedAws();
    const credentials = cloud.aws.addIdentity({ kind: 'root' });
    process.env.AWS_ENDPOINT_URL = cloud.aws.url;
    try {
      const client = new EC2Client({ region: cloud.aws.region, credentials });
      await client.send(new DescribeSecurityGroupsCommand({}));
      client.destroy();
    } finally {
      delete process.env.AWS_ENDPOINT_URL;
    }
    expect(cloud.aws.calls).toHaveLength(1);
  });

  it('listens on the loopback only, on the port asked for, and says when it is taken', async () => {
    await using cloud = await emulatedAws();
    const { hostname, port } = new URL(cloud.aws.url);
    expect(hostname).toBe('127.0.0.1');
    const options = { now: () => new Date(0), newId: countedIds(), port: Number(port) };
    await expect(startAwsEmulator(options)).rejects.toThrow('EADDRINUSE');
  });
});
