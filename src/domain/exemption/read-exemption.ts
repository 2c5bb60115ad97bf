import type { ExemptionWanted } from '../approval/request.ts';
import { DAY_MS, describeInstant, HOUR_MS, type Instant, parseInstant } from '../instant.ts';

/** What somebody typed and chose to ask for an exemption. */
export interface TypedExemption {
  readonly reason: string;
  readonly ticket: string;
  /** A number of ms of {@link lengthChoices} as text, or {@link BY_DATE}. */
  readonly lasts: string;
  /** The last day, as 2027-01-31; counts with {@link BY_DATE}. */
  readonly date: string;
  readonly atEnd: string;
}

/** What is wrong in which field of the form. */
export interface ExemptionProblem {
  readonly field: 'reason' | 'ticket' | 'lasts' | 'date';
  readonly text: string;
}

/** What policy says of what is asked for. */
export interface ExemptionLimits {
  readonly now: Instant;
  readonly msMax: number;
  /** Null: any text. */
  readonly ticket: RegExp | null;
}

/** Stands for the end of a day that is typed. */
export const BY_DATE = 'date';

/** Longest reason and ticket, in characters: both are read in an alert. */
export const EXEMPTION_REASON_CHARS_MAX = 500;
export const TICKET_CHARS_MAX = 100;

const LENGTHS_MS = [HOUR_MS, 8 * HOUR_MS, DAY_MS, 3 * DAY_MS, 7 * DAY_MS, 14 * DAY_MS, 30 * DAY_MS];

/** The lengths to choose from, the longest that policy allows among them, in ms. */
export function lengthChoices(msMax: number): readonly number[] {
  const shorter = LENGTHS_MS.filter((ms) => ms < msMax);
  return [...shorter, msMax];
}

/** The exemption that a form asks for, or everything that is wrong with it by field. Pure, total. */
export function readExemption(
  typed: TypedExemption,
  limits: ExemptionLimits,
):
  | { readonly kind: 'wanted'; readonly exemption: ExemptionWanted }
  | { readonly kind: 'problems'; readonly problems: readonly ExemptionProblem[] } {
  const reason = typed.reason.trim();
  const ticket = typed.ticket.trim();
  const until = untilOf(typed, limits);
  const problems = [
    ...reasonProblems(reason),
    ...ticketProblems(ticket, limits.ticket),
    ...(typeof until === 'number' ? [] : [until]),
  ];
  if (problems.length > 0 || typeof until !== 'number') return { kind: 'problems', problems };
  const atEnd = typed.atEnd === 'revert' ? 'revert' : 'reopen';
  const exemption = { reason, ticket: ticket === '' ? null : ticket, until, atEnd } as const;
  return { kind: 'wanted', exemption };
}

function reasonProblems(reason: string): readonly ExemptionProblem[] {
  if (reason === '') return [{ field: 'reason', text: 'Say why it has to stay open.' }];
  if (reason.length <= EXEMPTION_REASON_CHARS_MAX) return [];
  return [{ field: 'reason', text: `At most ${EXEMPTION_REASON_CHARS_MAX} characters.` }];
}

/** A ticket is held against the pattern as a whole. */
function ticketProblems(ticket: string, pattern: RegExp | null): readonly ExemptionProblem[] {
  if (ticket === '') return [];
  if (ticket.length > TICKET_CHARS_MAX) {
    return [{ field: 'ticket', text: `At most ${TICKET_CHARS_MAX} characters.` }];
  }
  if (pattern === null || new RegExp(`^(?:${pattern.source})$`, 'u').test(ticket)) return [];
  return [{ field: 'ticket', text: `Policy expects a ticket like ${pattern.source}.` }];
}

function untilOf(
  { lasts, date }: TypedExemption,
  { now, msMax }: ExemptionLimits,
): Instant | ExemptionProblem {
  if (lasts !== BY_DATE) {
    const ms = Number(lasts);
    if (Number.isInteger(ms) && ms > 0 && ms <= msMax) return now + ms;
    return { field: 'lasts', text: `Choose how long, at most ${daysText(msMax)}.` };
  }
  const end = endOfDay(date.trim());
  if (end === null) {
    return { field: 'date', text: 'Write the last day as 2027-01-31 (UTC).' };
  }
  if (end <= now)
    return { field: 'date', text: 'That day is over: every exemption ends later than now.' };
  const last = now + msMax;
  if (end <= last) return end;
  return {
    field: 'date',
    text: `Policy allows ${daysText(msMax)} at the most: until ${describeInstant(last)}.`,
  };
}

/** The end of a day in UTC; null for what is no day. Pure. */
export function endOfDay(text: string): Instant | null {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? parseInstant(`${text}T00:00:00Z`) : null;
  // 30 February is 2 March to Date.
  if (day === null || new Date(day).toISOString().slice(0, 10) !== text) return null;
  return day + DAY_MS;
}

/** `8 hours`, `30 days`. */
export function daysText(ms: number): string {
  if (ms < DAY_MS) return `${ms / HOUR_MS} ${ms === HOUR_MS ? 'hour' : 'hours'}`;
  return ms === DAY_MS ? '1 day' : `${ms / DAY_MS} days`;
}
