import type { LogEntry } from '../../app/ports.ts';
import type { FindingEvent } from '../../domain/finding/events.ts';
import type { HardeningEvent } from '../../domain/hardening/events.ts';
import type { Origin } from '../../domain/origin.ts';
import type { Db, Tx } from './db.ts';
import { engineOf } from './engine.ts';
import { completedEvent } from './former-door.ts';
import { chainHash, type LogBody, logText } from './log-chain.ts';

/** The end of the log: written to the process log after a commit, it makes a cut-off log visible. */
export interface LogAnchor {
  readonly seq: number;
  readonly hash: string;
}

interface Appended {
  readonly subjectId: string;
  readonly version: number;
  readonly event: FindingEvent | HardeningEvent;
  readonly from: Origin | undefined;
}

/** What each transaction will append. The head's lock holds up every other decision, so it is taken last,
 * once for all that a transaction did. */
const PENDING = new WeakMap<Tx, Appended[]>();

/** Has events of a finding or a hardening that was at `versionBefore` appended at the end of the transaction. */
export function appendToLog(
  tx: Tx,
  { subjectId, versionBefore }: { readonly subjectId: string; readonly versionBefore: number },
  events: readonly (FindingEvent | HardeningEvent)[],
  from: Origin | undefined,
): void {
  const pending = PENDING.get(tx) ?? [];
  PENDING.set(tx, pending);
  for (const [index, event] of events.entries()) {
    pending.push({ subjectId, version: versionBefore + index + 1, event, from });
  }
}

/** Appends what the transaction decided: the last thing before its commit. The new end of the log; null
 * where there was nothing to append. */
export async function writeLog(tx: Tx): Promise<LogAnchor | null> {
  const pending = PENDING.get(tx) ?? [];
  PENDING.delete(tx);
  if (pending.length === 0) return null;
  let { seq, hash } = await lockLogHead(tx);
  for (const { subjectId, version, event, from } of pending) {
    seq += 1;
    const body = logText({ seq, findingId: subjectId, version, event, from });
    const previousHash = hash;
    hash = chainHash(previousHash, body);
    await tx
      .insertInto('log')
      .values({ seq, finding_id: subjectId, version, body, previous_hash: previousHash, hash })
      .execute();
  }
  await tx.updateTable('log_head').set({ seq, hash }).execute();
  return { seq, hash };
}

/** The end of the log, which nobody else moves before the commit. */
function lockLogHead(tx: Tx): Promise<LogAnchor> {
  return tx
    .selectFrom('log_head')
    .select(['seq', 'hash'])
    .$if(engineOf(tx) === 'postgres', (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
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
