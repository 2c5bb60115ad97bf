import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { type EmulatedAws, emulatedAws, errorOf, refusalOf } from './support/emulated-aws.ts';

async function receive(cloud: EmulatedAws, input: Partial<ReceiveMessageCommandInput> = {}) {
  const command = new ReceiveMessageCommand({ QueueUrl: cloud.aws.queueUrl, ...input });
  return (await cloud.sqs.send(command)).Messages ?? [];
}

/** Well below the 20 s of the polls: a poll that is not ended fails its test, in ms. */
const PROMPT_MS = 8_000;

describe('SQS', () => {
  it('hands over what was sent, with checksums that the SDK verifies, and hides it', async () => {
    await using cloud = await emulatedAws();
    const QueueUrl = cloud.aws.queueUrl;
    const MessageBody = '{"héllo": "<wörld>"}';
    const sent = await cloud.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const [message] = await receive(cloud, { MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({ MessageId: sent.MessageId, Body: MessageBody });
    expect(message?.Attributes).toMatchObject({
      ApproximateReceiveCount: '1',
      SentTimestamp: String(new Date('2026-03-01T09:00:00.500Z').getTime()),
    });
    expect(await receive(cloud)).toEqual([]);
  });

  it('answers no attribute that was not asked for', async () => {
    await using cloud = await emulatedAws();
    cloud.aws.putMessage('x');
    expect((await receive(cloud))[0]).not.toHaveProperty('Attributes');
  });

  it('shows a message again after its visibility timeout, under a new receipt handle', async () => {
    await using cloud = await emulatedAws();
    cloud.aws.putMessage('x');
    const [first] = await receive(cloud, { VisibilityTimeout: 60 });
    cloud.advance(59);
    expect(await receive(cloud)).toEqual([]);
    cloud.advance(1);
    const [second] = await receive(cloud, { MessageSystemAttributeNames: ['All'] });
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  it('long polling answers as soon as a message comes', async () => {
    await using cloud = await emulatedAws();
    const polled = receive(cloud, { WaitTimeSeconds: 20, MaxNumberOfMessages: 10 });
    await cloud.sqs.send(
      new SendMessageCommand({ QueueUrl: cloud.aws.queueUrl, MessageBody: 'now' }),
    );
    expect((await polled).map((message) => message.Body)).toEqual(['now']);
  });

  it('long polling answers when a hidden message is given back', async () => {
    await using cloud = await emulatedAws();
    const QueueUrl = cloud.aws.queueUrl;
    cloud.aws.putMessage('x');
    const ReceiptHandle = (await receive(cloud))[0]?.ReceiptHandle ?? '';
    const polled = receive(cloud, { WaitTimeSeconds: 20 });
    await cloud.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(await polled).toHaveLength(1);
  });

  it(
    'a caller that hangs up during a long poll takes no message with it',
    async () => {
      await using cloud = await emulatedAws();
      const hangUp = new AbortController();
      const { ended } = await parkedPoll(cloud, hangUp.signal);
      const answered = pollNoted(cloud);
      hangUp.abort();
      expect((await ended).name).toBe('AbortError');
      await answered;
      cloud.aws.putMessage('kept');
      expect(await receive(cloud)).toHaveLength(1);
    },
    PROMPT_MS,
  );

  it(
    'close() ends a long poll at once',
    async () => {
      const cloud = await emulatedAws();
      const { ended } = await parkedPoll(cloud, new AbortController().signal);
      await cloud[Symbol.asyncDispose]();
      await ended;
    },
    PROMPT_MS,
  );

  it('deletes one and several; batch entries fail one by one', async () => {
    await using cloud = await emulatedAws();
    const QueueUrl = cloud.aws.queueUrl;
    for (const body of ['a', 'b', 'c']) cloud.aws.putMessage(body);
    const [a, b, c] = await receive(cloud, { MaxNumberOfMessages: 10 });
    const handles = [b?.ReceiptHandle, c?.ReceiptHandle, 'nonsense'];
    await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: a?.ReceiptHandle }));
    const Entries = handles.map((ReceiptHandle, index) => ({ Id: `${index}`, ReceiptHandle }));
    const answer = await cloud.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['0', '1']);
    expect(answer.Failed).toMatchObject([{ Id: '2', Code: 'ReceiptHandleIsInvalid' }]);
    cloud.advance(3_600);
    expect(await receive(cloud)).toEqual([]);
  });

  it('a receipt handle of an earlier receive deletes nothing', async () => {
    await using cloud = await emulatedAws();
    const QueueUrl = cloud.aws.queueUrl;
    cloud.aws.putMessage('x');
    const [first] = await receive(cloud, { VisibilityTimeout: 0 });
    await receive(cloud, { VisibilityTimeout: 0 });
    const ReceiptHandle = first?.ReceiptHandle;
    await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    expect(await receive(cloud)).toHaveLength(1);
  });

  it('changes visibility in batches, and of nothing that is not in flight', async () => {
    await using cloud = await emulatedAws();
    const QueueUrl = cloud.aws.queueUrl;
    cloud.aws.putMessage('x');
    const ReceiptHandle = (await receive(cloud))[0]?.ReceiptHandle ?? '';
    const Entries = [{ Id: '1', ReceiptHandle, VisibilityTimeout: 0 }];
    const change = () =>
      cloud.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    expect((await change()).Successful).toHaveLength(1);
    expect((await change()).Failed).toMatchObject([{ Code: 'MessageNotInflight' }]);
  });

  it('moves a message to the dead letters after its last permitted receive', async () => {
    await using cloud = await emulatedAws({ maxReceiveCount: 2 });
    cloud.aws.putMessage('poison');
    await receive(cloud, { VisibilityTimeout: 0 });
    await receive(cloud, { VisibilityTimeout: 0 });
    expect(await receive(cloud)).toEqual([]);
    const dead = await receive(cloud, { QueueUrl: cloud.aws.deadLetterQueueUrl });
    expect(dead.map((message) => message.Body)).toEqual(['poison']);
  });

  it('tells how many messages wait and are in flight, and where dead letters go', async () => {
    await using cloud = await emulatedAws();
    const QueueUrl = cloud.aws.queueUrl;
    cloud.aws.putMessage('a');
    cloud.aws.putMessage('b');
    await receive(cloud);
    const answer = await cloud.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(answer.Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      RedrivePolicy: expect.stringContaining('"maxReceiveCount":5'),
    });
  });

  it('refuses unknown queues, actions and parameters by name', async () => {
    await using cloud = await emulatedAws();
    const QueueUrl = cloud.aws.queueUrl;
    expect(await refusalOf(receive(cloud, { QueueUrl: `${QueueUrl}-2` }))).toBe(
      'QueueDoesNotExist',
    );
    const purge = await errorOf(cloud.sqs.send(new PurgeQueueCommand({ QueueUrl })));
    expect(purge.message).toContain('The action PurgeQueue is not supported');
    const delayed = new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds: 1 });
    expect((await errorOf(cloud.sqs.send(delayed))).message).toContain('DelaySeconds');
    expect(await refusalOf(receive(cloud, { MaxNumberOfMessages: 11 }))).toBe(
      'InvalidParameterValue',
    );
  });
});

/** A poll of 20 s that has arrived and waits; `ended` is the error that it ends with. */
async function parkedPoll(cloud: EmulatedAws, abortSignal: AbortSignal) {
  const hold = cloud.aws.faults.hold({ action: 'ReceiveMessage', when: 'before' });
  const command = new ReceiveMessageCommand({ QueueUrl: cloud.aws.queueUrl, WaitTimeSeconds: 20 });
  const ended = errorOf(cloud.sqs.send(command, { abortSignal }));
  await hold.reached;
  hold.release();
  // A whole exchange later the released poll has long looked at the empty queue.
  await cloud.sqs.send(new GetQueueUrlCommand({ QueueName: 'portcullis-events' }));
  return { ended };
}

/** Resolves when the emulator has noted the end of a poll. */
function pollNoted(cloud: EmulatedAws): Promise<void> {
  return new Promise((resolve) => {
    const off = cloud.aws.onChange(() => {
      if (!cloud.aws.calls.some((call) => call.action === 'ReceiveMessage')) return;
      off();
      resolve();
    });
  });
}
