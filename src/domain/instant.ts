/** A moment: milliseconds since 1970-01-01T00:00:00Z. Always an argument, never read from a clock
 * in the domain. */
export type Instant = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const ISO_UTC_REGEXP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** The moment of a text such as `2026-11-21T22:40:05Z` (ISO 8601, UTC); null for any other text, of
 * which `Date.parse` would make some moment or other. */
export function parseInstant(text: string): Instant | null {
  const at = ISO_UTC_REGEXP.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** A moment for people: `2026-11-21 22:40 UTC`. */
export function describeInstant(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
