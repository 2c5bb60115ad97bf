import { type Door, instantOf, openForMs } from '../../../domain/backtest/door.ts';
import { type Html, html } from '../../html/html.ts';
import { figure, pageText } from '../../html/page.ts';
import type { JudgedEntry } from '../archive.ts';
import { durationText } from '../duration-text.ts';
import type { Scope } from '../scope.ts';
import { doorsOf, median, type SummaryRow, summarise } from '../summary/summarise.ts';
import { doorTable, summaryTable, undecodableTable } from './tables.ts';
import type { Period } from './time-axis.ts';
import { timeline } from './timeline.ts';
import { TIMELINE_STYLE } from './timeline-style.ts';

/** What a report tells of. */
export interface ReportContent {
  readonly entries: readonly JudgedEntry[];
  readonly scope: Scope;
  /** What was taken as guarded, in words. */
  readonly basis: string;
  readonly madeAt: Date;
  /** The last words of the replay: what was read. */
  readonly counts: readonly string[];
}

/** The report as one page. */
export function reportPage(content: ReportContent): string {
  const told = content.entries.filter(({ standing }) => standing === 'told');
  const doors = told.flatMap(doorsOf).toSorted(earliestFirst);
  const period = periodOf(told, content.scope);
  const body = html`${heading(content, period)}${figures(told, doors)}${pictures(told, doors, period)}${notes(content)}`;
  const title = `Doors that stood open, ${periodText(period)}`;
  return pageText({ title, style: TIMELINE_STYLE, body });
}

function heading({ basis, madeAt }: ReportContent, period: Period | undefined): Html {
  return html`<header><h1>Doors that stood open</h1>
<p class="soft">Changes of security groups and prefix lists that let through more than is approved, ${periodText(period)} (UTC).</p>
<p class="soft">Judged by ${basis}. Made by portcullis replay on ${madeAt.toISOString().slice(0, 10)}.</p></header>`;
}

function figures(told: readonly JudgedEntry[], doors: readonly Door[]): Html {
  const times = doors.map(openForMs).filter((time) => time !== null);
  const findings = told.filter(({ row }) => row.outcome === 'finding');
  const openCount = doors.filter(({ closing }) => closing === null).length;
  const [longest, middle] = [times.reduce((a, b) => Math.max(a, b), 0), median(times)];
  return html`<dl>${[
    figure('findings', findings.length),
    figure('doors opened', doors.length),
    figure('still open at the end', openCount, openCount > 0),
    figure(
      'security groups',
      new Set(doors.map(({ group }) => group.groupId ?? group.groupName)).size,
    ),
    figure('people and roles', new Set(findings.map(({ row }) => row.actor)).size),
    figure('half were shut within', middle === null ? '–' : durationText(middle)),
    figure('longest until shut', times.length === 0 ? '–' : durationText(longest)),
  ]}</dl>`;
}

function pictures(
  told: readonly JudgedEntry[],
  doors: readonly Door[],
  period: Period | undefined,
): Html {
  if (doors.length === 0 || period === undefined) {
    return html`<h2>Nothing stood open</h2><p>No change that was read let in more than is approved.</p>${undecodable(told)}`;
  }
  const rows = summarise(told);
  const by = (kind: SummaryRow['by']) => rows.filter((row) => row.by === kind);
  return html`<h2>Over time</h2>${timeline(doors, period)}
<div class="tables">${summaryTable('By week', by('week'))}${summaryTable('By who opened', by('actor'))}${summaryTable('By security group', by('group'))}</div>
${undecodable(told)}<h2>Every door</h2>${doorTable(doors)}`;
}

function undecodable(told: readonly JudgedEntry[]): Html {
  const rows = told.map(({ row }) => row).filter(({ outcome }) => outcome === 'undecodable');
  if (rows.length === 0) return html``;
  return html`<h2>Could not be read, and counts as open</h2>${undecodableTable(rows)}`;
}

function notes({ counts }: ReportContent): Html {
  const lines = counts.map((line) => html`<li>${line}</li>`);
  return html`<h2>What this rests on</h2><ul>${lines}
<li>A door is one rule that lets in, or out, more than is approved, from the call that made it so to the call that ended that: calls about the rule, or about the entries of the prefix list that it names.</li>
<li>Only what the records tell is known: doors that were open before the first record, what prefix lists held before it, and changes of attachments and of the machines behind a group, are not in this picture.</li>
<li>“Still open” means that no record in the archive closes the door, not that it is open now.</li></ul>`;
}

/** The stretch of time that was asked for, as far as records reach. */
function periodOf(told: readonly JudgedEntry[], scope: Scope): Period | undefined {
  const times = told.flatMap(({ decoded }) => {
    const record = decoded.kind === 'change' ? decoded.change.record : decoded.record;
    return instantOf(record) ?? [];
  });
  const ends = told
    .flatMap(doorsOf)
    .flatMap(({ closing }) => (closing ? (instantOf(closing.record) ?? []) : []));
  const from = scope.since ?? times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = [...times, ...ends].reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const until = scope.until ?? last;
  return Number.isFinite(from) && Number.isFinite(until) ? { from, until } : undefined;
}

function periodText(period: Period | undefined): string {
  if (period === undefined) return 'no period';
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return `${day(period.from)} to ${day(period.until)}`;
}

function earliestFirst(a: Door, b: Door): number {
  return (instantOf(a.opening) ?? 0) - (instantOf(b.opening) ?? 0);
}
