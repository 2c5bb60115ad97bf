import { decode } from '../../adapters/cloudtrail/decode.ts';
import type { Unwrapped } from '../../adapters/cloudtrail/unwrap.ts';
import type { Console } from './console.ts';
import type { GuardChoice } from './guard-choice.ts';
import { judge } from './judge.ts';
import type { OutcomeRow } from './outcome-row.ts';
import { TABLE_HEADER, tableLine } from './table.ts';
import { emptyTally, type Tally } from './tally.ts';

export const FORMATS = ['table', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

export interface ReportOptions {
  readonly choice: GuardChoice;
  readonly format: Format;
  /** Whether ignored and permitted records are printed too. */
  readonly all: boolean;
}

/** Judges records as they come and prints those that were asked for. */
export interface Report {
  readonly tally: Tally;
  readonly add: (found: Unwrapped) => Promise<void>;
}

export function createReport(options: ReportOptions, console: Console): Report {
  const tally = emptyTally();
  const isRepeated = createRepeatCheck(options);
  const print = createPrinter(options.format, console);
  const add = async (found: Unwrapped): Promise<void> => {
    if (found.kind === 'problem') {
      tally.unread += 1;
      console.tell(found.message);
      return;
    }
    const { row, unsettled, watched } = judge(decode(found.record, found.context), options.choice);
    if (isRepeated(row, watched)) {
      tally.repeated += 1;
      return;
    }
    tally.outcomes[row.outcome] += 1;
    if (unsettled) tally.unsettled += 1;
    if (options.all || isAlert(row)) await print(row);
  };
  return { tally, add };
}

/** What cannot be decoded counts as exposed, and so is told like a finding. */
function isAlert({ outcome }: Pick<OutcomeRow, 'outcome'>): boolean {
  return outcome === 'finding' || outcome === 'undecodable';
}

/** Whether a record has been told before. Copies of one call share account and `eventID` and come
 * to equal rows; should two that share them differ, both are told, for one of them is news. Of
 * records that are not watched, which are almost all, none is remembered unless all are printed. */
function createRepeatCheck({ all }: ReportOptions): (row: OutcomeRow, watched: boolean) => boolean {
  const told = new Set<string>();
  return (row, watched) => {
    if (!watched && !all) return false;
    const key = JSON.stringify(row);
    if (told.has(key)) return true;
    told.add(key);
    return false;
  };
}

function createPrinter(format: Format, console: Console): (row: OutcomeRow) => Promise<void> {
  if (format === 'ndjson') return (row) => console.print(JSON.stringify(row));
  let hasHeader = false;
  return async (row) => {
    if (!hasHeader) await console.print(TABLE_HEADER);
    hasHeader = true;
    await console.print(tableLine(row));
  };
}
