import type { FindingEvent } from '../../domain/finding/events.ts';
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

/** Appends events of a finding that was at `versionBefore`. The head's lock is held from here to the
 * commit, so this is done last. */
export async function appendToLog(
  tx: Tx,
  { findingId, versionBefore }: { readonly findingId: string; readonly versionBefore: number },
  events: readonly FindingEvent[],
): Promise<void> {
  let { seq, hash } = await readLogHead(tx);
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

/** The events of a finding after a version, oldest first. */
export async function readEvents(
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
  return rows.map((row) => completedEvent((JSON.parse(row.body) as LogBody).event));
}
