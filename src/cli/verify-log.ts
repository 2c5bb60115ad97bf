import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { VARIABLES } from '../config/variables.ts';
import { messageOf } from '../domain/outside-error.ts';

const HELP = `
Exit codes: 0 the log verifies, 1 it does not (the entry is named), 2 it could not be read.

Example:
  $ portcullis verify-log --database portcullis.sqlite
`;

const EXIT_BROKEN = 1;
const EXIT_UNREADABLE = 2;

/** `portcullis verify-log`: checks the chain of the log and that it makes every finding as it is
 * kept. It only reads, and may run beside the service. */
export function verifyLogCommand(): Command {
  const { unset } = VARIABLES.PORTCULLIS_DATABASE;
  const database = new Option('--database <file>', 'the database file')
    .env('PORTCULLIS_DATABASE')
    .default(unset.default);
  return new Command('verify-log')
    .description('Checks that the log of decisions is whole and unchanged')
    .addOption(database)
    .addHelpText('after', HELP)
    .action(({ database: fileName }: { database: string }) => verify(fileName));
}

async function verify(fileName: string): Promise<void> {
  if (!existsSync(fileName)) return say(`No such database: ${fileName}`, EXIT_UNREADABLE);
  try {
    const { verifySqliteLog } = await import('../adapters/store/sqlite-log.ts');
    const verdict = await verifySqliteLog(fileName);
    if (verdict.kind === 'broken') {
      return say(`The log does not verify: ${verdict.reason}`, EXIT_BROKEN);
    }
    const { entries, findings, hardenings, hash } = verdict;
    const counts = `${entries} entries, ${findings} findings, ${hardenings} hardenings`;
    say(`The log verifies: ${counts}, ends with ${hash}`, 0);
  } catch (error) {
    say(messageOf(error), EXIT_UNREADABLE);
  }
}

function say(line: string, exitCode: number): void {
  (exitCode === 0 ? process.stdout : process.stderr).write(`${line}\n`);
  process.exitCode = exitCode;
}
