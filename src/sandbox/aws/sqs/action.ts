import { z } from 'zod';
import { AwsError, UnsupportedInSandbox } from '../wire/aws-error.ts';
import type { MessageQueue } from './queue.ts';

/** What an SQS action may use. */
export interface SqsCall {
  /** Throws `QueueDoesNotExist`. */
  readonly queueAt: (queueUrl: string) => MessageQueue;
  readonly queueNamed: (name: string) => MessageQueue;
  readonly signal: AbortSignal;
}

/** One SQS action. `run` refuses a body that it does not fully understand. */
export interface SqsAction {
  readonly name: string;
  readonly run: (body: unknown, call: SqsCall) => Promise<object>;
}

/** An action that reads its body with `schema` (a strict object, so that an unknown parameter is
 * found out and named). */
export function sqsAction<Input>(
  name: string,
  schema: z.ZodType<Input>,
  run: (input: Input, call: SqsCall) => object | Promise<object>,
): SqsAction {
  return { name, run: async (body, call) => run(readInput(name, schema, body), call) };
}

function readInput<Input>(name: string, schema: z.ZodType<Input>, body: unknown): Input {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const unknownKeys = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [],
  );
  if (unknownKeys.length > 0) {
    throw new UnsupportedInSandbox(`the parameter ${unknownKeys.join(', ')} of ${name}`);
  }
  throw new AwsError('InvalidParameterValue', z.prettifyError(parsed.error));
}
