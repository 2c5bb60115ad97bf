import { assert } from '../../domain/assert.ts';
import type { FindingEvent } from '../../domain/finding/events.ts';
import { evolve } from '../../domain/finding/evolve.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { wanted } from '../../domain/finding/wanted.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Origin } from '../../domain/origin.ts';
import { writeClaims } from './claim-rows.ts';
import type { Tx } from './db.ts';
import { readFinding, writeFinding } from './finding-rows.ts';
import { wantJob } from './job-rows.ts';
import { appendToLog } from './log-rows.ts';

/** Writes what events do to a finding: its state, its claims, the jobs that it wants from now on,
 * and the log at its end, all in the caller's transaction. No events change nothing. */
export async function applyEvents(
  tx: Tx,
  findingId: string,
  events: readonly FindingEvent[],
  now: Instant,
  from: Origin | undefined,
): Promise<Finding> {
  const before = await readFinding(tx, findingId);
  const after = events.reduce<Finding | null>(evolve, before);
  assert(after !== null, `Finding ${findingId} has no events`);
  assert(after.id === findingId, `An event of finding ${after.id} is not one of ${findingId}`);
  if (events.length === 0) return after;
  await writeFinding(tx, after, { isNew: before === null });
  await writeClaims(tx, after);
  for (const { kind, dueAt } of wanted(after, now)) {
    await wantJob(tx, { kind, subject: findingId, dueAt });
  }
  const subject = { subjectId: findingId, versionBefore: before?.version ?? 0 };
  appendToLog(tx, subject, events, from);
  return after;
}
