import type { Interval } from './intervals.ts';
import type { Source, SourceSet } from './source.ts';
import * as sources from './source.ts';
import { type Traffic, type TrafficRange, toRanges, trafficInterval } from './traffic.ts';

/** One stretch of traffic, and who may send it. */
export interface Stretch extends Interval<number> {
  readonly sources: SourceSet;
}

/** What a group admits: a set of (protocol × ports × sources), as stretches of traffic that are
 * sorted, disjoint and not empty; neighbours with equal sources are joined, so that equal
 * exposures are equal lists. Built by {@link exposureOf} and the operations below. */
export type Exposure = readonly Stretch[];

/** No traffic from anyone. */
export const NO_EXPOSURE: Exposure = [];

/** Traffic that a rule admits, and from whom. */
export interface Admission extends TrafficRange {
  readonly source: Source;
}

/** What all `admissions` together admit. */
export function exposureOf(admissions: Iterable<Admission>): Exposure {
  const each = [...admissions].map(({ source, ...range }) =>
    openTo(trafficInterval(range), [source]),
  );
  return unionOf(each);
}

/** What any of `exposures` admits. Halves are joined, so that each stretch is copied once per level
 * and not once per exposure. */
export function unionOf(exposures: readonly Exposure[]): Exposure {
  if (exposures.length <= 1) return exposures[0] ?? NO_EXPOSURE;
  const middle = exposures.length >> 1;
  return union(unionOf(exposures.slice(0, middle)), unionOf(exposures.slice(middle)));
}

/** One stretch of traffic, open to `from`. */
export function openTo(stretch: Interval<number>, from: Iterable<Source>): Exposure {
  return joined([{ ...stretch, sources: sources.sourceSet(from) }]);
}

/** What `a` or `b` admits. */
export function union(a: Exposure, b: Exposure): Exposure {
  return combine(a, b, sources.union);
}

/** What both `a` and `b` admit. */
export function intersection(a: Exposure, b: Exposure): Exposure {
  return combine(a, b, sources.intersection);
}

/** What `a` admits and `b` does not. */
export function difference(a: Exposure, b: Exposure): Exposure {
  return combine(a, b, sources.difference);
}

/** The part of an exposure that is on the given traffic, from whomever. */
export function within(exposure: Exposure, traffic: Traffic): Exposure {
  const parts: Stretch[] = [];
  for (const stretch of exposure) {
    for (const wanted of traffic) {
      const start = Math.max(stretch.start, wanted.start);
      const end = Math.min(stretch.end, wanted.end);
      if (start < end) parts.push({ start, end, sources: stretch.sources });
    }
  }
  return joined(parts);
}

/** Whether nothing is admitted. */
export function isEmpty(exposure: Exposure): boolean {
  return exposure.length === 0;
}

/** One row of an exposure as people and scripts read it: a traffic range and one source, a CIDR
 * block or a `pl-…` or `sg-…` id. */
export interface ExposureRow extends TrafficRange {
  readonly source: string;
}

/** An exposure as rows, by traffic and then by source: per stretch the fewest ranges and the fewest
 * sources, none of which overlap. (Traffic that has a source more than its neighbours is a stretch
 * of its own, so a source may come in several rows.) */
export function toRows(exposure: Exposure): readonly ExposureRow[] {
  return exposure.flatMap((stretch) => {
    const texts = sources.sourceTexts(stretch.sources);
    return toRanges(stretch).flatMap((range) => texts.map((source) => ({ ...range, source })));
  });
}

/** Every source that an exposure admits on any traffic. */
export function allSources(exposure: Exposure): SourceSet {
  return exposure.reduce((all, stretch) => sources.union(all, stretch.sources), sources.NO_SOURCES);
}

type Combine = (a: SourceSet, b: SourceSet) => SourceSet;

/** Cuts both lists at every edge of either and combines the sources that stand over each piece. */
function combine(a: Exposure, b: Exposure, combineSources: Combine): Exposure {
  const edges = [...new Set([...a, ...b].flatMap(({ start, end }) => [start, end]))];
  edges.sort((x, y) => x - y);
  const pieces: Stretch[] = [];
  let i = 0;
  let j = 0;
  for (let k = 0; k + 1 < edges.length; k += 1) {
    const start = edges[k] ?? 0;
    const end = edges[k + 1] ?? 0;
    while ((a[i]?.end ?? Number.POSITIVE_INFINITY) <= start) i += 1;
    while ((b[j]?.end ?? Number.POSITIVE_INFINITY) <= start) j += 1;
    pieces.push({ start, end, sources: combineSources(over(a[i], start), over(b[j], start)) });
  }
  return joined(pieces);
}

function over(stretch: Stretch | undefined, at: number): SourceSet {
  return stretch !== undefined && stretch.start <= at ? stretch.sources : sources.NO_SOURCES;
}

/** The exposure of pieces that are sorted and disjoint: drops what is empty, joins equal neighbours. */
export function joined(pieces: readonly Stretch[]): Exposure {
  const kept: Stretch[] = [];
  for (const piece of pieces) {
    if (piece.start >= piece.end || sources.isEmpty(piece.sources)) continue;
    const last = kept.at(-1);
    if (last?.end === piece.start && sources.equals(last.sources, piece.sources)) {
      kept[kept.length - 1] = { ...last, end: piece.end };
    } else kept.push(piece);
  }
  return kept;
}
