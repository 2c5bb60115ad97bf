import { InvariantError } from '../../domain/assert.ts';
import { messageOf, OutsideError } from '../../domain/outside-error.ts';

/** Does `work` with the database; what the database does not do becomes an OutsideError, retryable.
 * A broken invariant stays one: it does not heal by trying again.
 * @throws OutsideError */
export async function outside<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof InvariantError) throw cause;
    const message = `Could not ${what}: ${messageOf(cause)}`;
    throw new OutsideError('store_failed', message, { isRetryable: true, cause });
  }
}
