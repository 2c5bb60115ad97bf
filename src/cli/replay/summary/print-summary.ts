import { plainText } from '../../plain-text.ts';
import type { JudgedEntry } from '../archive.ts';
import type { Console } from '../console.ts';
import { durationText } from '../duration-text.ts';
import { type SummaryRow, summarise } from './summarise.ts';

export const SUMMARY_FORMATS = ['table', 'ndjson', 'csv'] as const;
export type SummaryFormat = (typeof SUMMARY_FORMATS)[number];

/** Prints the findings by actor, group and week. */
export async function printSummary(
  entries: readonly JudgedEntry[],
  format: SummaryFormat,
  console: Console,
): Promise<void> {
  for (const line of LINES[format](summarise(entries))) await console.print(line);
}

const LINES: Readonly<Record<SummaryFormat, (rows: readonly SummaryRow[]) => readonly string[]>> = {
  table: tableLines,
  ndjson: (rows) => rows.map((row) => JSON.stringify(row)),
  csv: csvLines,
};

const TITLES = ['FINDINGS', 'DOORS', 'STILL OPEN', 'LONGEST OPEN', 'MEDIAN OPEN'];
const KEY_WIDTH = 32;
const CELL_WIDTH = 12;

function tableLines(rows: readonly SummaryRow[]): readonly string[] {
  const byKind = Map.groupBy(rows, ({ by }) => by);
  return [...byKind].flatMap(([by, together], i) => [
    ...(i === 0 ? [] : ['']),
    tableLine(by.toUpperCase(), TITLES),
    ...together.map((row) => tableLine(row.key, cellsOf(row))),
  ]);
}

function cellsOf(row: SummaryRow): readonly string[] {
  const times = [row.longestOpenForMs, row.medianOpenForMs];
  return [
    ...[row.findings, row.doors, row.openDoors].map(String),
    ...times.map((time) => (time === null ? '-' : durationText(time))),
  ];
}

function tableLine(key: string, cells: readonly string[]): string {
  const name = plainText(key === '' ? '(not told)' : key);
  return [name.padEnd(KEY_WIDTH), ...cells.map((cell) => cell.padStart(CELL_WIDTH))].join('  ');
}

const CSV_KEYS = [
  'by',
  'key',
  'findings',
  'doors',
  'openDoors',
  'longestOpenForMs',
  'medianOpenForMs',
] as const satisfies readonly (keyof SummaryRow)[];

function csvLines(rows: readonly SummaryRow[]): readonly string[] {
  return [
    CSV_KEYS.join(','),
    ...rows.map((row) => CSV_KEYS.map((key) => csvCell(row[key])).join(',')),
  ];
}

/** A cell as RFC 4180 quotes it. What a spreadsheet would take for a formula is kept a text with an
 * apostrophe, and control characters are taken out: actors choose their names. Source: OWASP, CSV
 * injection. */
function csvCell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const plain = plainText(value);
  const text = /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
