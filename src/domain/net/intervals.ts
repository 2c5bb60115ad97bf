/** A position on a line: `number` up to 2^53 (IPv4, traffic), `bigint` beyond (IPv6). */
export type Position = number | bigint;

/** A half-open stretch `[start, end)`. Half-open, so that every operation needs comparisons only
 * and one implementation serves both kinds of number. */
export interface Interval<P extends Position> {
  readonly start: P;
  readonly end: P;
}

/** A set of positions: intervals that are sorted, disjoint, not adjacent and not empty, so that
 * equal sets are equal lists. Build it with {@link unionOf}; the operations below keep it so. */
export type Intervals<P extends Position> = readonly Interval<P>[];

/** The set of all positions in any of `parts`, which may overlap and come in any order. Pure, total;
 * empty parts vanish. */
export function unionOf<P extends Position>(parts: Iterable<Interval<P>>): Intervals<P> {
  const sorted = [...parts].filter((part) => part.start < part.end);
  if (sorted.length <= 1) return sorted;
  sorted.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const merged: Interval<P>[] = [];
  for (const part of sorted) {
    const last = merged.at(-1);
    if (last === undefined || last.end < part.start) merged.push(part);
    else if (last.end < part.end) merged[merged.length - 1] = { start: last.start, end: part.end };
  }
  return merged;
}

/** Positions in `a` or in `b`. */
export function union<P extends Position>(a: Intervals<P>, b: Intervals<P>): Intervals<P> {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return unionOf([...a, ...b]);
}

/** Positions in both `a` and `b`. */
export function intersection<P extends Position>(a: Intervals<P>, b: Intervals<P>): Intervals<P> {
  const shared: Interval<P>[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const left = a[i];
    const right = b[j];
    if (left === undefined || right === undefined) return shared;
    const start = left.start > right.start ? left.start : right.start;
    const end = left.end < right.end ? left.end : right.end;
    if (start < end) shared.push({ start, end });
    if (left.end < right.end) i += 1;
    else j += 1;
  }
}

/** Positions in `a` that are not in `b`. */
export function difference<P extends Position>(a: Intervals<P>, b: Intervals<P>): Intervals<P> {
  if (a.length === 0 || b.length === 0) return a;
  const rest: Interval<P>[] = [];
  let j = 0;
  for (const part of a) {
    let start = part.start;
    for (let hole = b[j]; hole !== undefined && hole.start < part.end; hole = b[j]) {
      if (start < hole.start) rest.push({ start, end: hole.start });
      if (start < hole.end) start = hole.end;
      // A hole that reaches past this part may cut the next one too.
      if (hole.end > part.end) break;
      j += 1;
    }
    if (start < part.end) rest.push({ start, end: part.end });
  }
  return rest;
}

/** Whether every position of `inner` is in `outer`. */
export function covers<P extends Position>(outer: Intervals<P>, inner: Intervals<P>): boolean {
  return difference(inner, outer).length === 0;
}

/** Whether two sets hold the same positions. */
export function equals<P extends Position>(a: Intervals<P>, b: Intervals<P>): boolean {
  if (a.length !== b.length) return false;
  return a.every((part, i) => part.start === b[i]?.start && part.end === b[i]?.end);
}
