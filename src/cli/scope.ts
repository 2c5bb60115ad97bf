import { Command, Option } from 'commander';
import { REGION_REGEXP } from '../config/aws-ids.ts';
import { problemText } from '../config/policy-problem.ts';
import { DEFAULT_POLICY_PATH } from '../config/variables.ts';
import { messageOf } from '../domain/outside-error.ts';

/** How the scope can be printed. */
const FORMATS = ['table', 'ndjson'] as const;
type Format = (typeof FORMATS)[number];

const EXIT_PROBLEMS = 2;
const EXIT_NOT_LOOKED = 3;

const HELP = `
It reads AWS with the usual credentials and changes nothing; Slack and the service are not needed. What
a run of the service has seen, /portcullis scope tells.

Formats:
  table   one line each: what is guarded, by which guard and why; then what is left out, and why
  ndjson  one object a line: kind (guarded or leftOut), account, Region, and all that is known

Exit codes: 0 everything was looked at, 2 the policy or the options are not right, 3 something could
not be looked at (it is named).

Examples:
  $ portcullis scope --policy portcullis.yml --region eu-central-1
  $ portcullis scope --region eu-central-1 --region us-east-1 --format ndjson | grep '"leftOut"'
`;

interface Options {
  readonly policy: string;
  readonly region?: readonly string[];
  readonly format: Format;
}

/** `portcullis scope`: what a policy guards in an account and why, and what it leaves out. */
export function scopeCommand(): Command {
  const policy = new Option('--policy <file>', 'the policy file')
    .env('PORTCULLIS_POLICY')
    .default(DEFAULT_POLICY_PATH);
  const region = new Option('--region <region>', 'a Region to look at; again for more')
    .env('AWS_REGION')
    .argParser((value: string, before: readonly string[] = []) => [...before, value]);
  const format = new Option('--format <format>', 'how to print it')
    .choices(FORMATS)
    .default('table');
  return new Command('scope')
    .description('Lists what a policy guards in an account and why, and what it leaves out')
    .addOption(policy)
    .addOption(region)
    .addOption(format)
    .addHelpText('after', HELP)
    .action(scope);
}

async function scope({ policy: path, region, format }: Options): Promise<void> {
  const regions = [...new Set(region ?? [''])];
  const wrong = regions.filter((each) => !REGION_REGEXP.test(each));
  if (wrong.length > 0) {
    return fail(
      `Expected a Region such as eu-central-1 by --region or AWS_REGION, got ${JSON.stringify(wrong[0])}`,
      EXIT_PROBLEMS,
    );
  }
  const { readPolicyFile } = await import('../config/read-policy-file.ts');
  const loaded = await readPolicyFile(path);
  if (loaded.kind === 'problems') {
    return fail(loaded.problems.map(problemText).join('\n'), EXIT_PROBLEMS);
  }
  try {
    const { surveyRegion } = await import('./survey-region.ts');
    const { scopeLines } = await import('./scope-lines.ts');
    for (const each of regions) {
      for await (const surveyed of surveyRegion(each, loaded.policy)) {
        if ('reason' in surveyed) {
          fail(`Could not look: ${surveyed.reason}`, EXIT_NOT_LOOKED);
          continue;
        }
        const lines = scopeLines(surveyed, loaded.policy, format);
        process.stdout.write(`${lines.join('\n')}\n`);
        if (!surveyed.isWhole) process.exitCode = EXIT_NOT_LOOKED;
      }
    }
  } catch (error) {
    fail(messageOf(error), EXIT_NOT_LOOKED);
  }
}

function fail(text: string, exitCode: number): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = exitCode;
}
