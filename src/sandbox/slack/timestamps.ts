const MICROSECONDS_PER_MS = 1_000;
const MICROSECONDS_PER_S = 1_000_000;
const FRACTION_DIGITS = 6;

/**
 * Makes Slack timestamps (`1700000000.000100`) from a clock. They are a message's identity within its
 * channel, so they only ever grow: a clock that stands still advances by a microsecond.
 */
export function createTimestamps(now: () => Date): () => string {
  let last = 0;
  return () => {
    last = Math.max(now().getTime() * MICROSECONDS_PER_MS, last + 1);
    const seconds = Math.floor(last / MICROSECONDS_PER_S);
    const fraction = String(last % MICROSECONDS_PER_S).padStart(FRACTION_DIGITS, '0');
    return `${seconds}.${fraction}`;
  };
}
