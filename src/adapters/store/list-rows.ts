import type { ListAddress, Place } from '../../app/ports.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import type { ListState } from '../../domain/inventory/list-state.ts';
import type { Db, Tx } from './db.ts';

export async function readList(
  db: Db | Tx,
  { accountId, region, prefixListId }: ListAddress,
): Promise<ListState | null> {
  const row = await db
    .selectFrom('known_list')
    .select('body')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('list_id', '=', prefixListId)
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.body) as ListState);
}

/** The VPCs of which the blocks are known: the few that policy approves. No rule names them. */
export async function readVpcLists(
  db: Db | Tx,
  places: readonly Place[],
): Promise<readonly ListState[]> {
  const lists: ListState[] = [];
  for (const { accountId, region } of places) {
    const rows = await db
      .selectFrom('known_list')
      .select('body')
      .where('account_id', '=', accountId)
      .where('region', '=', region)
      .where('list_id', '>=', 'vpc-')
      .where('list_id', '<', 'vpc.')
      .execute();
    lists.push(...rows.map(({ body }) => JSON.parse(body) as ListState));
  }
  return lists;
}

/** Keeps what is known of a list, unless a later version or a later moment is known already. */
export async function writeList(tx: Tx, state: ListState): Promise<void> {
  const { accountId, region, prefixListId, version, observedAt } = state;
  const columns = { version, observed_at: observedAt, body: JSON.stringify(state) };
  await tx
    .insertInto('known_list')
    .values({ account_id: accountId, region, list_id: prefixListId, ...columns })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'region', 'list_id'])
        .doUpdateSet(columns)
        .where(({ eb, and }) =>
          and([
            eb('known_list.version', '<=', version),
            eb('known_list.observed_at', '<=', observedAt),
          ]),
        ),
    )
    .execute();
}

export async function forgetList(
  tx: Tx,
  { accountId, region, prefixListId }: ListAddress,
): Promise<void> {
  await tx
    .deleteFrom('known_list')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('list_id', '=', prefixListId)
    .execute();
}

/** Notes which lists the rules of a group name, in place of what was noted before. */
export async function writeListUses(
  tx: Tx,
  { accountId, region, groupId }: Pick<GroupState, 'accountId' | 'region' | 'groupId'>,
  listIds: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom('list_use')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('group_id', '=', groupId)
    .execute();
  if (listIds.length === 0) return;
  const rows = listIds.map((list_id) => ({
    account_id: accountId,
    region,
    list_id,
    group_id: groupId,
  }));
  await tx.insertInto('list_use').values(rows).execute();
}

/** The known groups of which a rule names a list, in the order of their ids. */
export async function readGroupsUsing(
  db: Db,
  { accountId, region, prefixListId }: ListAddress,
): Promise<readonly GroupState[]> {
  const rows = await db
    .selectFrom('list_use')
    .innerJoin('known_group', (join) =>
      join
        .onRef('known_group.account_id', '=', 'list_use.account_id')
        .onRef('known_group.region', '=', 'list_use.region')
        .onRef('known_group.group_id', '=', 'list_use.group_id'),
    )
    .select('known_group.body')
    .where('list_use.account_id', '=', accountId)
    .where('list_use.region', '=', region)
    .where('list_use.list_id', '=', prefixListId)
    .orderBy('known_group.group_id')
    .execute();
  return rows.map(({ body }) => JSON.parse(body) as GroupState);
}
