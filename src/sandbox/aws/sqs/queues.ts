import { z } from 'zod';
import { AwsError } from '../wire/aws-error.ts';
import { type SqsAction, sqsAction } from './action.ts';
import { type MessageQueue, VISIBILITY_TIMEOUT_S } from './queue.ts';

export const getQueueUrl: SqsAction = sqsAction(
  'GetQueueUrl',
  z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() }),
  (input, call) => ({ QueueUrl: call.queueNamed(input.QueueName).options.url }),
);

export const getQueueAttributes: SqsAction = sqsAction(
  'GetQueueAttributes',
  z.strictObject({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).optional() }),
  (input, call) => {
    const known = attributesOf(call.queueAt(input.QueueUrl));
    const wanted = input.AttributeNames ?? [];
    const unknown = wanted.filter((name) => name !== 'All' && !Object.hasOwn(known, name));
    if (unknown.length > 0) {
      throw new AwsError('InvalidAttributeName', `Unknown here: ${unknown.join(', ')}`);
    }
    const answered = Object.entries(known).filter(
      ([name]) => wanted.includes('All') || wanted.includes(name),
    );
    return { Attributes: Object.fromEntries(answered) };
  },
);

function attributesOf(queue: MessageQueue): Readonly<Record<string, string>> {
  const { visible, inFlight } = queue.counts();
  const { arn, redrive } = queue.options;
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: '0',
    VisibilityTimeout: String(VISIBILITY_TIMEOUT_S),
    ...(redrive === undefined
      ? {}
      : {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: redrive.deadLetters.options.arn,
            maxReceiveCount: redrive.maxReceiveCount,
          }),
        }),
  };
}
