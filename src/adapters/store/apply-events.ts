import { assert } from '../../domain/assert.ts';
import type { FindingEvent } from '../../domain/finding/events.ts';
import { evolve } from '../../domain/finding/evolve.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { questionOf } from '../../domain/finding/question.ts';
import { type WantedJob, wanted } from '../../domain/finding/wanted.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Origin } from '../../domain/origin.ts';
import { writeClaims } from './claim-rows.ts';
import type { Tx } from './db.ts';
import { readFinding, writeFinding } from './finding-rows.ts';
import { wantJob } from './job-rows.ts';
import { appendToLog } from './log-rows.ts';
import { addPost, readPost } from './post-rows.ts';

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
  await addQuestion(tx, after);
  for (const job of wanted(after, now)) await wantJob(tx, jobOf(job, findingId));
  const subject = { subjectId: findingId, versionBefore: before?.version ?? 0 };
  appendToLog(tx, subject, events, from);
  return after;
}

/** A job that a finding wants, as a row. */
export function jobOf(
  job: WantedJob,
  findingId: string,
): { readonly kind: WantedJob['kind']; readonly subject: string; readonly dueAt: Instant } {
  const subject = job.kind === 'show' ? (job.postId ?? findingId) : findingId;
  return { kind: job.kind, subject, dueAt: job.dueAt };
}

/** The post of the question to whoever opened the door, once they are known. Of a door that is shut by then
 * nobody is asked. */
async function addQuestion(tx: Tx, finding: Finding): Promise<void> {
  const question = questionOf(finding);
  if (question === null || finding.state.kind === 'closed') return;
  if ((await readPost(tx, question.id)) !== null) return;
  await addPost(tx, { id: question.id, kind: 'question', findingId: finding.id });
}
