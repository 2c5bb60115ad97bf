import { writeFile } from 'node:fs/promises';
import type { JudgedEntry } from '../archive.ts';
import type { Console } from '../console.ts';
import type { GuardChoice } from '../guard-choice.ts';
import type { Scope } from '../scope.ts';
import { systemErrorText } from '../system-error.ts';
import { summaryLines, type Tally } from '../tally.ts';

/** What of a request a report is about. */
interface ReportRequest {
  readonly reportPath: string | null;
  readonly policyPath: string | undefined;
  readonly scope: Scope;
}

/** Writes the HTML report, if one was asked for. False where it cannot be written, told why. */
export async function writeReport(
  { reportPath, policyPath, scope }: ReportRequest,
  choice: GuardChoice,
  entries: readonly JudgedEntry[],
  tally: Readonly<Tally>,
  madeAt: Date,
  console: Console,
): Promise<boolean> {
  if (reportPath === null) return true;
  const basis = [
    ...(policyPath === undefined ? [] : [`the policy ${policyPath}`]),
    ...(choice.assumedKind === null ? [] : [`every group taken as of kind ${choice.assumedKind}`]),
  ].join(', ');
  const { reportPage } = await import('./report-page.ts');
  const page = reportPage({ entries, scope, basis, madeAt, counts: summaryLines(tally) });
  try {
    await writeFile(reportPath, page);
    console.tell(`Report: ${reportPath}`);
    return true;
  } catch (error) {
    console.tell(`${reportPath}: the report cannot be written: ${systemErrorText(error)}`);
    return false;
  }
}
