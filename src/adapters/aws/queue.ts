import { type Message, SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import type { Log } from '../../app/ports.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import { messageOf } from '../../domain/outside-error.ts';
import { AWS_TIMEOUT_MS, CONNECTION_TIMEOUT_MS } from './clients.ts';

/** Long polling's longest wait, in seconds (SQS API). */
const WAIT_SECONDS = 20;
/** Messages of one poll, 1 to 10 (SQS API). */
const BATCH_SIZE = 10;
/** How long a message is hidden from others while it is heard, in seconds; longer than hearing it
 * takes, since a second hearing is harmless but wasted. */
const VISIBILITY_SECONDS = 60;

const requestHandler = {
  // A long poll is silent for as long as it waits; then the answer is as late as any.
  requestTimeout: WAIT_SECONDS * SECOND_MS + AWS_TIMEOUT_MS,
  throwOnRequestTimeout: true,
  connectionTimeout: CONNECTION_TIMEOUT_MS,
};

export interface Queue {
  start(): void;
  /** Takes no more messages; resolves when those under way are done or `timeoutMs` is over. */
  stop(timeoutMs: number): Promise<void>;
  /** Why the queue could not be read the last time; null while it can. */
  problem(): string | null;
}

export interface QueueNeeds {
  readonly queueUrl: string;
  readonly region: string;
  readonly log: Log;
  /** Resolves to whether the message may be deleted. What throws is left in the queue, to be
   * received again and to end in the dead-letter queue. */
  readonly hear: (message: {
    readonly id: string;
    readonly body: string;
    readonly receiveCount: number;
  }) => Promise<boolean>;
}

/** Hears an SQS queue until stopped. A message is deleted only after `hear` has said so. */
export function sqsQueue({ queueUrl, region, log, hear }: QueueNeeds): Queue {
  const consumer = Consumer.create({
    queueUrl,
    sqs: new SQSClient({ region, requestHandler }),
    batchSize: BATCH_SIZE,
    waitTimeSeconds: WAIT_SECONDS,
    visibilityTimeout: VISIBILITY_SECONDS,
    messageSystemAttributeNames: ['ApproximateReceiveCount'],
    handleMessage: async (message) => {
      const id = message.MessageId ?? 'unknown';
      const receiveCount = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
      const isHeard = await hear({ id, body: message.Body ?? '', receiveCount });
      return isHeard ? message : undefined;
    },
  });
  const batch = batchUnderWay(consumer);
  let problem: string | null = null;
  consumer.on('error', (error) => {
    problem = messageOf(error);
    log.error({ error: problem }, 'queue could not be read');
  });
  consumer.on('response_processed', () => {
    problem = null;
  });
  consumer.on('empty', () => {
    problem = null;
  });
  consumer.on('processing_error', (error, message) =>
    log.error({ error: messageOf(error), ...idsOf(message) }, 'queue message could not be heard'),
  );
  consumer.on('timeout_error', (error, message) =>
    log.error({ error: messageOf(error), ...idsOf(message) }, 'queue message took too long'),
  );
  return {
    start: () => consumer.start(),
    stop: (timeoutMs) => {
      const isHearing = batch.isUnderWay();
      // Aborting ends a long poll at once; it would also end the deleting of what was just heard.
      consumer.stop({ abort: !isHearing });
      return isHearing ? within(timeoutMs, batch.done()) : Promise.resolve();
    },
    problem: () => problem,
  };
}

function idsOf(messages: Message | Message[]): { readonly messageIds: readonly string[] } {
  const list = Array.isArray(messages) ? messages : [messages];
  return { messageIds: list.flatMap((message) => message.MessageId ?? []) };
}

/** Whether received messages are being heard, and when the last of them is done and deleted. */
function batchUnderWay(consumer: Consumer) {
  let isUnderWay = false;
  consumer.on('message_received', () => {
    isUnderWay = true;
  });
  consumer.on('response_processed', () => {
    isUnderWay = false;
  });
  return {
    isUnderWay: () => isUnderWay,
    done: () =>
      new Promise<void>((resolve) => {
        consumer.once('response_processed', () => resolve());
      }),
  };
}

/** Resolves with `work`, or after `timeoutMs`. */
async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, timeoutMs);
  await Promise.race([work, timeout.promise]);
  clearTimeout(timer);
}
