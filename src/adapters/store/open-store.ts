import { type Dialect, Kysely, Migrator } from 'kysely';
import type {
  Admission,
  Admitted,
  Changed,
  MessageAddress,
  RecordKey,
  RecordOutcome,
  RecordSummary,
  Store,
} from '../../app/ports.ts';
import type { Decision } from '../../domain/finding/decide.ts';
import type { FindingEvent } from '../../domain/finding/events.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { Instant } from '../../domain/instant.ts';
import { messageOf, OutsideError } from '../../domain/outside-error.ts';
import type { Db, Tx } from './db.ts';
import { applyEvents, readFinding } from './finding-rows.ts';
import { finishJob, nextDueAt, retryJob, takeJob, wantJob } from './job-rows.ts';
import type { LogBody } from './log-chain.ts';
import { migrationProvider } from './migrations.ts';
import { addNotice, readPost } from './post-rows.ts';
import type { Database } from './schema.ts';
import { type LogVerdict, verifyLog } from './verify-log.ts';

/** The end of the log after a commit: written to the process log, it makes a cut-off log visible. */
export interface LogAnchor {
  readonly seq: number;
  readonly hash: string;
}

export interface OpenStore extends Store {
  /** Checks the chain, folds every finding again and compares. */
  verifyLog(): Promise<LogVerdict>;
  close(): Promise<void>;
}

/** The store on any engine that Kysely speaks to, its schema brought up to date.
 * @throws OutsideError when the database cannot be opened or migrated. */
export async function openStore(
  dialect: () => Dialect,
  { onCommit }: { readonly onCommit: (anchor: LogAnchor) => void },
): Promise<OpenStore> {
  const db = await outside('open the database', async () => {
    const opened = new Kysely<Database>({ dialect: dialect() });
    await migrate(opened);
    return opened;
  });
  return storeOn(db, onCommit);
}

async function migrate(db: Db): Promise<void> {
  const { error } = await new Migrator({ db, provider: migrationProvider }).migrateToLatest();
  if (error !== undefined) throw error;
}

async function outside<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'InvariantError') throw cause;
    const message = `Could not ${what}: ${messageOf(cause)}`;
    throw new OutsideError('store_failed', message, { isRetryable: true, cause });
  }
}

function storeOn(db: Db, onCommit: (anchor: LogAnchor) => void): OpenStore {
  const read = <T>(work: (db: Db) => Promise<T>): Promise<T> =>
    outside('read the database', () => work(db));
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    outside('write to the database', () => db.transaction().execute(work));

  /** A write that may append to the log. */
  async function writeAnchored<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { result, before, after } = await write(async (tx) => {
      const before = await logHead(tx);
      const result = await work(tx);
      return { result, before, after: await logHead(tx) };
    });
    if (after.seq > before.seq) onCommit(after);
    return result;
  }

  return {
    admit: (record, judge, now) => writeAnchored((tx) => admit(tx, { record, judge, now })),
    change: (findingId, decide, now) =>
      writeAnchored((tx) => change(tx, { findingId, decide, now })),
    notify: (notice, now) => write((tx) => addNotice(tx, notice, now)),

    finding: (findingId) => read((db) => readFinding(db, findingId)),
    openFindings: (limit) => read((db) => openFindings(db, limit)),
    countFindings: () => read(countFindings),
    recordSummary: () => read(recordSummary),
    events: (findingId, afterVersion) => read((db) => events(db, findingId, afterVersion)),

    post: (postId) => read((db) => readPost(db, postId)),
    beginPosting: (postId) =>
      write(async (tx) => {
        await tx
          .updateTable('post')
          .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
          .where('id', '=', postId)
          .execute();
      }),
    recordPosted: (postId, address, shownVersion) =>
      write((tx) =>
        setPost(tx, postId, { ...addressColumns(address), shown_version: shownVersion }),
      ),
    recordShown: (postId, shownVersion) =>
      write((tx) => setPost(tx, postId, { shown_version: shownVersion })),
    recordTold: (postId, toldVersion) =>
      write((tx) => setPost(tx, postId, { told_version: toldVersion })),
    forgetAddress: (postId) => write((tx) => setPost(tx, postId, addressColumns(null))),

    wantAll: (now) => write((tx) => wantAll(tx, now)),
    takeJob: (now, lease) => write((tx) => takeJob(tx, now, lease)),
    finishJob: (job) => write((tx) => finishJob(tx, job)),
    retryJob: (job, dueAt, error) => write((tx) => retryJob(tx, job, dueAt, error)),
    nextDueAt: () => read(nextDueAt),

    verifyLog: () => read(verifyLog),
    close: () => db.destroy(),
  };
}

