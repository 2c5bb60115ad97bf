import { type Instant, MINUTE_MS } from '../instant.ts';

/** How an execution came to be allowed.
 *
 * - `votes`: as many people as the quorum asks for.
 * - `own`: whoever opened the door closes it.
 * - `breakGlass`: one person whom policy names, who answers for it afterwards.
 * - `deadline`, `exemptionEnd`: the clock, as was announced. */
export type ApprovedHow = 'votes' | 'own' | 'breakGlass' | 'deadline' | 'exemptionEnd';

/** An approval of one plan. It counts for that plan only, and not for ever. */
export interface Approval {
  readonly planHash: string;
  /** Slack user ids; nobody's where the clock decided. */
  readonly by: readonly string[];
  readonly at: Instant;
  readonly how: ApprovedHow;
}

/** How long an approval waits for its execution, in ms. What was right a quarter of an hour ago,
 * before a crash or an outage of AWS, is asked for again. */
export const APPROVAL_TTL_MS = 15 * MINUTE_MS;
