import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { endQuietlyWithReader } from './end-quietly.ts';
import { createConsole } from './replay/console.ts';
import { EXIT_CODES } from './replay/exit-codes.ts';
import { STANDARD_INPUT_PATH } from './replay/find-inputs.ts';
import { ASSUMABLE_KINDS, type AssumableKind } from './replay/guard-choice.ts';
import { startReading } from './replay/reading-pool.ts';
import { FORMATS, type Format } from './replay/report.ts';
import type { ReplayRequest } from './replay/run-replay.ts';
import { readMoment } from './replay/scope.ts';
import { SUMMARY_FORMATS, type SummaryFormat } from './replay/summary/print-summary.ts';

const EXAMPLES = `
Reads log files, EventBridge events, SNS and SQS messages around them, answers of
LookupEvents, bare records, arrays and JSON Lines of these, gzip or not. Of a folder
it reads .json, .jsonl and .ndjson, also .gz, with all folders below; - is standard input.
Records may come in any order: each is judged by what the earlier ones told of its group.

Examples:
  $ portcullis replay --assume-guarded windows ./cloudtrail-logs
  $ portcullis replay --policy portcullis.yml --fail-on-finding ./cloudtrail-logs
  $ portcullis replay --policy portcullis.yml --since 2026-03-01 --until 2026-06-01 \\
      --summary table --report quarter.html ./AWSLogs
  $ aws cloudtrail lookup-events --output json \\
      --lookup-attributes AttributeKey=EventName,AttributeValue=AuthorizeSecurityGroupIngress \\
      | portcullis replay --assume-guarded directory --format ndjson

Exit code: 0 when all was read; 1 with --fail-on-finding when there is a finding or an
undecodable record; 2 when some input could not be read (the rest still is), or for a
wrong option.`;

/** The options as commander hands them over. */
interface ReplayFlags {
  readonly policy?: string;
  readonly assumeGuarded?: AssumableKind;
  readonly format: Format;
  readonly all: boolean;
  readonly failOnFinding: boolean;
  readonly since?: number;
  readonly until?: number;
  readonly account: readonly string[];
  readonly group: readonly string[];
  readonly summary?: SummaryFormat;
  readonly report?: string;
  readonly jobs: number;
}

/** Threads that read by default. More than two are seldom worth their memory: the disk, or the one
 * who waits for the rest of the machine, sets the pace. */
const JOBS_DEFAULT_MAX = 2;

/** Most threads that can be asked for. */
const JOBS_MAX = 64;

/** `portcullis replay`: says what stored CloudTrail records would have been alerts, without AWS or
 * Slack. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('Say what stored CloudTrail records would have been alerts, without AWS or Slack')
    .argument('[path...]', 'files or folders of records, - for standard input')
    .option('--policy <file>', 'what is guarded, and who is approved there: a portcullis.yml')
    .addOption(
      new Option(
        '--assume-guarded <kind>',
        'take every group as of this kind, with nothing approved unless the policy says so',
      ).choices(ASSUMABLE_KINDS),
    )
    .addOption(new Option('--format <format>', 'how to print').choices(FORMATS).default('table'))
    .option('--all', 'print ignored and permitted records too', false)
    .option('--fail-on-finding', 'exit with 1 when there is a finding', false)
    .option('--since <time>', 'tell changes from this day or moment on (2026-03-01, UTC)', moment)
    .option('--until <time>', 'take the archive as ending right before this day or moment', moment)
    .option('--account <id>', 'tell changes of this account only; may be given again', collect, [])
    .option('--group <id>', 'tell changes of this group only; may be given again', collect, [])
    .addOption(
      new Option(
        '--summary <format>',
        'print, in place of the records, findings by actor, group and week',
      ).choices(SUMMARY_FORMATS),
    )
    .option('--report <file>', 'write a report with a timeline, one HTML file')
    .option('--jobs <count>', 'threads that read', jobs, defaultJobs())
    .addHelpText('after', EXAMPLES)
    .exitOverride(({ exitCode }) =>
      process.exit(exitCode === 0 ? EXIT_CODES.ran : EXIT_CODES.unread),
    )
    .action(replay);
}

async function replay(
  paths: readonly string[],
  flags: ReplayFlags,
  command: Command,
): Promise<void> {
  if (flags.policy === undefined && flags.assumeGuarded === undefined) {
    command.error(
      'error: nothing says which groups are guarded: add --policy portcullis.yml, or --assume-guarded windows',
    );
  }
  if (paths.length === 0 && process.stdin.isTTY) {
    command.error('error: nothing to read: name files or folders, or pipe records in');
  }
  endQuietlyWithReader();
  const console = createConsole(process.stdout, process.stderr);
  const request = requestOf(paths, flags);
  // First, so that the threads load what they need while this one does.
  const pool = startReading(request.paths, flags.jobs);
  try {
    const { runReplay } = await import('./replay/run-replay.ts');
    process.exitCode = await runReplay(request, process.stdin, pool, console, () => new Date());
  } finally {
    await pool?.close();
  }
}

function requestOf(paths: readonly string[], flags: ReplayFlags): ReplayRequest {
  return {
    paths: paths.length === 0 ? [STANDARD_INPUT_PATH] : paths,
    policyPath: flags.policy,
    assumedKind: flags.assumeGuarded ?? null,
    format: flags.format,
    all: flags.all,
    failOnFinding: flags.failOnFinding,
    scope: {
      since: flags.since ?? null,
      until: flags.until ?? null,
      accountIds: flags.account,
      groupIds: flags.group,
    },
    summary: flags.summary ?? null,
    reportPath: flags.report ?? null,
  };
}

function moment(text: string): number {
  const at = readMoment(text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError(
    'Expected a day such as 2026-03-01, or a moment with its zone such as 2026-03-01T08:30:00Z.',
  );
}

function jobs(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= JOBS_MAX) return count;
  throw new InvalidArgumentError(`Expected a number from 1 to ${JOBS_MAX}.`);
}

function defaultJobs(): number {
  return Math.min(JOBS_DEFAULT_MAX, availableParallelism());
}

function collect(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, text];
}
