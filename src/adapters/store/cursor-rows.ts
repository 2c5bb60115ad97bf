import type { Db, Tx } from './db.ts';

/** How far a task came; null when it never said. */
export async function readCursor(db: Db, name: string): Promise<string | null> {
  const row = await db
    .selectFrom('cursor')
    .select('body')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.body ?? null;
}

export async function writeCursor(tx: Tx, name: string, body: string): Promise<void> {
  await tx
    .insertInto('cursor')
    .values({ name, body })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ body }))
    .execute();
}
