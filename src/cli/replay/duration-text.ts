const SECOND_MS = 1000;
const UNITS = [
  { letter: 'd', ms: 86_400 * SECOND_MS },
  { letter: 'h', ms: 3_600 * SECOND_MS },
  { letter: 'min', ms: 60 * SECOND_MS },
  { letter: 's', ms: SECOND_MS },
] as const;

/** A time in ms in its two greatest units: `3 d 4 h`, `12 min`, `0 s`. */
export function durationText(timeMs: number): string {
  const first = UNITS.findIndex(({ ms }) => timeMs >= ms);
  const parts: string[] = [];
  let rest = timeMs;
  for (const { letter, ms } of UNITS.slice(first < 0 ? -1 : first).slice(0, 2)) {
    const count = Math.floor(rest / ms);
    rest -= count * ms;
    if (count > 0) parts.push(`${count} ${letter}`);
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}
