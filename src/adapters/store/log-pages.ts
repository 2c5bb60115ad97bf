import type { Db, Tx } from './db.ts';
import type { LogAnchor } from './log-rows.ts';
import type { Database } from './schema.ts';

/** How many entries are held at a time: enough to be quick, little enough to hold. */
export const LOG_PAGE_MAX = 1_000;

/** The log's entries, oldest first, a page at a time; of one finding or hardening where it is named. In
 * the caller's transaction they are those of one moment, however long the reading takes. */
export async function* logPages(
  tx: Tx,
  subjectId: string | null,
): AsyncGenerator<readonly Database['log'][]> {
  for (let last = 0; ; ) {
    const page = await tx
      .selectFrom('log')
      .selectAll()
      .where('seq', '>', last)
      .$if(subjectId !== null, (query) => query.where('finding_id', '=', subjectId ?? ''))
      .orderBy('seq')
      .limit(LOG_PAGE_MAX)
      .execute();
    if (page.length === 0) return;
    yield page;
    last = Number(page.at(-1)?.seq);
  }
}

/** The hash of an entry; null where there is none of that number. */
export async function readLogHash(db: Db | Tx, seq: number): Promise<string | null> {
  const row = await db.selectFrom('log').select('hash').where('seq', '=', seq).executeTakeFirst();
  return row?.hash ?? null;
}

/** Number and hash of the log's end, outside the transaction of an append. */
export async function readLogEnd(db: Db): Promise<LogAnchor> {
  const head = await db.selectFrom('log_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
  return { seq: Number(head.seq), hash: head.hash };
}
