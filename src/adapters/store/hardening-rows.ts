import type { GroupAddress } from '../../app/ports.ts';
import type { Hardening } from '../../domain/hardening/hardening.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Db, Tx } from './db.ts';
import { addPost } from './post-rows.ts';
import type { Database } from './schema.ts';

/** Hardenings of one group that a record is compared with, to know a call of our own by what it did. */
const BEGUN_MAX = 5;

/** The hardening of an id. */
export async function readHardening(db: Db | Tx, id: string): Promise<Hardening | null> {
  const row = await db
    .selectFrom('hardening')
    .select('body')
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : hardeningOf(row);
}

/** The hardenings of a group of which a step was begun, the latest first. */
export async function readHardeningsBegunOn(
  db: Db | Tx,
  group: GroupAddress,
): Promise<readonly Hardening[]> {
  const rows = await bodiesOn(db, group)
    .where('began_at', 'is not', null)
    .orderBy('began_at', 'desc')
    .limit(BEGUN_MAX)
    .execute();
  return rows.map(hardeningOf);
}

/** The hardenings of a group that have not ended, the oldest first. */
export async function readOpenHardeningsOn(
  db: Db | Tx,
  group: GroupAddress,
): Promise<readonly Hardening[]> {
  const rows = await bodiesOn(db, group)
    .where('state', 'in', ['proposed', 'executing'])
    .orderBy('proposed_at')
    .orderBy('id')
    .execute();
  return rows.map(hardeningOf);
}

function bodiesOn(db: Db | Tx, { accountId, region, groupId }: GroupAddress) {
  return db
    .selectFrom('hardening')
    .select('body')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('group_id', '=', groupId);
}

/** The hardenings that may want work: those that have not ended, and those that might be undone. */
export async function readHardeningsAtWork(tx: Tx): Promise<readonly Hardening[]> {
  const rows = await tx
    .selectFrom('hardening')
    .select('body')
    .where('state', 'in', ['proposed', 'executing', 'done', 'stopped'])
    .execute();
  return rows.map(hardeningOf);
}

/** Adds a new hardening with its post, or replaces the state of a known one. */
export async function writeHardening(
  tx: Tx,
  hardening: Hardening,
  { isNew }: { readonly isNew: boolean },
): Promise<void> {
  const row = hardeningRow(hardening);
  if (!isNew) {
    await tx.updateTable('hardening').set(row).where('id', '=', hardening.id).execute();
    return;
  }
  await tx.insertInto('hardening').values(row).execute();
  await addPost(tx, { id: hardening.id, kind: 'hardening' });
}

/** A hardening as it is kept: the whole of it is the body, the other columns are there to find it. */
export function hardeningRow(hardening: Hardening): Database['hardening'] {
  const { id, version, state, plan, began, proposedAt } = hardening;
  return {
    id,
    version,
    state: state.kind,
    account_id: plan.accountId,
    region: plan.region,
    group_id: plan.groupId,
    began_at: lastBegan(began),
    proposed_at: proposedAt,
    body: JSON.stringify(hardening),
  };
}

function lastBegan(began: Hardening['began']): Instant | null {
  return began === null ? null : began.last;
}

function hardeningOf(row: { readonly body: string }): Hardening {
  return JSON.parse(row.body) as Hardening;
}
