import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../wire/aws-error.ts';
import { type SqsAction, sqsAction } from './action.ts';
import { type ReceivedMessage, VISIBILITY_TIMEOUT_S } from './queue.ts';

/** SQS's limits: messages per receive or batch, long poll and visibility in seconds, body in bytes. */
const BATCH_MAX = 10;
const WAIT_MAX_S = 20;
const VISIBILITY_MAX_S = 43_200;
const BODY_MAX_BYTES = 1_048_576;

const queueUrl = z.string();
const visibilityTimeout = z.int().min(0).max(VISIBILITY_MAX_S);

function batchOf<Entry extends z.ZodRawShape>(entry: Entry) {
  const entries = z
    .array(z.strictObject({ Id: z.string(), ...entry }))
    .min(1)
    .max(BATCH_MAX);
  return z.strictObject({ QueueUrl: queueUrl, Entries: entries });
}

export const sendMessage: SqsAction = sqsAction(
  'SendMessage',
  z.strictObject({ QueueUrl: queueUrl, MessageBody: z.string().min(1) }),
  (input, call) => {
    if (Buffer.byteLength(input.MessageBody) > BODY_MAX_BYTES) {
      throw new AwsError(
        'InvalidParameterValue',
        `A message holds at most ${BODY_MAX_BYTES} bytes`,
      );
    }
    const messageId = call.queueAt(input.QueueUrl).send(input.MessageBody);
    return { MessageId: messageId, MD5OfMessageBody: md5(input.MessageBody) };
  },
);

export const receiveMessage: SqsAction = sqsAction(
  'ReceiveMessage',
  z.strictObject({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: z.int().min(1).max(BATCH_MAX).optional(),
    VisibilityTimeout: visibilityTimeout.optional(),
    WaitTimeSeconds: z.int().min(0).max(WAIT_MAX_S).optional(),
    AttributeNames: z.array(z.string()).optional(),
    MessageSystemAttributeNames: z.array(z.string()).optional(),
    // Accepted and without effect: no message here has attributes of its own.
    MessageAttributeNames: z.array(z.string()).optional(),
  }),
  async (input, call) => {
    const received = await call.queueAt(input.QueueUrl).receive({
      max: input.MaxNumberOfMessages ?? 1,
      visibilityTimeoutS: input.VisibilityTimeout ?? VISIBILITY_TIMEOUT_S,
      waitS: input.WaitTimeSeconds ?? 0,
      signal: call.signal,
    });
    const wanted = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
    return received.length === 0
      ? {}
      : { Messages: received.map((each) => answered(each, wanted)) };
  },
);

export const deleteMessage: SqsAction = sqsAction(
  'DeleteMessage',
  z.strictObject({ QueueUrl: queueUrl, ReceiptHandle: z.string() }),
  (input, call) => {
    call.queueAt(input.QueueUrl).delete(input.ReceiptHandle);
    return {};
  },
);

export const deleteMessageBatch: SqsAction = sqsAction(
  'DeleteMessageBatch',
  batchOf({ ReceiptHandle: z.string() }),
  (input, call) => {
    const queue = call.queueAt(input.QueueUrl);
    return eachEntry(input.Entries, (entry) => queue.delete(entry.ReceiptHandle));
  },
);

export const changeMessageVisibility: SqsAction = sqsAction(
  'ChangeMessageVisibility',
  z.strictObject({
    QueueUrl: queueUrl,
    ReceiptHandle: z.string(),
    VisibilityTimeout: visibilityTimeout,
  }),
  (input, call) => {
    call.queueAt(input.QueueUrl).changeVisibility(input.ReceiptHandle, input.VisibilityTimeout);
    return {};
  },
);

export const changeMessageVisibilityBatch: SqsAction = sqsAction(
  'ChangeMessageVisibilityBatch',
  batchOf({ ReceiptHandle: z.string(), VisibilityTimeout: visibilityTimeout.optional() }),
  (input, call) => {
    const queue = call.queueAt(input.QueueUrl);
    return eachEntry(input.Entries, (entry) =>
      queue.changeVisibility(entry.ReceiptHandle, entry.VisibilityTimeout ?? VISIBILITY_TIMEOUT_S),
    );
  },
);

/** A batch answers per entry: some may fail while others succeed. */
function eachEntry<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  act: (entry: Entry) => void,
): object {
  const outcomes = entries.map((entry) => ({ id: entry.Id, refusal: refusalOf(() => act(entry)) }));
  return {
    Successful: outcomes.filter(({ refusal }) => !refusal).map(({ id }) => ({ Id: id })),
    Failed: outcomes.flatMap(({ id, refusal }) =>
      refusal ? [{ Id: id, Code: refusal.code, Message: refusal.message, SenderFault: true }] : [],
    ),
  };
}

function refusalOf(act: () => void): AwsError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

function answered(message: ReceivedMessage, wanted: readonly string[]): object {
  const known: Readonly<Record<string, string>> = {
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
    SentTimestamp: String(message.sentAtMs),
  };
  const attributes = Object.entries(known).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  );
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(attributes.length > 0 ? { Attributes: Object.fromEntries(attributes) } : {}),
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
