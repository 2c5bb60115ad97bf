import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';

/** What must always hold (DESIGN §6), by its number there, in a word. */
export const INVARIANTS = {
  1: 'every record has its outcome, and all that was begun ends',
  2: 'a finding has one live alert',
  3: 'a plan touches what it names, once',
  4: 'nobody approves who may not, twice, late, or something else',
  5: 'what is exempted is not reverted, and nothing else is let through',
  6: 'what was told to be closed was closed',
  8: 'what is open is told, and what is told is open',
  10: 'the log verifies',
} as const;

/** Something that must never be, and is. */
export class Broken extends Error {
  override readonly name = 'Broken';

  constructor(invariant: keyof typeof INVARIANTS, what: string) {
    super(`invariant ${invariant} (${INVARIANTS[invariant]}): ${what}`);
  }
}

/** An event as the log tells it, with its finding before and after. */
export interface Happened<Kind extends FindingEvent['kind'] = FindingEvent['kind']> {
  readonly event: Extract<FindingEvent, { readonly kind: Kind }>;
  readonly before: Finding;
  readonly after: Finding;
}

/** A part of what must always hold. */
export interface Watch {
  /** After each event of the log, but a finding's first. */
  event?(happened: Happened): void;
  /** After each step. */
  step?(): void;
  /** Once nothing is under way any more. */
  quiet?(findings: readonly Finding[]): Promise<void> | void;
}

/** Whether an event is of a kind. */
export function isOf<Kind extends FindingEvent['kind']>(
  happened: Happened,
  kind: Kind,
): happened is Happened & Happened<Kind> {
  return happened.event.kind === kind;
}
