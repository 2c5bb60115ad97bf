import type { LogEntry } from '../../app/ports.ts';
import type { FindingEvent } from '../../domain/finding/events.ts';
import type { HardeningEvent } from '../../domain/hardening/events.ts';
import type { Origin } from '../../domain/origin.ts';
import type { Db, Tx } from './db.ts';
import { completedEvent } from './former-door.ts';
import { chainHash, type LogBody, logText } from './log-chain.ts';

/** The end of the log: written to the process log after a commit, it makes a cut-off log visible. */
export interface LogAnchor {
  readonly seq: number;
  readonly hash: string;
}

/** The end of the log as it is in the caller's transaction. */
export function readLogHead(tx: Tx): Promise<LogAnchor> {
  return tx.selectFrom('log_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
}

/** Appends events of a finding or a hardening that was at `versionBefore`. The head's lock is held from here to the
 * commit, so this is done last. */
export async function appendToLog(
  tx: Tx,
  { subjectId, versionBefore }: { readonly subjectId: string; readonly versionBefore: number },
  events: readonly (FindingEvent | HardeningEvent)[],
  from: Origin | undefined,
): Promise<void> {
  let { seq, hash } = await readLogHead(tx);
  for (const [index, event] of events.entries()) {
    seq += 1;
    const version = versionBefore + index + 1;
    const body = logText({ seq, findingId: subjectId, version, event, from });
    const previousHash = hash;
    hash = chainHash(previousHash, body);
    await tx
      .insertInto('log')
      .values({ seq, finding_id: subjectId, version, body, previous_hash: previousHash, hash })
      .execute();
  }
  await tx.updateTable('log_head').set({ seq, hash }).execute();
}

/** The events of a finding after a version, oldest first. */
export async function readEvents(
  db: Db,
  findingId: string,
  afterVersion: number,
): Promise<readonly FindingEvent[]> {
  const bodies = await readBodies(db, findingId, afterVersion);
  // What is filed under a finding's id is a finding's: appendToLog is told both by one caller.
  return bodies.map(({ event }) => completedEvent(event as FindingEvent));
}

/** The events of a hardening after a version, oldest first. */
export async function readHardeningEvents(
  db: Db,
  hardeningId: string,
  afterVersion: number,
): Promise<readonly HardeningEvent[]> {
  const bodies = await readBodies(db, hardeningId, afterVersion);
  // As above.
  return bodies.map(({ event }) => event as HardeningEvent);
}

/** What happened to a finding or a hardening, oldest first. */
export async function readEntries(db: Db, subjectId: string): Promise<readonly LogEntry[]> {
  const bodies = await readBodies(db, subjectId, 0);
  return bodies.map(({ event, from = null }) => ({ event, from }));
}

async function readBodies(
  db: Db,
  subjectId: string,
  afterVersion: number,
): Promise<readonly LogBody[]> {
  const rows = await db
    .selectFrom('log')
    .select('body')
    .where('finding_id', '=', subjectId)
    .where('version', '>', afterVersion)
    .orderBy('version')
    .execute();
  return rows.map((row) => JSON.parse(row.body) as LogBody);
}
