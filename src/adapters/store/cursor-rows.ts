import type { Cursor } from '../../app/ports.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Db, Tx } from './db.ts';
import { addNotice } from './post-rows.ts';

/** How far a task came; null when it never said. */
export async function readCursor(db: Db, name: string): Promise<string | null> {
  const row = await db
    .selectFrom('cursor')
    .select('body')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.body ?? null;
}

/** Writes how far a task came, together with what it has to tell. */
export async function saveCursor(
  tx: Tx,
  cursor: Cursor,
  notice: Notice | null,
  now: Instant,
): Promise<void> {
  await writeCursor(tx, cursor);
  if (notice !== null) await addNotice(tx, notice, now);
}

export async function writeCursor(tx: Tx, { name, text: body }: Cursor): Promise<void> {
  await tx
    .insertInto('cursor')
    .values({ name, body })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ body }))
    .execute();
}
