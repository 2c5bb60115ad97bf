import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Truth } from '../../bench/archive/stories.ts';
import { type GeneratedArchive, generateArchive } from '../../bench/generate-archive.ts';
import { createArchive } from '../../src/cli/replay/archive.ts';
import { readArchive } from '../../src/cli/replay/read-archive.ts';
import { startReading } from '../../src/cli/replay/reading-pool.ts';
import { WHOLE_ARCHIVE } from '../../src/cli/replay/scope.ts';

const OPTIONS = { bytesCount: 3_000_000, seed: 7, storiesCount: 120 };
const NOTHING = (async function* () {})();

let folder = '';
let made: GeneratedArchive;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-archive-'));
  made = await generateArchive({ ...OPTIONS, folder: join(folder, 'a') });
});
afterAll(() => rmSync(folder, { recursive: true }));

function truths(path: string): readonly Truth[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** What a replay on so many threads says of the archive. */
async function replayed(threadsCount: number) {
  const archive = createArchive({ policy: null, assumedKind: 'windows' }, WHOLE_ARCHIVE);
  let recordsCount = 0;
  const pool = startReading([made.logsFolder], threadsCount);
  expect(pool === null, 'one thread needs no pool').toBe(threadsCount === 1);
  for await (const { kept, unwatchedCount } of readArchive([made.logsFolder], NOTHING, pool)) {
    recordsCount += kept.length + unwatchedCount;
    for (const found of kept) {
      if (found.kind === 'problem') throw new Error(found.message);
      archive.add(found);
    }
  }
  await pool?.close();
  const entries = archive.judged();
  const told = entries.filter(({ standing }) => standing === 'told').map(({ row }) => row);
  return { recordsCount, told, repeatedCount: entries.length - told.length };
}

describe('generateArchive', () => {
  test('the same seed makes the same archive', async () => {
    const again = await generateArchive({ ...OPTIONS, folder: join(folder, 'b') });
    expect({ ...again, logsFolder: '', truthPath: '' }).toEqual({
      ...made,
      logsFolder: '',
      truthPath: '',
    });
    expect(readFileSync(again.truthPath)).toEqual(readFileSync(made.truthPath));
  });

  test('has hundreds of changes, of which some violate, late and doubled ones among them', async () => {
    const all = truths(made.truthPath);
    expect(all.length).toBeGreaterThan(100);
    expect(new Set(all.map(({ outcome }) => outcome))).toEqual(
      new Set(['finding', 'permitted', 'ignored']),
    );
    expect((await replayed(1)).repeatedCount).toBeGreaterThan(0);
  });
});

describe('a replay of a generated archive', () => {
  test.each([1, 2, 3])(
    'on %i threads is as the truth file says, in one order',
    async (threadsCount) => {
      const { told, recordsCount } = await replayed(threadsCount);
      expect(recordsCount).toBe(made.recordsCount);
      const found = told.map(({ eventId, outcome, closedAt, closedBy }) => ({
        eventId,
        outcome,
        closedAt,
        closedBy,
      }));
      const byId = (a: { eventId: string }, b: { eventId: string }) =>
        a.eventId < b.eventId ? -1 : 1;
      expect(found.toSorted(byId)).toEqual(truths(made.truthPath).toSorted(byId));
      expect(told).toEqual((await replayed(1)).told);
    },
  );
});
