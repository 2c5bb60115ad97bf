import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { LogVerdict } from '../adapters/store/verify-log.ts';
import type { DatabaseConfig } from '../config/database.ts';
import { readDatabase } from '../config/env.ts';
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
  const database = new Option(
    '--database <file>',
    `the database file (default: what DATABASE_URL or PORTCULLIS_DATABASE says, else ${VARIABLES.PORTCULLIS_DATABASE.unset.default})`,
  );
  return new Command('verify-log')
    .description('Checks that the log of decisions is whole and unchanged')
    .addOption(database)
    .addHelpText('after', HELP)
    .action(({ database: fileName }: { database?: string }) => verify(fileName));
}

async function verify(fileName: string | undefined): Promise<void> {
  const read = readDatabase(
    fileName === undefined ? process.env : { PORTCULLIS_DATABASE: fileName },
  );
  if (read.kind === 'problem') return say(read.problem, EXIT_UNREADABLE);
  const { database } = read;
  if (database.kind === 'sqlite' && !existsSync(database.path)) {
    return say(`No such database: ${database.path}`, EXIT_UNREADABLE);
  }
  try {
    const verdict = await verdictOn(database);
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

async function verdictOn(database: DatabaseConfig): Promise<LogVerdict> {
  if (database.kind === 'sqlite') {
    const { verifySqliteLog } = await import('../adapters/store/sqlite-log.ts');
    return verifySqliteLog(database.path);
  }
  const { verifyPostgresLog } = await import('../adapters/store/postgres-store.ts');
  return verifyPostgresLog({ ...database, password: database.password.reveal() });
}

function say(line: string, exitCode: number): void {
  (exitCode === 0 ? process.stdout : process.stderr).write(`${line}\n`);
  process.exitCode = exitCode;
}
