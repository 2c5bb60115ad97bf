import type { Cidr } from '../net/cidr.ts';
import type { Exposure, ExposureRow, Stretch } from '../net/exposure.ts';
import type { SourceSet } from '../net/source.ts';
import * as sources from '../net/source.ts';
import { toRanges, trafficInterval } from '../net/traffic.ts';
import { sourceOf } from '../plan/planned-rule.ts';
import { isWithin, namedReach } from './reach.ts';

/** The rules to add so that `wanted` is admitted where `kept` admits a part of it: each as wide as what
 * is wanted lets it be, none of which the others make superfluous, and never more than were asked for
 * one by one. (The fewest that there could be at all are a covering problem for which nobody knows a quick
 * answer; for tables of ports these are the fewest.) They may overlap `kept`, which EC2 permits. Pure,
 * total. */
export function fewestRules(
  wanted: readonly ExposureRow[],
  kept: readonly ExposureRow[],
): readonly ExposureRow[] {
  const widest = withoutSuperfluous(uncovered(widestRows(namedReach(wanted)), kept), kept);
  const asAsked = withoutSuperfluous(uncovered(eachOnce(wanted), kept), kept);
  return widest.length <= asAsked.length ? widest : asAsked;
}

function uncovered(
  rows: readonly ExposureRow[],
  kept: readonly ExposureRow[],
): readonly ExposureRow[] {
  return rows.filter((row) => !isCovered(row, kept));
}

function isCovered(row: ExposureRow, by: readonly ExposureRow[]): boolean {
  return isWithin(namedReach([row]), namedReach(by.filter((each) => isOnSameTraffic(each, row))));
}

/** Drops rows that the others and `kept` cover, the narrowest first. */
function withoutSuperfluous(
  rows: readonly ExposureRow[],
  kept: readonly ExposureRow[],
): readonly ExposureRow[] {
  let left = rows;
  for (const row of narrowestFirst(rows)) {
    const others = left.filter((each) => each !== row);
    if (isCovered(row, [...others, ...kept])) left = others;
  }
  return left;
}

/** Rules by how much they admit: by their traffic, then by their source. */
export function narrowestFirst<Row extends ExposureRow>(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => trafficSize(a) - trafficSize(b) || sourceSize(a) - sourceSize(b));
}

function trafficSize(row: ExposureRow): number {
  const { start, end } = trafficInterval(row);
  return end - start;
}

/** As the share of its family that a block is; lists and groups come before all blocks. */
function sourceSize({ source }: ExposureRow): number {
  const named = sourceOf(source);
  return named.kind === 'cidr' ? shareOf(named.cidr) : 0;
}

function shareOf(block: Cidr): number {
  return 2 ** -Number(block.text.slice(block.text.indexOf('/') + 1));
}

/** Whether two rows are about some of the same traffic. */
export function isOnSameTraffic(a: ExposureRow, b: ExposureRow): boolean {
  const left = trafficInterval(a);
  const right = trafficInterval(b);
  return left.start < right.end && right.start < left.end;
}

function eachOnce(rows: readonly ExposureRow[]): readonly ExposureRow[] {
  const seen = new Map(
    rows.map(({ protocol, fromPort, toPort, source }) => {
      const { start, end } = trafficInterval({ protocol, fromPort, toPort });
      return [`${start}-${end} ${source}`, { protocol, fromPort, toPort, source }];
    }),
  );
  return [...seen.values()];
}

/** The widest rules that an exposure has room for: for every run of neighbouring stretches the
 * sources that all of them share and that no longer run has. */
function widestRows(exposure: Exposure): readonly ExposureRow[] {
  return exposure.flatMap((_, first) => rowsFrom(exposure, first));
}

function rowsFrom(exposure: Exposure, first: number): readonly ExposureRow[] {
  const rows: ExposureRow[] = [];
  const before = neighbour(exposure, first, first - 1);
  const start = exposure[first]?.start ?? 0;
  let shared = exposure[first]?.sources ?? sources.NO_SOURCES;
  for (let last = first; !sources.isEmpty(shared); last += 1) {
    const stretch = exposure[last];
    if (stretch === undefined) return rows;
    const after = neighbour(exposure, last, last + 1);
    const texts = textsOnlyHere(shared, before, after);
    rows.push(...toRanges({ start, end: stretch.end }).flatMap((range) => rowsOf(range, texts)));
    shared = sources.intersection(shared, after);
  }
  return rows;
}

function rowsOf(range: Omit<ExposureRow, 'source'>, texts: readonly string[]): ExposureRow[] {
  return texts.map((source) => ({ ...range, source }));
}

/** The sources of the stretch beside one, where it adjoins. */
function neighbour(exposure: Exposure, at: number, beside: number): SourceSet {
  const here = exposure[at];
  const there = exposure[beside];
  return here !== undefined && there !== undefined && adjoins(here, there)
    ? there.sources
    : sources.NO_SOURCES;
}

function adjoins(a: Stretch, b: Stretch): boolean {
  return a.end === b.start || b.end === a.start;
}

/** The blocks and ids of a run that the stretch before it, or after it, does not share. */
function textsOnlyHere(shared: SourceSet, before: SourceSet, after: SourceSet): readonly string[] {
  return sources
    .sourceTexts(shared)
    .filter((text) => !isPartOf(text, before) && !isPartOf(text, after));
}

function isPartOf(text: string, set: SourceSet): boolean {
  return sources.isEmpty(sources.difference(sources.sourceSet([sourceOf(text)]), set));
}
