import { describeInstant, type Instant } from '../instant.ts';
import type { LetThrough } from './let-through.ts';

/** Why an opening is no finding: `Exempted until 2026-12-01 00:00 UTC, by f-1`. Of several exemptions the one that
 * ends first. Pure. */
export function exemptedText(used: readonly Pick<LetThrough, 'until' | 'by'>[]): string {
  const [first, ...others] = [...used].sort((a, b) => a.until - b.until);
  if (first === undefined) return 'Exempted';
  const by = first.by.kind === 'policy' ? `the policy: ${first.by.reason}` : first.by.findingId;
  const more = others.length === 0 ? '' : ' and others';
  return `Exempted until ${describeInstant(first.until)}, by ${by}${more}`;
}

/** How long something still holds: `3 days`, `5 hours`, `40 minutes`; `ended` where it does not. Pure. */
export function describeTimeLeft(until: Instant, now: Instant): string {
  const minutes = Math.ceil((until - now) / 60_000);
  if (minutes <= 0) return 'ended';
  if (minutes >= 2 * 24 * 60) return `${Math.floor(minutes / (24 * 60))} days`;
  if (minutes >= 2 * 60) return `${Math.floor(minutes / 60)} hours`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
