import { hash } from 'node:crypto';
import { decode } from '../../adapters/cloudtrail/decode.ts';
import type { JudgedEntry } from './archive.ts';
import { findInputs } from './find-inputs.ts';
import { leftOutRow } from './judge.ts';
import type { OutcomeRow } from './outcome-row.ts';
import { readRecords } from './read-records.ts';
import { headerOf, isReplayed } from './replayed.ts';
import { isInScope, type Scope } from './scope.ts';

/** What came of reading the archive again. */
export interface AllPrinted {
  readonly unwatchedCount: number;
  readonly repeatedCount: number;
}

/** Prints every record of the archive at its place. It is read a second time for that, record by
 * record: the rows of a whole archive are more than can be held. Copies of one record are printed
 * once, for which a digest of each is remembered, about 100 bytes a record. */
export async function printAll(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
  entries: readonly JudgedEntry[],
  scope: Scope,
  print: (row: OutcomeRow) => Promise<void>,
): Promise<AllPrinted> {
  const [seen, rest] = [new Set<string>(), entries.values()];
  let [unwatchedCount, repeatedCount] = [0, 0];
  for await (const found of recordsOf(paths, stdin)) {
    const decoded = decode(found.record, found.context);
    if (!isReplayed(decoded)) {
      const row = leftOutRow(decoded);
      if (isSeen(seen, row)) repeatedCount += 1;
      else {
        unwatchedCount += 1;
        if (isInScope(scope, headerOf(decoded), null)) await print(row);
      }
    } else {
      const entry = rest.next().value;
      if (entry === undefined) throw new Error(CHANGED);
      if (entry.standing === 'told') await print(entry.row);
    }
  }
  return { unwatchedCount, repeatedCount };
}

const CHANGED =
  'Expected the archive to stay as it was while it is read twice for --all, and it has grown: run it again';

async function* recordsOf(paths: readonly string[], stdin: AsyncIterable<Uint8Array>) {
  for (const input of findInputs(paths)) {
    for (const found of await readRecords(input, stdin)) {
      if (found.kind === 'record') yield found;
    }
  }
}

function isSeen(seen: Set<string>, row: OutcomeRow): boolean {
  const digest = hash('sha256', JSON.stringify(row), 'base64');
  if (seen.has(digest)) return true;
  seen.add(digest);
  return false;
}

/** Standard input that can be read a second time. */
export function rereadable(stdin: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let chunks: Uint8Array[] | undefined;
  return {
    async *[Symbol.asyncIterator]() {
      if (chunks !== undefined) {
        yield* chunks;
        return;
      }
      chunks = [];
      for await (const chunk of stdin) {
        chunks.push(chunk);
        yield chunk;
      }
    },
  };
}
