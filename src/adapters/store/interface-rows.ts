import type { InterfaceAddress } from '../../app/ports.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import type { Db, Tx } from './db.ts';

export async function readInterface(
  db: Db | Tx,
  { accountId, region, interfaceId }: InterfaceAddress,
): Promise<InterfaceState | null> {
  const row = await db
    .selectFrom('known_interface')
    .select('body')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('interface_id', '=', interfaceId)
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.body) as InterfaceState);
}

/** Keeps what is known of an interface, unless something later is known already. */
export async function writeInterface(tx: Tx, state: InterfaceState): Promise<void> {
  const { accountId, region, interfaceId, observedAt } = state;
  const columns = { observed_at: observedAt, body: JSON.stringify(state) };
  await tx
    .insertInto('known_interface')
    .values({ account_id: accountId, region, interface_id: interfaceId, ...columns })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'region', 'interface_id'])
        .doUpdateSet(columns)
        .where('known_interface.observed_at', '<=', observedAt),
    )
    .execute();
}

export async function forgetInterface(
  tx: Tx,
  { accountId, region, interfaceId }: InterfaceAddress,
): Promise<void> {
  await tx
    .deleteFrom('known_interface')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('interface_id', '=', interfaceId)
    .execute();
}
