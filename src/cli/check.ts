import { Command, Option } from 'commander';
import { describeDatabase } from '../config/database.ts';
import { readDatabase } from '../config/env.ts';
import { problemText } from '../config/policy-problem.ts';
import { DEFAULT_POLICY_PATH } from '../config/variables.ts';

/** Exit code for a policy that is not right. */
const EXIT_PROBLEMS = 2;

const HELP = `
Exit codes: 0 the policy is right, 2 it is not.

Example:
  $ portcullis check --policy portcullis.example.yml
`;

/** `portcullis check`: says whether a policy file is right, and what it means. */
export function checkCommand(): Command {
  const policy = new Option('--policy <file>', 'the policy file to check')
    .env('PORTCULLIS_POLICY')
    .default(DEFAULT_POLICY_PATH);
  return new Command('check')
    .description('Says whether a policy file is right, and in plain words what it means')
    .addOption(policy)
    .addHelpText('after', HELP)
    .action(({ policy: path }: { policy: string }) => check(path));
}

/** Which database the service would work on here; nothing is connected to. */
function databaseLine(): string {
  const read = readDatabase(process.env);
  return read.kind === 'problem'
    ? `The database is not right: ${read.problem}`
    : `The database: ${describeDatabase(read.database)}`;
}

async function check(path: string): Promise<void> {
  const { readPolicyFile } = await import('../config/read-policy-file.ts');
  const loaded = await readPolicyFile(path);
  if (loaded.kind === 'policy') {
    const { describePolicy } = await import('./check-describe.ts');
    const lines = [
      `${path} is right. What it means:`,
      '',
      ...describePolicy(loaded.policy, Date.now()),
      '',
      databaseLine(),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return;
  }
  process.stderr.write(`${loaded.problems.map(problemText).join('\n')}\n`);
  process.exitCode = EXIT_PROBLEMS;
}
