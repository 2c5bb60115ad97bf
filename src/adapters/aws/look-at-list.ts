import type { Place } from '../../app/ports.ts';
import type { Known } from '../../domain/weight/known.ts';
import { whyNotHome } from './home-only.ts';
import { part } from './part.ts';

/** What `read` lists in an account, or why it could not be listed. `action` is the IAM action of calls
 * whose errors `read` leaves as they are.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export async function lookAtList<T>(
  { accountId }: Pick<Place, 'accountId'>,
  homeAccountId: string,
  action: string,
  read: () => Promise<T>,
): Promise<Known<T>> {
  const reason = whyNotHome(accountId, homeAccountId);
  if (reason !== null) return { kind: 'unknown', reason };
  return await part(action, read);
}
