import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash at the end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A file of the repository, by its path from the root. */
export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Paths from the root of the files that match, in order; what npm installed is left out. */
export function files(pattern: string): readonly string[] {
  return globSync(pattern, {
    cwd: ROOT,
    exclude: ['node_modules/**', '**/node_modules/**'],
  }).sort();
}

/** Every page that people read. */
export const PAGES = files('**/*.md');

/** The rows of the table after a `<!-- name -->` mark, cell by cell.
 * @throws Error where the page has no such mark, so that a lost table is not an empty one. */
export function table(page: string, name: string): readonly (readonly string[])[] {
  const [, after] = read(page).split(`<!-- ${name} -->\n`);
  if (after === undefined) throw new Error(`Expected <!-- ${name} --> in ${page}, got none`);
  const [text = ''] = after.split('\n\n');
  const rows = text.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The first cell of each row, without its backticks. */
export function firstCells(page: string, name: string): readonly string[] {
  return table(page, name).map(([cell = '']) => cell.replaceAll('`', ''));
}