async function logHead(tx: Tx): Promise<LogAnchor> {
  return tx.selectFrom('log_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
}

interface AdmitArguments {
  readonly record: RecordKey;
  readonly judge: (open: readonly Finding[]) => Admission;
  readonly now: Instant;
}

async function admit(tx: Tx, { record, judge, now }: AdmitArguments): Promise<Admitted> {
  const known = await tx
    .selectFrom('record')
    .select('body')
    .where('account_id', '=', record.accountId)
    .where('event_id', '=', record.eventId)
    .executeTakeFirst();
  if (known !== undefined) {
    return { kind: 'known', outcome: JSON.parse(known.body) as RecordOutcome };
  }
  const { outcome, changes, notice } = judge(await openFindingsOf(tx, record.group));
  await tx
    .insertInto('record')
    .values({
      account_id: record.accountId,
      event_id: record.eventId,
      event_name: record.eventName,
      event_time: record.eventTime,
      outcome: outcome.kind,
      body: JSON.stringify(outcome),
      received_at: now,
    })
    .execute();
  if (notice !== null) await addNotice(tx, notice, now);
  for (const { findingId, events } of changes) await applyEvents(tx, findingId, events, now);
  return { kind: 'admitted', outcome };
}

async function openFindingsOf(tx: Tx, group: RecordKey['group']): Promise<readonly Finding[]> {
  if (group === null) return [];
  const rows = await tx
    .selectFrom('finding')
    .select('body')
    .where('account_id', '=', group.accountId)
    .where('region', '=', group.region)
    .where('group_id', '=', group.groupId)
    .where('state', '!=', 'closed')
    .orderBy('opened_at')
    .execute();
  return rows.map((row) => JSON.parse(row.body) as Finding);
}

interface ChangeArguments {
  readonly findingId: string;
  readonly decide: (finding: Finding) => Decision;
  readonly now: Instant;
}

async function change(tx: Tx, { findingId, decide, now }: ChangeArguments): Promise<Changed> {
  const finding = await readFinding(tx, findingId);
  if (finding === null) return { kind: 'noSuchFinding' };
  const decision = decide(finding);
  if (decision.kind === 'refused') return { ...decision, finding };
  return { kind: 'changed', finding: await applyEvents(tx, findingId, decision.events, now) };
}

async function openFindings(db: Db, limit: number): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('finding')
    .select('body')
    .where('state', '!=', 'closed')
    .orderBy('opened_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => JSON.parse(row.body) as Finding);
}

async function countFindings(db: Db): Promise<{ open: number; closed: number }> {
  const rows = await db
    .selectFrom('finding')
    .select(({ fn }) => ['state', fn.countAll().as('count')])
    .groupBy('state')
    .execute();
  const total = rows.reduce((sum, row) => sum + Number(row.count), 0);
  const closed = Number(rows.find((row) => row.state === 'closed')?.count ?? 0);
  return { open: total - closed, closed };
}

async function recordSummary(db: Db): Promise<RecordSummary> {
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

async function events(
  db: Db,
  findingId: string,
  afterVersion: number,
): Promise<readonly FindingEvent[]> {
  const rows = await db
    .selectFrom('log')
    .select('body')
    .where('finding_id', '=', findingId)
    .where('version', '>', afterVersion)
    .orderBy('version')
    .execute();
  return rows.map((row) => (JSON.parse(row.body) as LogBody).event);
}

function addressColumns(address: MessageAddress | null): {
  channel_id: string | null;
  message_ts: string | null;
} {
  return { channel_id: address?.channelId ?? null, message_ts: address?.messageTs ?? null };
}

async function setPost(tx: Tx, postId: string, columns: Partial<Database['post']>): Promise<void> {
  await tx.updateTable('post').set(columns).where('id', '=', postId).execute();
}

async function wantAll(tx: Tx, now: Instant): Promise<void> {
  // One process serves a file: leases that stand at its start are of one that is gone.
  await tx.updateTable('job').set({ lease_token: null, lease_until: 0 }).execute();
  const rows = await tx
    .selectFrom('finding')
    .select(['id'])
    .where('state', '!=', 'closed')
    .execute();
  for (const { id } of rows) await wantJob(tx, { kind: 'show', subject: id, dueAt: now });
}
