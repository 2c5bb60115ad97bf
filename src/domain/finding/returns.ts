import { DAY_MS, type Instant } from '../instant.ts';
import type { ReturnEvent } from './decided-events.ts';
import type { FindingEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { Finding } from './finding.ts';
import { READ_LAG_MS } from './told-by.ts';
import { doors } from './wanted.ts';

/** How long after its closing a door that is opened again is the same matter, in ms: a pipeline that runs once
 * a week is seen to bring it back. */
export const RECUR_MS = 7 * DAY_MS;
/** A door that came back so often is not shut for good by reverting it once more. */
export const RETURNS_MAX = 3;

type Opened = Extract<FindingEvent, { readonly kind: 'finding.opened' }>;
type CameBack = Extract<ReturnEvent, { readonly kind: 'finding.cameBack' }>;

/** The finding, of some that are closed, whose door an opening opens again: it was closed within
 * {@link RECUR_MS} and tells of all that is opened. Of several it is the one that was closed last; null where
 * there is none. What was opened before the closing, and is heard of after it, is no return. Pure, total. */
export function returnTo(opening: Opened, closed: readonly Finding[]): Finding | null {
  const wanted = doors(evolve(null, opening));
  const its = closed
    .filter((finding) => isRecent(finding, opening))
    .filter((finding) => coversAll(new Set(doors(finding)), wanted));
  return its.sort((a, b) => closedAt(b) - closedAt(a))[0] ?? null;
}

function isRecent(finding: Finding, { opening, at }: Opened): boolean {
  const since = closedAt(finding);
  return opening.at >= since - READ_LAG_MS && at <= since + RECUR_MS;
}

function closedAt({ state }: Finding): Instant {
  return state.kind === 'closed' ? state.at : Number.NEGATIVE_INFINITY;
}

function coversAll(all: ReadonlySet<string>, some: readonly string[]): boolean {
  return some.every((each) => all.has(each));
}

/** The opening of a finding, as the return of another one. Pure. */
export function asReturn({ kind: _, id: __, ...opening }: Opened, { returns }: Finding): CameBack {
  return { kind: 'finding.cameBack', ...opening, count: returns + 1 };
}

/** Whether a revert alone is no remedy any more: it has come back too often. Pure. */
export function keepsComingBack({ returns }: Pick<Finding, 'returns'>): boolean {
  return returns >= RETURNS_MAX;
}
