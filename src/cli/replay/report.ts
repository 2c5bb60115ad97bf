import type { Console } from './console.ts';
import type { OutcomeRow } from './outcome-row.ts';
import { TABLE_HEADER, tableLine } from './table.ts';

export const FORMATS = ['table', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

/** What cannot be decoded counts as exposed, and so is told like a finding. */
export function isAlert({ outcome }: Pick<OutcomeRow, 'outcome'>): boolean {
  return outcome === 'finding' || outcome === 'undecodable';
}

/** Prints rows as they come. */
export function createPrinter(
  format: Format,
  console: Console,
): (row: OutcomeRow) => Promise<void> {
  if (format === 'ndjson') return (row) => console.print(JSON.stringify(row));
  let hasHeader = false;
  return async (row) => {
    if (!hasHeader) await console.print(TABLE_HEADER);
    hasHeader = true;
    await console.print(tableLine(row));
  };
}
