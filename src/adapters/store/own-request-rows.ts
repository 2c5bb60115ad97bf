import { assert } from '../../domain/assert.ts';
import { isHardeningId } from '../../domain/hardening/subject.ts';
import type { Tx } from './db.ts';

/** Notes that Portcullis made a request for a finding or a hardening.
 * @throws InvariantError where there is none of that id. */
export async function noteOwnRequest(tx: Tx, requestId: string, subjectId: string): Promise<void> {
  const subject = await tx
    .selectFrom(isHardeningId(subjectId) ? 'hardening' : 'finding')
    .select('id')
    .where('id', '=', subjectId)
    .executeTakeFirst();
  assert(subject !== undefined, `There is no ${subjectId} to note a request for`);
  await tx
    .insertInto('own_request')
    .values({ request_id: requestId, finding_id: subjectId })
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
