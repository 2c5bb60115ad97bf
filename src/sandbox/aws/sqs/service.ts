import { z } from 'zod';
import type { FaultBook } from '../faults.ts';
import type { Principals } from '../identity/principals.ts';
import type { NewId } from '../ids.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { AwsRequest, PendingCall, Reply, Service } from '../wire/http.ts';
import type { SqsCall } from './action.ts';
import { SQS_ACTIONS } from './actions.ts';
import type { MessageQueue } from './queue.ts';

const TARGET_PREFIX = 'AmazonSQS.';

/** The older query protocol's names, which SDKs still show as the error's `Code`. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
};

const bodySchema = z.record(z.string(), z.unknown());

export interface SqsServiceOptions {
  readonly newId: NewId;
  readonly principals: Principals;
  readonly faults: FaultBook;
  readonly queues: readonly MessageQueue[];
}

/** SQS's JSON 1.0 protocol over a fixed set of standard queues. */
export function sqsService(options: SqsServiceOptions): Service {
  return { open: (request) => open(options, request) };
}

function open(options: SqsServiceOptions, request: AwsRequest): PendingCall {
  const name = (request.target ?? '').replace(TARGET_PREFIX, '');
  const body = parseBody(request.body);
  const requestId = options.newId('');
  return {
    action: name,
    params: body,
    refuse: (error) => refusal(requestId, error),
    perform: async () => {
      options.principals.find(request.accessKeyId);
      strike(options.faults, name);
      const action = SQS_ACTIONS.get(name);
      if (!action) throw unsupported(name);
      const answer = await action.run(body, callFor(options, request.signal));
      return reply(200, requestId, answer);
    },
  };
}

function parseBody(text: string): Readonly<Record<string, unknown>> {
  return bodySchema.parse(JSON.parse(text === '' ? '{}' : text));
}

function unsupported(name: string): AwsError {
  return new AwsError(
    'InvalidAction',
    `The action ${name} is not supported by the sandbox, which has of the JSON services only ` +
      `SQS with ${[...SQS_ACTIONS.keys()].join(', ')}`,
  );
}

function strike(faults: FaultBook, action: string): void {
  if (faults.take('throttle', action)) throw new AwsError('ThrottlingException', 'Rate exceeded');
  if (faults.take('deny', action)) throw new AwsError('AccessDenied', 'Access denied', 403);
}

function callFor({ queues }: SqsServiceOptions, signal: AbortSignal): SqsCall {
  const queueNamed = (name: string) => {
    const queue = queues.find((each) => each.options.name === name);
    if (queue) return queue;
    throw new AwsError('QueueDoesNotExist', `The queue ${name} does not exist`);
  };
  // The host may differ (`localhost`, a container's name): the queue is its URL's last part.
  const queueAt = (queueUrl: string) => queueNamed(queueUrl.split('/').at(-1) ?? '');
  return { queueAt, queueNamed, signal };
}

function refusal(requestId: string, error: AwsError): Reply {
  const body = { __type: `com.amazonaws.sqs#${error.code}`, message: error.message };
  const queryCode = QUERY_CODES[error.code] ?? error.code;
  return reply(error.status, requestId, body, { 'x-amzn-query-error': `${queryCode};Sender` });
}

function reply(
  status: number,
  requestId: string,
  body: object,
  extra: Readonly<Record<string, string>> = {},
): Reply {
  const type = { 'content-type': 'application/x-amz-json-1.0' };
  const headers = { ...type, 'x-amzn-requestid': requestId, ...extra };
  return { kind: 'reply', status, headers, body: JSON.stringify(body) };
}
