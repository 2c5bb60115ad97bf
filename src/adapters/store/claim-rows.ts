import type { Finding } from '../../domain/finding/finding.ts';
import { claims } from '../../domain/finding/wanted.ts';
import type { Tx } from './db.ts';

/** Writes which doors a finding holds now: none when it is closed. A door that another finding
 * holds stays with it. */
export async function writeClaims(tx: Tx, finding: Finding): Promise<void> {
  await tx.deleteFrom('claim').where('finding_id', '=', finding.id).execute();
  for (const door of claims(finding)) {
    await tx
      .insertInto('claim')
      .values({ door, finding_id: finding.id })
      .onConflict((conflict) => conflict.column('door').doNothing())
      .execute();
  }
}
