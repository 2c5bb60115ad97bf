import type { Place } from '../../app/ports.ts';
import type { Tx } from './db.ts';

/** Where a finding or a hardening is, which never changes: asked before its place is locked. None where
 * there is no such one. */
export async function readPlacesOf(
  tx: Tx,
  table: 'finding' | 'hardening',
  id: string,
): Promise<readonly Place[]> {
  const rows = await tx
    .selectFrom(table)
    .select(['account_id', 'region'])
    .where('id', '=', id)
    .execute();
  return rows.map(({ account_id, region }) => ({ accountId: account_id, region }));
}
