import type { WantedJob } from '../finding/wanted.ts';
import type { Instant } from '../instant.ts';
import { type Hardening, PROPOSAL_TTL_MS } from './hardening.ts';

/** The work that a hardening asks for after a change at `now`. */
export function wantedOfHardening(hardening: Hardening, now: Instant): readonly WantedJob[] {
  const jobs: WantedJob[] = [{ kind: 'show', dueAt: now }];
  if (hardening.state.kind === 'executing') jobs.push({ kind: 'act', dueAt: now });
  const wakeAt = wakesAt(hardening);
  if (wakeAt !== null) jobs.push({ kind: 'wake', dueAt: wakeAt });
  return jobs;
}

/** When the clock alone ends something of a hardening; null where it ends nothing. */
export function wakesAt({ state, proposedAt }: Hardening): Instant | null {
  if (state.kind === 'proposed') return proposedAt + PROPOSAL_TTL_MS;
  if (state.kind !== 'done' && state.kind !== 'stopped') return null;
  return state.undo.kind === 'possible' ? state.undo.until : null;
}
