import type { Tx } from './db.ts';

/** Notes that Portcullis made a request for a finding. */
export async function noteOwnRequest(tx: Tx, requestId: string, findingId: string): Promise<void> {
  await tx
    .insertInto('own_request')
    .values({ request_id: requestId, finding_id: findingId })
    .onConflict((conflict) => conflict.column('request_id').doNothing())
    .execute();
}

/** Whether a request is one that Portcullis made. */
export async function isOwnRequest(tx: Tx, requestId: string | null): Promise<boolean> {
  if (requestId === null) return false;
  const row = await tx
    .selectFrom('own_request')
    .select('finding_id')
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  return row !== undefined;
}
