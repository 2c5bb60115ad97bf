import type { Place } from '../../app/ports.ts';
import type { Known } from '../../domain/weight/known.ts';

import type { AwsAccounts } from './accounts.ts';
import { part } from './part.ts';

/** What `read` lists in an account, or why it could not be listed. `action` is the IAM action of calls
 * whose errors `read` leaves as they are.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export async function lookAtList<T>(
  { accountId }: Pick<Place, 'accountId'>,
  accounts: AwsAccounts,
  action: string,
  read: () => Promise<T>,
): Promise<Known<T>> {
  const reason = accounts.whyNotConfigured(accountId);
  if (reason !== null) return { kind: 'unknown', reason };
  return await part(action, read);
}
