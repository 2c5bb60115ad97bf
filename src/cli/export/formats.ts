import { plainText } from '../plain-text.ts';
import { CELL_TITLES, cellsOf, type Entry } from './entry.ts';

export const EXPORT_FORMATS = ['ndjson', 'csv', 'table'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How entries become lines. */
export interface Lines {
  /** Before the first entry; null for none. */
  readonly head: string | null;
  readonly line: (entry: Entry) => string;
}

/** What each column of the table takes at least, in characters; the last takes what it needs. */
const WIDTHS = [24, 7, 10, 22, 13, 12] as const;
/** How much of a plan's hash people compare. */
const PLAN_CHARS = 12;

/** A spreadsheet takes a text that begins so for a formula. */
const FORMULA_REGEXP = /^[=+\-@]/;

/** The lines of each format. `ndjson` has whole entries, which can be verified; the others are for
 * people. */
export const LINES: Readonly<Record<ExportFormat, Lines>> = {
  ndjson: { head: null, line: (entry) => JSON.stringify(entry) },
  csv: { head: csvLine(CELL_TITLES), line: (entry) => csvLine(cellsOf(entry)) },
  table: { head: tableLine(CELL_TITLES), line: (entry) => tableLine(cellsOf(entry)) },
};

/** RFC 4180, but for the end of the line. */
function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}

function csvCell(cell: string): string {
  const plain = plainText(cell);
  const harmless = FORMULA_REGEXP.test(plain) ? `'${plain}` : plain;
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function tableLine(cells: readonly string[]): string {
  return cells
    .map(plainText)
    .map((cell, column) => (column === 5 ? cell.slice(0, PLAN_CHARS) : cell))
    .map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0))
    .join('  ')
    .trimEnd();
}
