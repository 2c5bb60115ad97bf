import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../instant.ts';

/** How long a request waits for its votes where policy does not say, in ms. */
export const REQUEST_TTL_MS = HOUR_MS;
/** How long an executed plan can be undone where policy does not say, in ms: what breaks shows within a
 * working day. */
export const REVERT_UNDO_MS = DAY_MS;
/** How late a deadline may be carried out, in ms. After more than that, as after an outage, it is announced
 * again, with as long from then on: nothing is closed that nobody could have stopped. */
export const GRACE_MS = 15 * MINUTE_MS;
/** Each wait for a reminder is so many times the one before. */
export const REMINDER_FACTOR = 2;
/** The longest exemption where policy does not say, in ms. */
export const EXEMPTION_MS_MAX = 30 * DAY_MS;

/** How people are reminded of an open finding that nobody decides. */
export interface ReminderRules {
  readonly firstMs: number;
  /** Each wait is so many times the one before. */
  readonly factor: number;
  readonly max: number;
}

/** What policy says of one matter of one finding; severity and lock-outs are counted in already. */
export interface ApprovalRules {
  /** How many different people have to approve; 1 or more. */
  readonly quorum: number;
  readonly requestTtlMs: number;
  readonly approvalTtlMs: number;
  readonly undoMs: number;
  /** When the door is closed though nobody decides; null: never. */
  readonly deadline: { readonly afterMs: number } | null;
  /** Null: nobody is reminded. */
  readonly reminders: ReminderRules | null;
  /** When another group is told; null: never. */
  readonly escalateAfterMs: number | null;
  readonly exemptionMsMax: number;
}

/** When the next reminder comes after so many. */
export function nextReminderAt(
  { firstMs, factor, max }: ReminderRules,
  reminded: number,
  now: Instant,
): Instant | null {
  return reminded >= max ? null : now + firstMs * factor ** reminded;
}
