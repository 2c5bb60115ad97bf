import type { Place } from '../../app/ports.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Db, Tx } from './db.ts';

/** When a sweep last read every interface on which a group stands, by group id. */
export async function readInterfacesReadAt(
  db: Db,
  { accountId, region }: Place,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, Instant>> {
  if (groupIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('interfaces_read')
    .select(['group_id', 'read_at'])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('group_id', 'in', groupIds)
    .execute();
  return new Map(rows.map((row) => [row.group_id, Number(row.read_at)]));
}

/** Notes that every interface on which these groups stand was read. */
export async function noteInterfacesRead(
  tx: Tx,
  { accountId, region }: Place,
  groupIds: readonly string[],
  at: Instant,
): Promise<void> {
  if (groupIds.length === 0) return;
  const rows = [...new Set(groupIds)].map((groupId) => ({
    account_id: accountId,
    region,
    group_id: groupId,
    read_at: at,
  }));
  await tx
    .insertInto('interfaces_read')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'region', 'group_id']).doUpdateSet({ read_at: at }),
    )
    .execute();
}
