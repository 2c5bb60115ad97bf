import type { Console } from './console.ts';
import { findInputs } from './find-inputs.ts';
import type { AssumableKind } from './guard-choice.ts';
import { loadChoice } from './load-choice.ts';
import { inputName, readRecords } from './read-records.ts';
import { createReport, type Format } from './report.ts';
import { summaryLines, type Tally } from './tally.ts';

/** What was asked on the command line. */
export interface ReplayRequest {
  readonly paths: readonly string[];
  readonly policyPath: string | undefined;
  readonly assumedKind: AssumableKind | null;
  readonly format: Format;
  readonly all: boolean;
  readonly failOnFinding: boolean;
}

/** What the process says when it ends: 2 wins over 1, since who could not read everything cannot
 * say that nothing was found. */
export const EXIT_CODES = { ran: 0, alerts: 1, unread: 2 } as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Reads all records, prints what they come to, and tells the sum. */
export async function runReplay(
  request: ReplayRequest,
  stdin: AsyncIterable<Uint8Array>,
  console: Console,
): Promise<ExitCode> {
  const loaded = await loadChoice(request.policyPath, request.assumedKind);
  if (loaded.kind === 'problems') {
    for (const line of loaded.lines) console.tell(line);
    return EXIT_CODES.unread;
  }
  const { tally, add } = createReport({ ...request, choice: loaded.choice }, console);
  for await (const input of findInputs(request.paths)) {
    tally.inputs += 1;
    console.progress(`Reading input ${tally.inputs}: ${inputName(input)}`);
    for (const found of await readRecords(input, stdin)) await add(found);
  }
  for (const line of summaryLines(tally)) console.tell(line);
  return exitCode(tally, request);
}

function exitCode(tally: Readonly<Tally>, { failOnFinding }: ReplayRequest): ExitCode {
  if (tally.unread > 0) return EXIT_CODES.unread;
  const { finding, undecodable } = tally.outcomes;
  return failOnFinding && finding + undecodable > 0 ? EXIT_CODES.alerts : EXIT_CODES.ran;
}
