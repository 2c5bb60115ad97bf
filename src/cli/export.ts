import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { DatabaseAccess } from '../config/database.ts';
import { messageOf } from '../domain/outside-error.ts';
import { endQuietlyWithReader } from './end-quietly.ts';
import { EXPORT_FORMATS, type ExportFormat } from './export/formats.ts';
import { databaseOption, logDatabase } from './log-database.ts';
import { type Console, createConsole } from './replay/console.ts';
import { readMoment } from './replay/scope.ts';

const HELP = `
ndjson has an object a line: seq, at, subject, version, kind, by, planHash, from, hash,
previousHash and body. body is the text that is hashed: sha256 of previousHash, a line feed and body
is hash, and previousHash is the hash of the entry before. csv and table are for people. All entries
are of one moment; the service may be running.

Exit codes: 0 all was written, 2 it could not be read or written, or an option is not right.

Examples:
  $ portcullis export --output log.ndjson
  $ portcullis export --finding f-7k3m9q --format table
  $ portcullis export --since 2026-11-01 --until 2026-12-01 --format csv --output november.csv
`;

const EXIT_FAILED = 2;

/** The options as commander hands them over. */
interface Flags {
  readonly database?: string;
  readonly format: ExportFormat;
  readonly since?: number;
  readonly until?: number;
  readonly finding?: string;
  readonly output?: string;
}

/** `portcullis export`: the log, so that it can be kept and verified elsewhere. It only reads, and may run
 * beside the service. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Writes the log of decisions, each entry with what verifies it')
    .addOption(databaseOption())
    .addOption(
      new Option('--format <format>', 'how to write').choices(EXPORT_FORMATS).default('ndjson'),
    )
    .option('--since <time>', 'entries from this day or moment on (2026-03-01, UTC)', moment)
    .option('--until <time>', 'entries before this day or moment', moment)
    .option('--finding <id>', 'entries of this finding, or hardening, only')
    .option('--output <file>', 'write to this file and not to standard output')
    .addHelpText('after', HELP)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_FAILED))
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  try {
    await write(flags);
  } catch (error) {
    fail(messageOf(error));
  }
}

async function write(flags: Flags): Promise<void> {
  const access = logDatabase(flags.database);
  if (flags.output === undefined) {
    endQuietlyWithReader();
    await writeTo(createConsole(process.stdout, process.stderr), access, flags);
    return;
  }
  const file = createWriteStream(flags.output, { mode: 0o600 });
  await once(file, 'open');
  // A full disk, while nobody waits for it.
  file.on('error', (error) => {
    fail(messageOf(error));
    process.exit();
  });
  const console = createConsole(file, process.stderr);
  const written = await writeTo(console, access, flags);
  await closed(file);
  console.tell(`Wrote ${written} entries to ${flags.output}`);
}

async function writeTo(
  console: Console,
  access: DatabaseAccess,
  { finding, format, since, until }: Flags,
): Promise<number> {
  const { readOnly } = await import('../adapters/store/read-only.ts');
  const { logPages } = await import('../adapters/store/log-pages.ts');
  const { exportLog } = await import('./export/export-log.ts');
  const request = { format, since: since ?? null, until: until ?? null };
  return await readOnly(access, (tx) => exportLog(logPages(tx, finding ?? null), request, console));
}

async function closed(file: Writable): Promise<void> {
  file.end();
  await once(file, 'finish');
}

function moment(text: string): number {
  const at = readMoment(text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError(
    'Expected a day such as 2026-03-01, or a moment with its zone such as 2026-03-01T08:30:00Z.',
  );
}

function fail(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = EXIT_FAILED;
}
