import { Command, Option } from 'commander';
import { createConsole } from './replay/console.ts';
import { STANDARD_INPUT_PATH } from './replay/find-inputs.ts';
import { ASSUMABLE_KINDS, type AssumableKind } from './replay/guard-choice.ts';
import { FORMATS, type Format } from './replay/report.ts';
import { EXIT_CODES, runReplay } from './replay/run-replay.ts';

const EXAMPLES = `
Reads log files, EventBridge events, SNS and SQS messages around them, answers of
LookupEvents, bare records, arrays and JSON Lines of these, gzip or not. Of a folder
it reads .json, .jsonl and .ndjson, also .gz, with all folders below; - is standard input.

Examples:
  $ portcullis replay --assume-guarded windows ./cloudtrail-logs
  $ portcullis replay --policy portcullis.yml --fail-on-finding ./cloudtrail-logs
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
}

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
  const request = {
    ...flags,
    paths: paths.length === 0 ? [STANDARD_INPUT_PATH] : paths,
    policyPath: flags.policy,
    assumedKind: flags.assumeGuarded ?? null,
  };
  const console = createConsole(process.stdout, process.stderr);
  process.exitCode = await runReplay(request, process.stdin, console);
}

/** `portcullis replay … | head` closes the pipe when it has seen enough: that is no failure. */
function endQuietlyWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT_CODES.ran);
  });
}
