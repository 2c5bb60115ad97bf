/** A moment: milliseconds since 1970-01-01T00:00:00Z. Always an argument, never read from a clock
 * in the domain. */
export type Instant = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;

/** A moment for people: `2026-11-21 22:40 UTC`. */
export function describeInstant(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
