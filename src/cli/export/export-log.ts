import type { Console } from '../replay/console.ts';
import { type EntryAt, entryOf, type LogRow } from './entry.ts';
import { type ExportFormat, LINES } from './formats.ts';

/** Which entries are exported, and how. */
export interface ExportRequest {
  readonly format: ExportFormat;
  /** The first moment, in ms since 1970; inclusive. */
  readonly since: number | null;
  /** The moment at which it ends; exclusive. */
  readonly until: number | null;
}

/** Writes entries as they come, a page at a time.
 * @returns how many were written. */
export async function exportLog(
  pages: AsyncIterable<readonly LogRow[]>,
  request: ExportRequest,
  { print, progress }: Pick<Console, 'print' | 'progress'>,
): Promise<number> {
  const { head, line } = LINES[request.format];
  if (head !== null) await print(head);
  let written = 0;
  for await (const page of pages) {
    for (const row of page) {
      const read = entryOf(row);
      if (!isAskedFor(read, request)) continue;
      await print(line(read.entry));
      written += 1;
    }
    progress(`Read up to entry ${page.at(-1)?.seq ?? 0}, written ${written}`);
  }
  return written;
}

function isAskedFor({ atMs }: EntryAt, { since, until }: ExportRequest): boolean {
  return (since === null || atMs >= since) && (until === null || atMs < until);
}
