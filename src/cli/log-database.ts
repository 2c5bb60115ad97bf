import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { accessTo, type DatabaseAccess } from '../config/database.ts';
import { readDatabase } from '../config/env.ts';
import { VARIABLES } from '../config/variables.ts';

/** The option of commands that read the log. */
export function databaseOption(): Option {
  const { default: file } = VARIABLES.PORTCULLIS_DATABASE.unset;
  return new Option(
    '--database <file>',
    `the database file, or a copy of it (default: by DATABASE_URL or PORTCULLIS_DATABASE, else ${file})`,
  );
}

/** The database that is meant: the file that is named, or the one of the environment.
 * @throws Error that says what to fix, or that there is no such file. */
export function logDatabase(fileName: string | undefined): DatabaseAccess {
  const env = fileName === undefined ? process.env : { PORTCULLIS_DATABASE: fileName };
  const read = readDatabase(env);
  if (read.kind === 'problem') throw new Error(read.problem);
  const { database } = read;
  if (database.kind === 'sqlite' && !existsSync(database.path)) {
    throw new Error(`No such database: ${database.path}`);
  }
  return accessTo(database);
}
