import type { Instant } from '../instant.ts';

/** One person's yes to a plan. */
export interface Vote {
  /** Slack user id. */
  readonly by: string;
  readonly at: Instant;
}
