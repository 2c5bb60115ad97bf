import { plainText } from '../plain-text.ts';
import type { OutcomeRow } from './outcome-row.ts';

interface Column {
  readonly title: string;
  /** Characters that the column takes: the widest of the usual values. */
  readonly width: number;
  readonly text: (row: OutcomeRow) => string;
}

/** Widths are fixed, so that rows are printed as they come however many there are. The last column
 * takes what it needs. */
const COLUMNS: readonly Column[] = [
  { title: 'TIME (UTC)', width: 20, text: (row) => row.eventTime },
  { title: 'OUTCOME', width: 11, text: (row) => row.outcome },
  { title: 'ACCOUNT', width: 12, text: (row) => row.accountId },
  { title: 'REGION', width: 14, text: (row) => row.region },
  { title: 'GROUP', width: 20, text: groupOf },
  { title: 'ACTOR', width: 20, text: (row) => row.actor },
];

/** The one group of a record; else its list, whose reason names the groups. */
function groupOf({ groupId, prefixList }: OutcomeRow): string {
  return groupId ?? prefixList?.prefixListId ?? '';
}

/** Longest text of the last column, in characters: more is in the ndjson format. */
const REASON_CHARS_MAX = 160;

/** The line of column titles. */
export const TABLE_HEADER = line(
  COLUMNS.map(({ title, width }) => title.padEnd(width)),
  'WHAT',
);

/** A row as a line of the table: control characters taken out, long texts cut with `…`. */
export function tableLine(row: OutcomeRow): string {
  return line(
    COLUMNS.map(({ text, width }) => cut(plainText(text(row)), width).padEnd(width)),
    cut(plainText(row.reason), REASON_CHARS_MAX),
  );
}

function line(cells: readonly string[], last: string): string {
  return [...cells, last].join('  ');
}

function cut(text: string, charsMax: number): string {
  const characters = [...text];
  return characters.length > charsMax ? `${characters.slice(0, charsMax - 1).join('')}…` : text;
}
