import type { TidyAsked, TidyPosition } from '../../app/ports.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Tx } from './db.ts';
import { lockNotice } from './locks.ts';
import type { NoticeKept } from './post-rows.ts';

/** Deletes what is older, out of the next rows after a position.
 * @returns where to go on; null at the end. */
export function tidyRows(tx: Tx, asked: TidyAsked, now: Instant): Promise<TidyPosition | null> {
  switch (asked.after?.part) {
    case undefined:
    case 'records':
      return tidyRecords(tx, asked);
    case 'notices':
      return tidyNotices(tx, asked, now);
    case 'requests':
      return tidyRequests(tx, asked);
  }
}

/** By the key, account by account: there is no index of times, and every record is looked at in the end. */
async function tidyRecords(tx: Tx, { before, after, limit }: TidyAsked): Promise<TidyPosition> {
  const [accountId, eventId] = after === null ? ['', ''] : after.key;
  const page = await tx
    .selectFrom('record')
    .select(['account_id', 'event_id', 'received_at'])
    .where('account_id', '=', accountId)
    .where('event_id', '>', eventId)
    .orderBy('event_id')
    .limit(limit)
    .execute();
  const last = page.at(-1);
  if (last === undefined) return await nextAccount(tx, accountId);
  const old = page.filter(({ received_at }) => Number(received_at) < before);
  if (old.length > 0) {
    const ids = old.map(({ event_id }) => event_id);
    await tx
      .deleteFrom('record')
      .where('account_id', '=', accountId)
      .where('event_id', 'in', ids)
      .execute();
  }
  return { part: 'records', key: [accountId, last.event_id] };
}

async function nextAccount(tx: Tx, after: string): Promise<TidyPosition> {
  const next = await tx
    .selectFrom('record')
    .select('account_id')
    .where('account_id', '>', after)
    .orderBy('account_id')
    .limit(1)
    .executeTakeFirst();
  if (next === undefined) return { part: 'notices', key: ['', ''] };
  return { part: 'records', key: [next.account_id, ''] };
}

/** A notice that is not shown yet stays. One that does not say when it came is as old as this look. */
async function tidyNotices(
  tx: Tx,
  { before, after, limit }: TidyAsked,
  now: Instant,
): Promise<TidyPosition> {
  const page = await tx
    .selectFrom('post')
    .select(['id', 'notice', 'shown_version'])
    .where('notice', 'is not', null)
    .where('id', '>', after?.key[0] ?? '')
    .orderBy('id')
    .limit(limit)
    .execute();
  const last = page.at(-1);
  if (last === undefined) return { part: 'requests', key: ['', ''] };
  for (const { id, notice, shown_version } of page) {
    const kept = JSON.parse(notice ?? '') as Notice & NoticeKept;
    // Counted between: it is younger than it was read.
    await lockNotice(tx, id);
    if (kept.keptAt === undefined) {
      const dated = JSON.stringify({ ...kept, keptAt: now });
      await tx
        .updateTable('post')
        .set({ notice: dated })
        .where('id', '=', id)
        .where('notice', '=', notice)
        .execute();
    } else if (kept.keptAt < before && shown_version >= kept.count) {
      const [gone] = await tx
        .deleteFrom('post')
        .where('id', '=', id)
        .where('notice', '=', notice)
        .execute();
      if ((gone?.numDeletedRows ?? 0n) === 0n) continue;
      await tx.deleteFrom('job').where('kind', '=', 'show').where('subject', '=', id).execute();
    }
  }
  return { part: 'notices', key: [last.id, ''] };
}

/** A request of our own has no time of its own: it is as old as the last revert or step of what it was made
 * for. */
async function tidyRequests(
  tx: Tx,
  { before, after, limit }: TidyAsked,
): Promise<TidyPosition | null> {
  const page = await tx
    .selectFrom('own_request')
    .leftJoin('finding', 'finding.id', 'own_request.finding_id')
    .leftJoin('hardening', 'hardening.id', 'own_request.finding_id')
    .select(['own_request.request_id', 'finding.revert_began_at', 'hardening.began_at'])
    .where('own_request.request_id', '>', after?.key[0] ?? '')
    .orderBy('own_request.request_id')
    .limit(limit)
    .execute();
  const last = page.at(-1);
  if (last === undefined) return null;
  const old = page.filter(({ revert_began_at, began_at }) => {
    const madeAt = revert_began_at ?? began_at;
    return madeAt !== null && Number(madeAt) < before;
  });
  if (old.length > 0) {
    const ids = old.map(({ request_id }) => request_id);
    await tx.deleteFrom('own_request').where('request_id', 'in', ids).execute();
  }
  return { part: 'requests', key: [last.request_id, ''] };
}
