import { sql } from 'kysely';
import type { BehindGroups, GoneThing, PartAddress, Place } from '../../app/ports.ts';
import { type BehindThing, thingId } from '../../domain/guard/behind.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import type { FoundThing, PartState } from '../../domain/scope/guarded-group.ts';
import type { Db, Tx } from './db.ts';
import { arrayOf } from './json-sql.ts';
import { lastOfEach } from './last-of-each.ts';
import { addNotice } from './post-rows.ts';

/** Rows of one statement: SQLite takes 32,766 values in one, and a row has eight. */
const ROWS_PER_STATEMENT = 1_000;
/** Stands for no group. */
const NO_GROUP = '';

/** Notes what one page of a part shows; what is known of later stays. */
export async function noteFound(
  tx: Tx,
  { accountId, region, part }: PartAddress,
  found: readonly FoundThing[],
  at: Instant,
): Promise<void> {
  const all = found.flatMap(({ thing, groupIds }) => {
    const ids = groupIds.length === 0 ? [NO_GROUP] : [...new Set(groupIds)];
    return ids.map((group_id) => ({
      account_id: accountId,
      region,
      part,
      thing_id: thingId(thing),
      group_id,
      observed_at: at,
      is_gone: 0,
      body: JSON.stringify(thing),
    }));
  });
  const rows = lastOfEach(all, ({ thing_id, group_id }) => [thing_id, group_id]);
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    await tx
      .insertInto('estate_thing')
      .values(rows.slice(from, from + ROWS_PER_STATEMENT))
      .onConflict((conflict) =>
        conflict
          .columns(['account_id', 'region', 'part', 'thing_id', 'group_id'])
          .doUpdateSet((eb) => ({
            observed_at: eb.ref('excluded.observed_at'),
            is_gone: 0,
            body: eb.ref('excluded.body'),
          }))
          .where('estate_thing.observed_at', '<=', at),
      )
      .execute();
  }
}

/** What a whole look at a part did not show is gone. */
export async function closePart(tx: Tx, address: PartAddress, startedAt: Instant): Promise<void> {
  const { accountId, region, part } = address;
  await tx
    .updateTable('estate_thing')
    .set({ is_gone: 1 })
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('part', '=', part)
    .where('observed_at', '<', startedAt)
    .execute();
  await writePart(tx, address, { lookedAt: startedAt, reason: null });
}

/** Notes why a part could not be looked at, and tells it where that is news. */
export async function noteNotLooked(
  tx: Tx,
  address: PartAddress,
  { reason, notice }: { readonly reason: string; readonly notice: Notice },
  now: Instant,
): Promise<void> {
  const { accountId, region, part } = address;
  const known = await tx
    .selectFrom('estate_part')
    .select(['looked_at', 'reason'])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('part', '=', part)
    .executeTakeFirst();
  const lookedAt = known?.looked_at ?? null;
  await writePart(tx, address, { lookedAt: lookedAt === null ? null : Number(lookedAt), reason });
  if ((known?.reason ?? null) === null) await addNotice(tx, notice, now);
}

async function writePart(
  tx: Tx,
  { accountId, region, part }: PartAddress,
  { lookedAt, reason }: Omit<PartState, 'part'>,
): Promise<void> {
  const columns = { looked_at: lookedAt, reason };
  await tx
    .insertInto('estate_part')
    .values({ account_id: accountId, region, part, ...columns })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'region', 'part']).doUpdateSet(columns),
    )
    .execute();
}

/** Drops the parts of a place that are not among these. */
export async function keepParts(
  tx: Tx,
  { accountId, region }: Place,
  parts: readonly string[],
): Promise<void> {
  for (const table of ['estate_thing', 'estate_part'] as const) {
    await tx
      .deleteFrom(table)
      .where('account_id', '=', accountId)
      .where('region', '=', region)
      .where('part', 'not in', [...parts])
      .execute();
  }
}

/** What stands behind groups, by group id. */
export async function readBehind(
  db: Db | Tx,
  place: Place,
  groupIds: readonly string[],
): Promise<BehindGroups> {
  const parts = await readParts(db, place);
  const looked = new Set(
    parts.flatMap(({ part, lookedAt, reason }) =>
      lookedAt !== null && reason === null ? [part] : [],
    ),
  );
  const things = new Map<string, Map<string, BehindThing>>();
  if (groupIds.length === 0) return { things: new Map(), looked };
  const rows = await db
    .selectFrom('estate_thing')
    .select(['group_id', 'thing_id', 'body'])
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .where('group_id', 'in', [...new Set(groupIds)])
    .where('is_gone', '=', 0)
    .orderBy('thing_id')
    .execute();
  for (const { group_id, thing_id, body } of rows) {
    const known = things.get(group_id) ?? new Map<string, BehindThing>();
    known.set(thing_id, thingIn(body));
    things.set(group_id, known);
  }
  return {
    things: new Map([...things].map(([groupId, known]) => [groupId, [...known.values()]])),
    looked,
  };
}

/** All that is known of a place. */
export async function readEstate(
  db: Db,
  place: Place,
): Promise<{ readonly found: readonly FoundThing[]; readonly parts: readonly PartState[] }> {
  const found = (await readThings(db, place, 0)).map(({ thing, groupIds }) => ({
    thing,
    groupIds,
  }));
  return { found, parts: await readParts(db, place) };
}

/** What is gone and not told yet. */
export function readGone(db: Db, place: Place): Promise<readonly GoneThing[]> {
  return readThings(db, place, 1);
}

async function readThings(
  db: Db,
  { accountId, region }: Place,
  isGone: 0 | 1,
): Promise<readonly GoneThing[]> {
  const rows = await db
    .selectFrom('estate_thing')
    .select(({ fn, ref }) => [
      'part',
      'thing_id',
      // A row of a group that it left may be older: any one that is always the same.
      fn.max('body').as('body'),
      arrayOf(db, sql`${ref('group_id')}`).as('group_ids'),
    ])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('is_gone', '=', isGone)
    .groupBy(['part', 'thing_id'])
    .orderBy('part')
    .orderBy('thing_id')
    .execute();
  return rows.map(({ part, body, group_ids }) => {
    // `as`: the query makes it of ids.
    const ids = JSON.parse(group_ids) as readonly string[];
    return { part, thing: thingIn(body), groupIds: ids.filter((id) => id !== NO_GROUP) };
  });
}

async function readParts(db: Db | Tx, { accountId, region }: Place): Promise<readonly PartState[]> {
  const rows = await db
    .selectFrom('estate_part')
    .select(['part', 'looked_at', 'reason'])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .orderBy('part')
    .execute();
  return rows.map(({ part, looked_at, reason }) => ({
    part,
    lookedAt: looked_at === null ? null : Number(looked_at),
    reason,
  }));
}

function thingIn(text: string): BehindThing {
  // `as`: the store wrote it, as a `BehindThing`.
  return JSON.parse(text) as BehindThing;
}
