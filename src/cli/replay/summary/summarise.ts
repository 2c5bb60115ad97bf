import type { Door } from '../../../domain/backtest/door.ts';
import { openForMs } from '../../../domain/backtest/door.ts';
import type { JudgedEntry } from '../archive.ts';

/** Findings that share an actor, a group or a week. */
export interface SummaryRow {
  readonly by: 'actor' | 'group' | 'week';
  /** The actor's name, the group's id (its name where no record tells the id), or the Monday on
   * which a week begins (UTC, ISO 8601). */
  readonly key: string;
  readonly findings: number;
  /** Rules that these findings opened. */
  readonly doors: number;
  /** Those of them that stand open at the end of the archive. */
  readonly openDoors: number;
  /** The longest and the middle one of the times that shut doors stood open, in ms; null where none
   * was shut. */
  readonly longestOpenForMs: number | null;
  readonly medianOpenForMs: number | null;
}

/** The findings of a replay by actor, then by group, then by week: most findings first, of as
 * many those that stand open and stood open longest; weeks in order. Pure. */
export function summarise(entries: readonly JudgedEntry[]): readonly SummaryRow[] {
  const findings = entries.filter(
    ({ standing, row }) => standing === 'told' && row.outcome === 'finding',
  );
  const actors = rowsBy(
    'actor',
    findings.map((entry) => partOf(entry, entry.row.actor)),
  );
  const groups = rowsBy('group', findings.flatMap(partsByGroup));
  const weeks = rowsBy(
    'week',
    findings.map((entry) => partOf(entry, mondayOf(entry.row.eventTime))),
  );
  return [
    ...actors.toSorted(mostFirst),
    ...groups.toSorted(mostFirst),
    ...weeks.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  ];
}

/** The doors that an entry opened. */
export function doorsOf({ judged }: JudgedEntry): readonly Door[] {
  return judged?.kind === 'violates' ? judged.doors : [];
}

/** The middle of some times in ms, null of none. */
export function median(times: readonly number[]): number | null {
  return times.toSorted((a, b) => a - b).at(Math.floor((times.length - 1) / 2)) ?? null;
}

/** A finding, or its part in one group, under the key that it counts for. */
interface Part {
  readonly key: string;
  readonly doors: readonly Door[];
}

function partOf(entry: JudgedEntry, key: string): Part {
  return { key, doors: doorsOf(entry) };
}

/** A change of a prefix list counts for each group in which it opened doors, with the doors there. */
function partsByGroup(entry: JudgedEntry): readonly Part[] {
  return [
    ...Map.groupBy(doorsOf(entry), ({ group }) => group.groupId ?? group.groupName ?? ''),
  ].map(([key, doors]) => ({ key, doors }));
}

function rowsBy(by: SummaryRow['by'], parts: readonly Part[]): readonly SummaryRow[] {
  const byKey = Map.groupBy(parts, ({ key }) => key);
  return [...byKey].map(([key, together]) => {
    const doors = together.flatMap((part) => part.doors);
    const times = doors.map(openForMs).filter((time) => time !== null);
    return {
      by,
      key,
      findings: together.length,
      doors: doors.length,
      openDoors: doors.filter(({ closing }) => closing === null).length,
      longestOpenForMs: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
      medianOpenForMs: median(times),
    };
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The day on which the week of a moment begins; empty where the moment is not known. */
export function mondayOf(eventTime: string): string {
  const at = Date.parse(eventTime);
  if (Number.isNaN(at)) return '';
  const daysSinceMonday = (new Date(at).getUTCDay() + 6) % 7;
  return new Date(at - daysSinceMonday * DAY_MS).toISOString().slice(0, 10);
}

function mostFirst(a: SummaryRow, b: SummaryRow): number {
  const longer = (b.longestOpenForMs ?? 0) - (a.longestOpenForMs ?? 0);
  return b.findings - a.findings || b.openDoors - a.openDoors || longer || (a.key < b.key ? -1 : 1);
}
