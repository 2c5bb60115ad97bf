import type { RecordKey, RecordOutcome, RecordSummary } from '../../app/ports.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Db, Tx } from './db.ts';

/** The outcome that a record has already; null for one that was never here. */
export async function readOutcome(
  tx: Db | Tx,
  { accountId, eventId }: Pick<RecordKey, 'accountId' | 'eventId'>,
): Promise<RecordOutcome | null> {
  const row = await tx
    .selectFrom('record')
    .select('body')
    .where('account_id', '=', accountId)
    .where('event_id', '=', eventId)
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.body) as RecordOutcome);
}

export async function writeRecord(
  tx: Tx,
  record: RecordKey,
  outcome: RecordOutcome,
  receivedAt: Instant,
): Promise<void> {
  await tx
    .insertInto('record')
    .values({
      account_id: record.accountId,
      event_id: record.eventId,
      event_name: record.eventName,
      event_time: record.eventTime,
      outcome: outcome.kind,
      body: JSON.stringify(outcome),
      received_at: receivedAt,
    })
    .execute();
}

/** How many records had which outcome, and when the last one came. */
export async function readRecordSummary(db: Db): Promise<RecordSummary> {
  const rows = await db
    .selectFrom('record')
    .select(({ fn }) => ['outcome', fn.countAll().as('count'), fn.max('received_at').as('last_at')])
    .groupBy('outcome')
    .execute();
  const count = (outcome: RecordOutcome['kind']): number =>
    Number(rows.find((row) => row.outcome === outcome)?.count ?? 0);
  return {
    byOutcome: {
      ignored: count('ignored'),
      permitted: count('permitted'),
      finding: count('finding'),
      undecodable: count('undecodable'),
    },
    lastAt: rows.length === 0 ? null : Math.max(...rows.map((row) => Number(row.last_at))),
  };
}
