import { OutsideError } from '../../domain/outside-error.ts';
import type { Known } from '../../domain/weight/known.ts';
import { toOutsideError } from './aws-errors.ts';

/** What a call finds, or why it is not known.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export async function part<T>(action: string, read: () => Promise<T>): Promise<Known<T>> {
  try {
    return { kind: 'known', value: await read() };
  } catch (error) {
    const outside = error instanceof OutsideError ? error : toOutsideError(error, action);
    if (outside.isRetryable) throw outside;
    return { kind: 'unknown', reason: outside.message };
  }
}
