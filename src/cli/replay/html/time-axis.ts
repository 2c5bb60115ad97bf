/** A stretch of time on a line, in ms since 1970. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

/** A mark on the axis of time. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Distances between ticks that people count in. */
const STEPS_MS = [1, 3, 6, 12, 24, 2 * 24, 7 * 24, 14 * 24, 28 * 24, 91 * 24, 364 * 24].map(
  (hours) => hours * HOUR_MS,
);

/** More ticks than this run into one another. */
const TICKS_MAX = 14;

/** Monday, 5 January 1970: weeks are counted from it, so that ticks of weeks are Mondays. */
const FIRST_MONDAY = 4 * DAY_MS;

/** The marks of a period, at round times in UTC. */
export function ticksOf({ from, until }: Period): readonly Tick[] {
  const step = STEPS_MS.find((each) => (until - from) / each <= TICKS_MAX) ?? (until - from) / 10;
  const first = FIRST_MONDAY + Math.ceil((from - FIRST_MONDAY) / step) * step;
  const count = Math.max(0, Math.floor((until - first) / step) + 1);
  return Array.from({ length: count }, (_, i) => {
    const at = first + i * step;
    const iso = new Date(at).toISOString();
    return { at, text: step < DAY_MS ? iso.slice(5, 16).replace('T', ' ') : iso.slice(0, 10) };
  });
}
