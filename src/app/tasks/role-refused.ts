import { HOUR_MS } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Accounts, Clock, Log, Store } from '../ports.ts';

export interface RoleNeeds {
  readonly accounts: Pick<Accounts, 'check'>;
  readonly store: Pick<Store, 'cursor' | 'saveCursor'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Whether calls cannot be made in an account. It is told once, however many tasks look there, until they could again.
 * @throws OutsideError, retryable, when STS or the store did not answer now. */
export async function isRoleRefused(accountId: string, needs: RoleNeeds): Promise<boolean> {
  const { accounts, store, clock, log } = needs;
  const checked = await accounts.check(accountId);
  const name = `role-refused/${accountId}`;
  const isTold = ((await store.cursor(name)) ?? WORKS) !== WORKS;
  const now = clock.now();
  if (checked.kind === 'known') {
    if (!isTold) return false;
    await store.saveCursor({ name, text: WORKS }, null, now);
    log.info({ accountId }, 'the account can be looked at again');
    return false;
  }
  const { reason } = checked;
  log.error({ accountId, reason }, 'no calls can be made in an account');
  if (!isTold)
    await store.saveCursor({ name, text: `${now}` }, notice(accountId, reason, now), now);
  return true;
}

/** The cursor of an account whose role was refused, and is no more. */
const WORKS = 'works';

/** Two tasks that find it at once tell it in one. */
function notice(accountId: string, reason: string, now: number): Notice {
  return {
    id: `role-refused/${accountId}/${Math.floor(now / HOUR_MS)}`,
    title: `Portcullis cannot look at account ${accountId}, nor change anything there`,
    detail:
      `${reason}. Until then nothing is found by looking there, in any Region: what records tell is judged with a ` +
      'doubt, and nothing there can be reverted. Other accounts are not touched by it. It is tried again with every ' +
      'task, and said once.',
    count: 1,
  };
}
