import type { Instant } from '../instant.ts';
import type { KnownRule, ReplacedRule } from '../inventory/group-state.ts';
import type { ExposureRow } from '../net/exposure.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';
import type { Door } from './door.ts';
import type { Opening, ProbableCall } from './finding.ts';

/** What an opening tells, of a new finding or of one that came back. */
export interface Opened {
  readonly door: Door;
  readonly opening: Opening;
  readonly rules: readonly PlannedRule[];
  readonly excess: readonly ExposureRow[];
  /** What edited rules said before, as far as it is known. */
  readonly previous: readonly KnownRule[];
  readonly doubt: string | null;
  /** When to look whether the door is still open; null where nothing asks for it. */
  readonly lookAt: Instant | null;
  /** The call was made with Portcullis's own role, and not by Portcullis. */
  readonly isByOwnRole?: boolean;
  /** Rules that the same actor removed a moment before: one edit. */
  readonly inPlaceOf?: readonly ReplacedRule[];
  /** The call because of which AWS probably did it. */
  readonly probableCall?: ProbableCall;
}
