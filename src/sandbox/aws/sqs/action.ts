import type { z } from 'zod';
import { readInput } from '../wire/read-input.ts';
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

/** SQS's refusal of a value that does not fit. */
const INVALID = 'InvalidParameterValue';

/** An action that reads its body with `schema` (a strict object, so that an unknown parameter is
 * found out and named). */
export function sqsAction<Input>(
  name: string,
  schema: z.ZodType<Input>,
  run: (input: Input, call: SqsCall) => object | Promise<object>,
): SqsAction {
  return { name, run: async (body, call) => run(readInput(name, schema, body, INVALID), call) };
}
