import type { Instant } from '../../../src/domain/instant.ts';

/** What somebody asks for by a click. */
export type ClickKind =
  | 'revert'
  | 'undo'
  | 'exemption'
  | 'deny'
  | 'withdraw'
  | 'acknowledge'
  | 'cancelDeadline';

/** A submission as it came, with what was true at that moment. */
export interface Click {
  readonly at: Instant;
  readonly kind: ClickKind;
  readonly userId: string;
  readonly findingId: string;
  /** Of the plan, or the exemption, that was shown; empty for what has none. */
  readonly hash: string;
  /** Whether policy names its author, at the click. */
  readonly mayApprove: boolean;
  /** Whether it came from the live alert. */
  readonly isLive: boolean;
}
