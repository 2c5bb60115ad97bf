import type { Looked } from '../../app/ports.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { AwsAccounts } from './accounts.ts';
import { isNotFound, toOutsideError } from './aws-errors.ts';

/** What `read` finds in an account; null where it finds nothing. `action` is the IAM action of calls
 * whose errors `read` leaves as they are.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export async function look<T>(
  { accountId }: { readonly accountId: string },
  accounts: AwsAccounts,
  action: string,
  read: () => Promise<T | null>,
): Promise<Looked<T>> {
  const reason = accounts.whyNotConfigured(accountId);
  if (reason !== null) return { kind: 'couldNotLook', reason };
  try {
    const value = await read();
    return value === null ? { kind: 'notThere' } : { kind: 'found', value };
  } catch (error) {
    const outside = error instanceof OutsideError ? error : toOutsideError(error, action);
    if (isNotFound(outside.cause)) return { kind: 'notThere' };
    if (outside.isRetryable) throw outside;
    return { kind: 'couldNotLook', reason: outside.message };
  }
}
