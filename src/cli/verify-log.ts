import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { messageOf } from '../domain/outside-error.ts';
import { type Anchor, readAnchor, readAnchors } from './anchors.ts';
import { databaseOption, logDatabase } from './log-database.ts';

const HELP = `
An anchor is the end that the log had at some time: seq and hash of "log anchored" in the process
log, or what log.anchor of the policy posts. Kept where nobody who can write the database can edit
it, it makes a log visible that was cut off or made anew. A file of anchors has one a line:
SEQ:HASH, or a JSON object with seq and hash; a process log will do.

Exit codes: 0 the log verifies, 1 it does not (the entry is named), 2 it could not be read, or an
anchor or option is not right.

Examples:
  $ portcullis verify-log --database portcullis.sqlite
  $ portcullis verify-log --anchor 1742:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
  $ portcullis verify-log --database backup.sqlite --anchors /mnt/worm/portcullis-anchors.ndjson
`;

const EXIT_BROKEN = 1;
const EXIT_UNREADABLE = 2;

/** The options as commander hands them over. */
interface Flags {
  readonly database?: string;
  readonly anchor: readonly Anchor[];
  readonly anchors?: string;
}

/** `portcullis verify-log`: checks the chain of the log, that it makes every finding as it is kept, and
 * that it still has what anchors tell of. It only reads, and may run beside the service. */
export function verifyLogCommand(): Command {
  const anchor = new Option(
    '--anchor <seq:hash>',
    'an end that the log had, kept elsewhere; may be given again',
  )
    .argParser((text: string, earlier: readonly Anchor[]) => [...earlier, readAnchor(text)])
    .default([], 'none');
  return new Command('verify-log')
    .description('Checks that the log of decisions is whole and unchanged')
    .addOption(databaseOption())
    .addOption(anchor)
    .option('--anchors <file>', 'a file of them, one a line')
    .addHelpText('after', HELP)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_UNREADABLE))
    .action(verify);
}

async function verify(flags: Flags): Promise<void> {
  try {
    const anchors = await anchorsOf(flags);
    const { verifyLogIn } = await import('../adapters/store/read-only.ts');
    const verdict = await verifyLogIn(logDatabase(flags.database), anchors);
    if (verdict.kind === 'broken') {
      return say(`The log does not verify: ${verdict.reason}`, EXIT_BROKEN);
    }
    const { entries, findings, hardenings, hash } = verdict;
    const counts = `${entries} entries, ${findings} findings, ${hardenings} hardenings`;
    const held = anchors.length === 0 ? '' : `, as ${anchors.length} anchors say`;
    say(`The log verifies: ${counts}${held}, ends with ${hash}`, 0);
  } catch (error) {
    say(messageOf(error), EXIT_UNREADABLE);
  }
}

/** @throws Error where the file of anchors cannot be read or is none. */
async function anchorsOf({ anchor, anchors: path }: Flags): Promise<readonly Anchor[]> {
  if (path === undefined) return anchor;
  const read = readAnchors(await readFile(path, 'utf8'));
  if (read.kind === 'problem')
    throw new Error(`Could not read anchors from ${path}: ${read.reason}`);
  return [...anchor, ...read.anchors];
}

function say(line: string, exitCode: number): void {
  (exitCode === 0 ? process.stdout : process.stderr).write(`${line}\n`);
  process.exitCode = exitCode;
}
