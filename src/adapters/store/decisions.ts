import type {
  Admission,
  Admitted,
  Changed,
  Kept,
  RecordKey,
  RecordOutcome,
} from '../../app/ports.ts';
import type { Decision } from '../../domain/finding/decision.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Origin } from '../../domain/origin.ts';
import { applyEvents } from './apply-events.ts';
import type { Tx } from './db.ts';
import { readFinding } from './finding-rows.ts';
import { placesOf, readKept, writeLearnt } from './kept.ts';
import { lockPlaces, lockRecord } from './locks.ts';
import { isOwnRequest } from './own-request-rows.ts';
import { addNotice } from './post-rows.ts';
import { readOutcome, writeRecord } from './record-rows.ts';
import { withReturns } from './returns.ts';
import { readPlacesOf } from './subject-place.ts';

/** Gives a record its one outcome, with all that its judgement asks for. */
export async function admit(
  tx: Tx,
  record: RecordKey,
  judge: (kept: Kept) => Admission | null,
  now: Instant,
): Promise<Admitted> {
  await lockRecord(tx, record);
  const known = await readOutcome(tx, record);
  if (known !== null) return { kind: 'known', outcome: known };
  await lockPlaces(tx, placesOf(record.about));
  const admission = judge({
    ...(await readKept(tx, record.about)),
    isOwnCall: await isOwnRequest(tx, record.requestId),
  });
  if (admission === null) return { kind: 'unsure' };
  const { changes, notice, learnt } = admission;
  const returns = await withReturns(tx, changes);
  const outcome = outcomeAfter(admission.outcome, returns.joined);
  await writeRecord(tx, record, outcome, now);
  if (notice !== null) await addNotice(tx, notice, now);
  await writeLearnt(tx, learnt);
  const { accountId, eventId } = record;
  const from = { kind: 'record', accountId, eventId } as const;
  for (const { findingId, events } of returns.changes) {
    await applyEvents(tx, findingId, events, now, from);
  }
  return { kind: 'admitted', outcome };
}

/** A record of what came back is about the finding that it joined. */
function outcomeAfter(outcome: RecordOutcome, joined: ReadonlyMap<string, string>): RecordOutcome {
  const findingId = outcome.kind === 'finding' ? joined.get(outcome.findingId) : undefined;
  return findingId === undefined ? outcome : { kind: 'finding', findingId, isNew: false };
}

/** Lets a decision change a finding. */
export async function change(
  tx: Tx,
  findingId: string,
  decide: (finding: Finding) => Decision,
  now: Instant,
  from: Origin | undefined,
): Promise<Changed> {
  await lockPlaces(tx, await readPlacesOf(tx, 'finding', findingId));
  const finding = await readFinding(tx, findingId);
  if (finding === null) return { kind: 'noSuchFinding' };
  const decision = decide(finding);
  if (decision.kind === 'refused') return { ...decision, finding };
  return { kind: 'changed', finding: await applyEvents(tx, findingId, decision.events, now, from) };
}
