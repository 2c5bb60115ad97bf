import type { HardeningChanged } from '../../app/ports.ts';
import { assert } from '../../domain/assert.ts';
import type { HardeningDecision } from '../../domain/hardening/decide.ts';
import type { HardeningEvent, ProposedEvent } from '../../domain/hardening/events.ts';
import { evolveHardening } from '../../domain/hardening/evolve.ts';
import type { Hardening } from '../../domain/hardening/hardening.ts';
import { wantedOfHardening } from '../../domain/hardening/wanted.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Origin } from '../../domain/origin.ts';
import type { Tx } from './db.ts';
import { readHardening, writeHardening } from './hardening-rows.ts';
import { wantJob } from './job-rows.ts';
import { lockPlaces } from './locks.ts';
import { appendToLog } from './log-rows.ts';
import { readPlacesOf } from './subject-place.ts';

/** Another hardening that a proposal changes: the one whose place it takes, or that it undoes. */
export interface OtherHardening {
  readonly id: string;
  readonly decide: (hardening: Hardening) => HardeningDecision;
}

/** Adds a proposed hardening. Where it changes another one and that may not be changed so any more, nothing
 * is added. */
export async function propose(
  tx: Tx,
  proposed: ProposedEvent,
  other: OtherHardening | null,
  now: Instant,
  from: Origin | undefined,
): Promise<HardeningChanged> {
  await lockPlaces(tx, [proposed.plan]);
  if (other !== null) {
    const changed = await changeHardening(tx, other.id, other.decide, now, from);
    if (changed.kind !== 'changed') return changed;
  }
  return { kind: 'changed', hardening: await applyTo(tx, null, [proposed], now, from) };
}

/** Lets a decision change a hardening. */
export async function changeHardening(
  tx: Tx,
  id: string,
  decide: (hardening: Hardening) => HardeningDecision,
  now: Instant,
  from: Origin | undefined,
): Promise<HardeningChanged> {
  await lockPlaces(tx, await readPlacesOf(tx, 'hardening', id));
  const hardening = await readHardening(tx, id);
  if (hardening === null) return { kind: 'noSuchHardening' };
  const decision = decide(hardening);
  if (decision.kind === 'refused') return { ...decision, hardening };
  return { kind: 'changed', hardening: await applyTo(tx, hardening, decision.events, now, from) };
}

/** Writes what events do to a hardening, the jobs that it wants from now on, and the log. */
async function applyTo(
  tx: Tx,
  before: Hardening | null,
  events: readonly HardeningEvent[],
  now: Instant,
  from: Origin | undefined,
): Promise<Hardening> {
  const after = events.reduce<Hardening | null>(evolveHardening, before);
  assert(after !== null, 'A hardening begins with its proposal');
  if (events.length === 0) return after;
  await writeHardening(tx, after, { isNew: before === null });
  for (const { kind, dueAt } of wantedOfHardening(after, now)) {
    await wantJob(tx, { kind, subject: after.id, dueAt });
  }
  const subject = { subjectId: after.id, versionBefore: before?.version ?? 0 };
  appendToLog(tx, subject, events, from);
  return after;
}
