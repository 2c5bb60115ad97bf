import type { ExposureChange } from '../change/exposure-change.ts';
import { doesStepOf } from '../harden/does-step.ts';
import type { Instant } from '../instant.ts';
import { MINUTE_MS } from '../instant.ts';
import { OWN_STEP_MS } from '../plan/is-own-step.ts';
import type { Hardening } from './hardening.ts';

/** How far AWS's clock may be behind ours, in ms. */
const CLOCK_LAG_MS = MINUTE_MS;

/** Whether a change is what a step of a hardening does, and at the time of one. So Portcullis knows a call
 * of its own whose answer was lost, and with it the request id. Pure, total. */
export function isOwnHardeningStep(
  change: ExposureChange,
  changedAt: Instant,
  { began, plan }: Hardening,
): boolean {
  if (began === null || (change.kind !== 'rulesAdded' && change.kind !== 'rulesRemoved')) {
    return false;
  }
  const isInTime = changedAt >= began.first - CLOCK_LAG_MS && changedAt <= began.last + OWN_STEP_MS;
  return isInTime && doesStepOf(change, plan);
}
