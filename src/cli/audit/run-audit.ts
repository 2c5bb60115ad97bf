import { writeFile } from 'node:fs/promises';
import { auditAccounts } from '../../app/audit/audit-accounts.ts';
import { type Environment, endpointProblems } from '../../config/env.ts';
import { problemText } from '../../config/policy-problem.ts';
import { readPolicyFile } from '../../config/read-policy-file.ts';
import type { AuditQuery } from '../../domain/audit/audit-query.ts';
import type { AuditReport } from '../../domain/audit/group-audit.ts';
import { messageOf, OutsideError } from '../../domain/outside-error.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { ScenarioChoice } from '../../domain/scenario/scenario-choice.ts';
import type { Console } from '../replay/console.ts';
import { systemErrorText } from '../replay/system-error.ts';
import { AUDIT_EXIT_CODES, type AuditExitCode, auditExitCode } from './audit-exit-codes.ts';
import { type AuditFormat, printAudit } from './print-audit.ts';
import { type TriedScenario, triedChoice } from './tried-choice.ts';

/** What was asked on the command line. */
export interface AuditAsked extends TriedScenario {
  readonly query: AuditQuery;
  readonly region: string;
  /** Null where no policy is needed, and there is none. */
  readonly policyPath: string | null;
  readonly format: AuditFormat;
  readonly reportPath: string | null;
}

/** What a run needs of its process. */
export interface AuditProcess {
  readonly console: Console;
  readonly env: Environment;
  readonly now: () => Date;
  /** Told the verdict before anything is printed: who reads only the beginning of that ends the process. */
  readonly decide: (exitCode: AuditExitCode) => void;
}

/** Audits what was asked, writes the report and prints it. */
export async function runAudit(asked: AuditAsked, run: AuditProcess): Promise<void> {
  const { console } = run;
  const ready = await prepare(asked, run);
  if (ready.kind === 'problems') {
    for (const line of ready.lines) console.tell(line);
    return run.decide(AUDIT_EXIT_CODES.badInput);
  }
  const report = await audited(asked, ready, console);
  if (report === null) return run.decide(AUDIT_EXIT_CODES.couldNotLook);
  const isWritten = await writePage(asked.reportPath, report, run);
  const isTargeted = asked.query.kind !== 'account';
  run.decide(isWritten ? auditExitCode(report, isTargeted) : AUDIT_EXIT_CODES.badInput);
  await printAudit(report, asked.format, console);
}

interface Ready {
  readonly kind: 'ready';
  readonly policy: Policy;
  readonly tried: ScenarioChoice | null;
}

type Prepared = Ready | { readonly kind: 'problems'; readonly lines: readonly string[] };

async function prepare(asked: AuditAsked, { env }: AuditProcess): Promise<Prepared> {
  const tried = triedChoice(asked);
  const lines = [...endpointProblems(env), ...(tried.kind === 'problems' ? tried.lines : [])];
  if (tried.kind === 'problems' || lines.length > 0) return { kind: 'problems', lines };
  if (asked.policyPath === null) return { kind: 'ready', policy: NO_POLICY, tried: tried.choice };
  const loaded = await readPolicyFile(asked.policyPath);
  if (loaded.kind === 'problems')
    return { kind: 'problems', lines: loaded.problems.map(problemText) };
  return { kind: 'ready', policy: loaded.policy, tried: tried.choice };
}

/** Nothing is guarded, and nobody approved. */
const NO_POLICY: Policy = {
  guards: [],
  approvers: { userIds: [], userGroupIds: [] },
  channelId: '',
};

/** Null where nothing could be asked, told why. */
async function audited(
  { query, region }: AuditAsked,
  { policy, tried }: Ready,
  console: Console,
): Promise<AuditReport | null> {
  const { awsReaders } = await import('./aws-readers.ts');
  try {
    console.progress('Asking AWS whose the credentials are');
    const { accountIds, ...readers } = await awsReaders(region, policy);
    const needs = { ...readers, policy, progress: console.progress };
    return await auditAccounts({ accountIds, region, query, tried }, needs);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    console.tell(`Could not look: ${messageOf(error)}`);
    return null;
  }
}

/** Whether the page is written, if one was asked for; told why where it is not. */
async function writePage(
  path: string | null,
  report: AuditReport,
  { console, now }: AuditProcess,
): Promise<boolean> {
  if (path === null) return true;
  const { auditPage } = await import('./audit-page.ts');
  try {
    await writeFile(path, auditPage(report, now()));
    console.tell(`Report: ${path}`);
    return true;
  } catch (error) {
    console.tell(`${path}: the report cannot be written: ${systemErrorText(error)}`);
    return false;
  }
}
