import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { Consumer } from 'sqs-consumer';
import { describe, expect, it } from 'vitest';
import { emulatedAws } from './support/emulated-aws.ts';

describe('sqs-consumer', () => {
  it('hears the record of a call, deletes it and stops', async () => {
    await using cloud = await emulatedAws();
    const heard = Promise.withResolvers<string>();
    const deleted = Promise.withResolvers<void>();
    const consumer = Consumer.create({
      queueUrl: cloud.aws.queueUrl,
      sqs: cloud.sqs,
      batchSize: 10,
      waitTimeSeconds: 20,
      messageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
      handleMessage: async (message) => {
        heard.resolve(message.Body ?? '');
        return message;
      },
    });
    consumer.on('error', heard.reject);
    consumer.on('message_processed', () => deleted.resolve());
    consumer.start();
    const GroupId = cloud.group().groupId;
    const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    expect(JSON.parse(await heard.promise)).toMatchObject({
      detail: { eventName: 'AuthorizeSecurityGroupIngress' },
    });
    await deleted.promise;
    const stopped = new Promise<void>((resolve) => {
      consumer.on('stopped', () => resolve());
    });
    consumer.stop({ abort: true });
    await stopped;
    expect(cloud.aws.calls.map((call) => call.action)).toContain('DeleteMessage');
  });
});
