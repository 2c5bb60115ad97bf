import { type Door, openForMs } from '../../../domain/backtest/door.ts';
import { type Html, html } from '../../html/html.ts';
import { durationText } from '../duration-text.ts';
import type { OutcomeRow } from '../outcome-row.ts';
import type { SummaryRow } from '../summary/summarise.ts';
import { doorWidth } from './door-width.ts';
import { closerName, doorExcessText } from './timeline.ts';

/** Rows that a table shows before it says how many more there are: the ndjson has all. */
const SUMMARY_ROWS_MAX = 15;
const DOOR_ROWS_MAX = 500;

/** Findings by one of actor, group and week. */
export function summaryTable(title: string, rows: readonly SummaryRow[]): Html {
  const most = Math.max(1, ...rows.map(({ findings }) => findings));
  return html`<section><h2>${title}</h2><table>
<thead><tr><th></th><th class="number">findings</th><th></th><th class="number">still open</th><th class="number">longest</th></tr></thead>
<tbody>${rows.slice(0, SUMMARY_ROWS_MAX).map((row) => summaryRow(row, most))}</tbody></table>${more(rows.length - SUMMARY_ROWS_MAX)}</section>`;
}

function summaryRow(row: SummaryRow, most: number): Html {
  const width = ((60 * row.findings) / most).toFixed(1);
  const longest = row.longestOpenForMs === null ? '–' : durationText(row.longestOpenForMs);
  return html`<tr><td class="key">${row.key || '(not told)'}</td><td class="number">${row.findings}</td>
<td><svg viewBox="0 0 60 10" aria-hidden="true"><rect class="narrow" width="${width}" height="10" rx="1.5"/></svg></td>
<td class="number">${row.openDoors}</td><td class="number">${longest}</td></tr>`;
}

/** Every door, in the order given. */
export function doorTable(doors: readonly Door[]): Html {
  return html`<div class="scroll"><table>
<thead><tr><th></th><th>opened (UTC)</th><th class="number">open for</th><th>security group</th><th>beyond what is approved</th><th>opened by</th><th>shut by</th></tr></thead>
<tbody>${doors.slice(0, DOOR_ROWS_MAX).map(doorRow)}</tbody></table></div>${more(doors.length - DOOR_ROWS_MAX)}`;
}

function doorRow(door: Door): Html {
  const { opening, group, facts } = door;
  const time = openForMs(door);
  const width = doorWidth(door.excess);
  const openFor =
    door.closing === null
      ? html`<td class="number still">still open</td>`
      : html`<td class="number">${time === null ? 'not told' : durationText(time)}</td>`;
  return html`<tr><td><svg viewBox="0 0 10 10" class="key" role="img" aria-label="${width}"><rect class="${width}" width="10" height="10" rx="2"/></svg></td>
<td class="time">${opening.eventTime.replace('T', ' ').replace(/:\d\dZ$/, '')}</td>${openFor}
<td>${facts?.groupName || group.groupName || ''} <span class="soft">${group.groupId ?? ''} ${opening.accountId} ${opening.region}</span></td>
<td>${doorExcessText(door)}</td><td>${opening.actor.name}</td><td>${closerName(door)}</td></tr>`;
}

/** Records that nobody can read: each may have opened a door. */
export function undecodableTable(rows: readonly OutcomeRow[]): Html {
  const lines = rows
    .slice(0, DOOR_ROWS_MAX)
    .map(
      (row) =>
        html`<tr><td class="time">${row.eventTime}</td><td>${row.groupId ?? ''}</td><td>${row.actor}</td><td>${row.reason}</td></tr>`,
    );
  return html`<div class="scroll"><table><thead><tr><th>time</th><th>security group</th><th>by</th><th>why it cannot be read</th></tr></thead>
<tbody>${lines}</tbody></table></div>${more(rows.length - DOOR_ROWS_MAX)}`;
}

function more(count: number): Html {
  return count > 0 ? html`<p class="soft">and ${count} more</p>` : html``;
}
