import type { GroupAddress, Place } from '../../app/ports.ts';
import type { Instant } from '../../domain/instant.ts';
import { type GroupState, listsNamed } from '../../domain/inventory/group-state.ts';
import type { Db, Tx } from './db.ts';
import { writeListUses } from './list-rows.ts';

export async function readGroup(
  db: Db | Tx,
  { accountId, region, groupId }: GroupAddress,
): Promise<GroupState | null> {
  const row = await db
    .selectFrom('known_group')
    .select('body')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('group_id', '=', groupId)
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.body) as GroupState);
}

/** Forgets what was known of a group. */
export async function forgetGroup(tx: Tx, group: GroupAddress): Promise<void> {
  await writeListUses(tx, group, []);
  await tx
    .deleteFrom('known_group')
    .where('account_id', '=', group.accountId)
    .where('region', '=', group.region)
    .where('group_id', '=', group.groupId)
    .execute();
}

/** Keeps what is known of a group, unless something later is known already. */
export async function writeGroup(tx: Tx, state: GroupState): Promise<void> {
  const columns = { observed_at: state.observedAt, body: JSON.stringify(state) };
  await tx
    .insertInto('known_group')
    .values({
      account_id: state.accountId,
      region: state.region,
      group_id: state.groupId,
      ...columns,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'region', 'group_id'])
        .doUpdateSet(columns)
        .where('known_group.observed_at', '<=', state.observedAt),
    )
    .execute();
  const kept = await readGroup(tx, state);
  await writeListUses(tx, state, kept === null ? [] : listsNamed(kept));
}

/** Groups of which nothing was learnt since a moment, in the order of their ids. */
export async function readGroupsLastSeenBefore(
  db: Db,
  { accountId, region }: Pick<GroupAddress, 'accountId' | 'region'>,
  before: Instant,
  limit: number,
): Promise<readonly GroupAddress[]> {
  const rows = await db
    .selectFrom('known_group')
    .select('group_id')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('observed_at', '<', before)
    .orderBy('group_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ accountId, region, groupId: row.group_id }));
}

/** Known groups that come after one, in the order of their ids. */
export async function readGroupsAfter(
  db: Db,
  { accountId, region }: Place,
  groupId: string,
  limit: number,
): Promise<readonly GroupState[]> {
  const rows = await db
    .selectFrom('known_group')
    .select('body')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('group_id', '>', groupId)
    .orderBy('group_id')
    .limit(limit)
    .execute();
  return rows.map(({ body }) => JSON.parse(body) as GroupState);
}

/** Drops a group, unless something was learnt of it since a moment; whether it was there. */
export async function dropGroup(
  tx: Tx,
  { accountId, region, groupId }: GroupAddress,
  before: Instant,
): Promise<boolean> {
  const [result] = await tx
    .deleteFrom('known_group')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('group_id', '=', groupId)
    .where('observed_at', '<', before)
    .execute();
  const isDropped = (result?.numDeletedRows ?? 0n) > 0n;
  if (isDropped) await writeListUses(tx, { accountId, region, groupId }, []);
  return isDropped;
}
