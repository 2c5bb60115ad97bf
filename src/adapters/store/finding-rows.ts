import { assert } from '../../domain/assert.ts';
import type { FindingEvent } from '../../domain/finding/events.ts';
import { evolve } from '../../domain/finding/evolve.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { claims, wanted } from '../../domain/finding/wanted.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Db, Tx } from './db.ts';
import { wantJob } from './job-rows.ts';
import { chainHash, logText } from './log-chain.ts';
import { addPost } from './post-rows.ts';

/** The finding of an id. */
export async function readFinding(db: Db | Tx, findingId: string): Promise<Finding | null> {
  const row = await db
    .selectFrom('finding')
    .select('body')
    .where('id', '=', findingId)
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.body) as Finding);
}

/** Writes what events do to a finding: its state, the log, its claims and the jobs that it wants
 * from now on, all in the caller's transaction. */
export async function applyEvents(
  tx: Tx,
  findingId: string,
  events: readonly FindingEvent[],
  now: Instant,
): Promise<Finding> {
  const before = await readFinding(tx, findingId);
  const after = events.reduce<Finding | null>(evolve, before);
  assert(after !== null, `Finding ${findingId} has no events`);
  if (events.length === 0) return after;
  await writeFinding(tx, before, after);
  await writeClaims(tx, after);
  for (const job of wanted(after, now)) {
    await wantJob(tx, { kind: job.kind, subject: findingId, dueAt: job.dueAt });
  }
  // The head's lock is held from here to the commit, so it is taken last.
  await appendToLog(tx, findingId, before?.version ?? 0, events);
  return after;
}

async function writeFinding(tx: Tx, before: Finding | null, after: Finding): Promise<void> {
  const columns = {
    version: after.version,
    state: after.state.kind,
    body: JSON.stringify(after),
  };
  if (before !== null) {
    await tx.updateTable('finding').set(columns).where('id', '=', after.id).execute();
    return;
  }
  const { accountId, region, groupId } = after.door;
  await tx
    .insertInto('finding')
    .values({
      ...columns,
      id: after.id,
      account_id: accountId,
      region,
      group_id: groupId,
      opened_at: after.opening.at,
    })
    .execute();
  // A finding's post has the finding's id: there is one live alert for each.
  await addPost(tx, { id: after.id, findingId: after.id, notice: null });
}

async function writeClaims(tx: Tx, finding: Finding): Promise<void> {
  await tx.deleteFrom('claim').where('finding_id', '=', finding.id).execute();
  for (const door of claims(finding)) {
    // A door that another finding holds stays with it.
    await tx
      .insertInto('claim')
      .values({ door, finding_id: finding.id })
      .onConflict((conflict) => conflict.column('door').doNothing())
      .execute();
  }
}

async function appendToLog(
  tx: Tx,
  findingId: string,
  versionBefore: number,
  events: readonly FindingEvent[],
): Promise<void> {
  let { seq, hash } = await tx
    .selectFrom('log_head')
    .select(['seq', 'hash'])
    .executeTakeFirstOrThrow();
  for (const [index, event] of events.entries()) {
    seq += 1;
    const version = versionBefore + index + 1;
    const body = logText({ seq, findingId, version, event });
    const previousHash = hash;
    hash = chainHash(previousHash, body);
    await tx
      .insertInto('log')
      .values({ seq, finding_id: findingId, version, body, previous_hash: previousHash, hash })
      .execute();
  }
  await tx.updateTable('log_head').set({ seq, hash }).execute();
}
