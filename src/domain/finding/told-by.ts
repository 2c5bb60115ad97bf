import { type Instant, MINUTE_MS } from '../instant.ts';
import type { Finding } from './finding.ts';

/** How far a call may lie outside the two moments of a drift and still be the one that explains it, in
 * ms: EC2's reads lag, and clocks differ. */
export const READ_LAG_MS = MINUTE_MS;

/** Whether a call of this moment may be the one that opened what a sweep found: it was made between the
 * moments at which the door was seen shut and seen open, as far as reads can be trusted. One that was made
 * after the door was seen to be shut again opened it once more. Pure, total. */
export function mayBeToldBy({ opening, state }: Finding, changedAt: Instant): boolean {
  if (opening.kind !== 'drift' || opening.call !== null) return false;
  if (changedAt < opening.otherwiseAt - READ_LAG_MS) return false;
  if (state.kind === 'closed' && changedAt > state.at) return false;
  return changedAt <= opening.at + READ_LAG_MS;
}
