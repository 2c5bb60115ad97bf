import type { Instant } from '../../domain/instant.ts';
import type { Tx } from './db.ts';
import { releaseAllLeases, wantJob } from './job-rows.ts';

/** Asks again for the alert of every open finding. */
export async function wantAll(tx: Tx, now: Instant): Promise<void> {
  // One process serves a file: leases that stand at its start are of one that is gone.
  await releaseAllLeases(tx);
  const rows = await tx
    .selectFrom('finding')
    .select(['id'])
    .where('state', '!=', 'closed')
    .execute();
  for (const { id } of rows) await wantJob(tx, { kind: 'show', subject: id, dueAt: now });
}
