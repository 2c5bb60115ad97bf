import type { Place } from '../../app/ports.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import type { GuardedGroup } from '../../domain/scope/guarded-group.ts';
import type { Db, Tx } from './db.ts';
import { lastOfEach } from './last-of-each.ts';
import { addNotice } from './post-rows.ts';

/** Notes groups that are guarded, and of those that are not that they are so no more. */
export async function noteGuarded(
  tx: Tx,
  { accountId, region }: Place,
  seen: { readonly guarded: readonly GuardedGroup[]; readonly unguarded: readonly string[] },
  at: Instant,
): Promise<void> {
  const all = seen.guarded.map((group) => ({
    account_id: accountId,
    region,
    group_id: group.groupId,
    seen_at: at,
    is_left: 0,
    body: JSON.stringify(group),
  }));
  const rows = lastOfEach(all, ({ group_id }) => [group_id]);
  if (rows.length > 0) {
    await tx
      .insertInto('guarded_group')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['account_id', 'region', 'group_id'])
          .doUpdateSet((eb) => ({ seen_at: at, is_left: 0, body: eb.ref('excluded.body') }))
          .where('guarded_group.seen_at', '<=', at),
      )
      .execute();
  }
  if (seen.unguarded.length === 0) return;
  await tx
    .updateTable('guarded_group')
    .set({ is_left: 1 })
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('group_id', 'in', [...seen.unguarded])
    .where('seen_at', '<', at)
    .execute();
}

/** The groups that are guarded, in the order of their ids. */
export async function readGuarded(
  db: Db,
  { accountId, region }: Place,
): Promise<readonly GuardedGroup[]> {
  const rows = await db
    .selectFrom('guarded_group')
    .select('body')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('is_left', '=', 0)
    .orderBy('group_id')
    .execute();
  return rows.map(({ body }) => groupIn(body));
}

/** Groups that were guarded and were not seen so since a moment. */
export async function readGuardedNoMore(
  db: Db,
  { accountId, region }: Place,
  before: Instant,
  limit: number,
): Promise<readonly { readonly group: GuardedGroup; readonly isListed: boolean }[]> {
  const rows = await db
    .selectFrom('guarded_group')
    .select(['body', 'is_left'])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('seen_at', '<', before)
    .orderBy('group_id')
    .limit(limit)
    .execute();
  return rows.map(({ body, is_left }) => ({ group: groupIn(body), isListed: is_left === 1 }));
}

/** Forgets groups that are guarded no more and whatever is gone, and tells it. */
export async function closeGuarded(
  tx: Tx,
  { accountId, region }: Place,
  { groupIds, notice }: { readonly groupIds: readonly string[]; readonly notice: Notice | null },
  now: Instant,
): Promise<void> {
  if (groupIds.length > 0) {
    await tx
      .deleteFrom('guarded_group')
      .where('account_id', '=', accountId)
      .where('region', '=', region)
      .where('group_id', 'in', [...groupIds])
      .execute();
  }
  await tx
    .deleteFrom('estate_thing')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('is_gone', '=', 1)
    .execute();
  if (notice !== null) await addNotice(tx, notice, now);
}

/** The accounts and Regions that were swept or discovered. */
export async function readPlaces(db: Db): Promise<readonly Place[]> {
  const rows = await db
    .selectFrom('estate_part')
    .select(['account_id', 'region'])
    .union(db.selectFrom('guarded_group').select(['account_id', 'region']))
    .orderBy('account_id')
    .orderBy('region')
    .execute();
  return rows.map(({ account_id, region }) => ({ accountId: account_id, region }));
}

function groupIn(text: string): GuardedGroup {
  // `as`: the store wrote it, as a `GuardedGroup`.
  return JSON.parse(text) as GuardedGroup;
}
