import { type Archive, createArchive, type JudgedEntry } from './archive.ts';
import type { Console } from './console.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import type { AssumableKind } from './guard-choice.ts';
import { writeReport } from './html/write-report.ts';
import { loadChoice } from './load-choice.ts';
import { printAll, rereadable } from './print-all.ts';
import { type InputKept, readArchive } from './read-archive.ts';
import { inputName } from './read-records.ts';
import type { ReadingPool } from './reading-pool.ts';
import { createPrinter, type Format, isAlert } from './report.ts';
import type { Scope } from './scope.ts';
import { printSummary, type SummaryFormat } from './summary/print-summary.ts';
import { emptyTally, summaryLines, type Tally, tallyEntry } from './tally.ts';

/** What was asked on the command line. */
export interface ReplayRequest {
  readonly paths: readonly string[];
  readonly policyPath: string | undefined;
  readonly assumedKind: AssumableKind | null;
  readonly format: Format;
  readonly all: boolean;
  readonly failOnFinding: boolean;
  readonly scope: Scope;
  /** How a summary is printed in place of the records, or null for none. */
  readonly summary: SummaryFormat | null;
  /** Where an HTML report is written, or null for none. */
  readonly reportPath: string | null;
}

/** Reads all records, with the threads of the pool where there is one, prints what they come to, and tells the sum. */
export async function runReplay(
  request: ReplayRequest,
  standardInput: AsyncIterable<Uint8Array>,
  pool: ReadingPool | null,
  console: Console,
  now: () => Date,
): Promise<ExitCode> {
  const loaded = await loadChoice(request.policyPath, request.assumedKind);
  if (loaded.kind === 'problems') {
    for (const line of loaded.lines) console.tell(line);
    return EXIT_CODES.unread;
  }
  const stdin = request.all ? rereadable(standardInput) : standardInput;
  const tally = emptyTally();
  const archive = createArchive(loaded.choice, request.scope);
  for await (const read of readArchive(request.paths, stdin, pool)) {
    takeIn(read, archive, tally, console);
  }
  const entries = archive.judged();
  for (const entry of entries) tallyEntry(tally, entry);
  // Before anything is printed: who reads only the beginning of that ends the process.
  const isWritten = await writeReport(request, loaded.choice, entries, tally, now(), console);
  await printEntries(entries, tally, request, stdin, console);
  for (const line of summaryLines(tally)) console.tell(line);
  return isWritten ? exitCode(tally, request) : EXIT_CODES.unread;
}

function takeIn(
  { input, kept, unwatchedCount }: InputKept,
  archive: Archive,
  tally: Tally,
  console: Console,
): void {
  tally.inputs += 1;
  tally.unwatched += unwatchedCount;
  for (const found of kept) {
    if (found.kind === 'record') {
      if (!archive.add(found)) tally.unwatched += 1;
    } else {
      tally.unread += 1;
      console.tell(found.message);
    }
  }
  console.progress(`Read ${tally.inputs} inputs, last ${inputName(input)}`);
}

async function printEntries(
  entries: readonly JudgedEntry[],
  tally: Tally,
  { paths, format, all, scope, summary }: ReplayRequest,
  stdin: AsyncIterable<Uint8Array>,
  console: Console,
): Promise<void> {
  if (summary !== null) return printSummary(entries, summary, console);
  const print = createPrinter(format, console);
  if (all) {
    const printed = await printAll(paths, stdin, entries, scope, print);
    tally.unwatched = printed.unwatchedCount;
    tally.repeated += printed.repeatedCount;
    return;
  }
  for (const { row, standing } of entries) {
    if (standing === 'told' && isAlert(row)) await print(row);
  }
}

function exitCode(tally: Readonly<Tally>, { failOnFinding }: ReplayRequest): ExitCode {
  if (tally.unread > 0) return EXIT_CODES.unread;
  const { finding, undecodable } = tally.outcomes;
  return failOnFinding && finding + undecodable > 0 ? EXIT_CODES.alerts : EXIT_CODES.ran;
}
