import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorText } from './system-error.ts';

/** Something to read records from, or a path that leads nowhere. */
export type Input =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'standardInput' }
  | { readonly kind: 'problem'; readonly path: string; readonly message: string };

/** The path that stands for standard input. */
export const STANDARD_INPUT_PATH = '-';

/** The inputs that `paths` stand for, folders with all that is below them, in sorted order. A file
 * that is named is read whatever it is called; of a folder only files of records are.  */
export function* findInputs(paths: readonly string[]): Generator<Input, void, undefined> {
  for (const path of paths) {
    if (path === STANDARD_INPUT_PATH) yield { kind: 'standardInput' };
    else yield* findAt(path);
  }
}

function* findAt(path: string): Generator<Input, void, undefined> {
  try {
    // Synchronously: an archive has a folder for every day, and each would wait for the event loop.
    if (!statSync(path).isDirectory()) yield { kind: 'file', path };
    else yield* findBelow(path);
  } catch (error) {
    yield { kind: 'problem', path, message: systemErrorText(error) };
  }
}

/** @throws where the folder cannot be listed. */
function* findBelow(folder: string): Generator<Input, void, undefined> {
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // A linked folder could lead back here; a linked file cannot.
    if (entry.isDirectory() && !isDigest(entry)) yield* findAt(path);
    else if (entry.isFile() || entry.isSymbolicLink()) {
      if (RECORDS_REGEXP.test(entry.name) && !isDigest(entry)) yield { kind: 'file', path };
    }
  }
}

const RECORDS_REGEXP = /\.(json|jsonl|ndjson)(\.gz)?$/i;

/** CloudTrail's digest files lie beside its log files and hold signatures, not records. */
function isDigest({ name }: Dirent): boolean {
  return name.includes('CloudTrail-Digest');
}
