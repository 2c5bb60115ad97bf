import type { InterfaceAddress, Place } from '../../app/ports.ts';
import type { Instant } from '../../domain/instant.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import type { Db, Tx } from './db.ts';
import { forgetGroupsOn, writeGroupsOn } from './standing-rows.ts';

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

/** The known interfaces of an instance, in the order of their ids. */
export async function readInterfacesOf(
  db: Db,
  { accountId, region, instanceId }: Place & { readonly instanceId: string },
): Promise<readonly InterfaceState[]> {
  const rows = await db
    .selectFrom('known_interface')
    .select('body')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('instance_id', '=', instanceId)
    .orderBy('interface_id')
    .execute();
  return rows.map(({ body }) => JSON.parse(body) as InterfaceState);
}

/** Interfaces of which nothing was learnt since a moment, in the order of their ids. */
export async function readInterfacesLastSeenBefore(
  db: Db,
  { accountId, region }: Place,
  before: Instant,
  limit: number,
): Promise<readonly InterfaceAddress[]> {
  const rows = await db
    .selectFrom('known_interface')
    .select('interface_id')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('observed_at', '<', before)
    .orderBy('interface_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ accountId, region, interfaceId: row.interface_id }));
}

/** Keeps what is known of an interface, unless something later is known already. */
export async function writeInterface(tx: Tx, state: InterfaceState): Promise<void> {
  const { accountId, region, interfaceId, instanceId, observedAt } = state;
  const columns = {
    instance_id: instanceId,
    observed_at: observedAt,
    body: JSON.stringify(state),
  };
  const [result] = await tx
    .insertInto('known_interface')
    .values({ account_id: accountId, region, interface_id: interfaceId, ...columns })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'region', 'interface_id'])
        .doUpdateSet(columns)
        .where('known_interface.observed_at', '<=', observedAt),
    )
    .execute();
  const isWritten = (result?.numInsertedOrUpdatedRows ?? 0n) > 0n;
  if (isWritten) await writeGroupsOn(tx, state);
}

export async function forgetInterface(tx: Tx, address: InterfaceAddress): Promise<void> {
  const { accountId, region, interfaceId } = address;
  await forgetGroupsOn(tx, address);
  await tx
    .deleteFrom('known_interface')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('interface_id', '=', interfaceId)
    .execute();
}
