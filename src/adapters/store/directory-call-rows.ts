import type { DirectoryAddress, DirectoryCall } from '../../domain/finding/directory-call.ts';
import type { Tx } from './db.ts';

/** Calls on one directory that a judgement sees: the latest. */
const CALLS_MAX = 20;

/** Remembers a call to Directory Service. */
export async function writeDirectoryCall(tx: Tx, call: DirectoryCall): Promise<void> {
  await tx
    .insertInto('directory_call')
    .values({
      account_id: call.accountId,
      event_id: call.eventId,
      region: call.region,
      directory_id: call.directoryId,
      called_at: call.at,
      body: JSON.stringify(call),
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'event_id']).doNothing())
    .execute();
}

/** The calls on a directory that are remembered, the latest first. */
export async function readDirectoryCalls(
  tx: Tx,
  { accountId, region, directoryId }: DirectoryAddress,
): Promise<readonly DirectoryCall[]> {
  const rows = await tx
    .selectFrom('directory_call')
    .select('body')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('directory_id', '=', directoryId)
    .orderBy('called_at', 'desc')
    .orderBy('event_id')
    .limit(CALLS_MAX)
    .execute();
  return rows.map(({ body }) => JSON.parse(body) as DirectoryCall);
}
