import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainHash } from '../../../src/adapters/store/log-chain.ts';
import { verifyLogIn } from '../../../src/adapters/store/read-only.ts';
import { openSqliteStore } from '../../../src/adapters/store/sqlite-store.ts';
import type { LogVerdict } from '../../../src/adapters/store/verify-log.ts';
import { live, type Step, step } from '../../support/random-history.ts';
import { type StoreFolder, storeFolder } from '../../support/store-file.ts';

/** Few, since each is a few hundred commits. */
const HISTORIES = 5;

const SHORT_HISTORY: readonly Step[] = [
  { kind: 'open', source: '0.0.0.0/0' },
  { kind: 'open', source: '198.51.100.0/24' },
  { kind: 'command', finding: 0, command: { kind: 'acknowledge', by: 'U1', note: 'mine' } },
  { kind: 'approve', finding: 1 },
  { kind: 'command', finding: 1, command: { kind: 'start', before: [] } },
  { kind: 'touched', finding: 0 },
  { kind: 'command', finding: 0, command: { kind: 'look', seen: { kind: 'shut' } } },
];
const ENTRIES = SHORT_HISTORY.length;

/** What a check says after something was done to the file of a short history. */
async function verdictAfter(tamper: (folder: StoreFolder) => void): Promise<LogVerdict> {
  using folder = storeFolder();
  const store = await folder.open();
  await live(store, SHORT_HISTORY);
  await store.close();
  tamper(folder);
  return await verifyLogIn({ kind: 'sqlite', path: folder.path }, []);
}

function sql(text: string): (folder: StoreFolder) => void {
  return (folder) => folder.tamper(text);
}

/** Changes an entry and makes every hash anew from there on, as somebody who knows the code would. */
function forge(seq: number, change: (body: string) => string) {
  return (folder: StoreFolder): void => {
    let hash = '0'.repeat(64);
    for (const row of folder.query('select seq, body from log order by seq')) {
      const body = Number(row.seq) === seq ? change(String(row.body)) : String(row.body);
      const previous = hash;
      hash = chainHash(previous, body);
      folder.tamper(
        `update log set body = '${body.replaceAll("'", "''")}', previous_hash = '${previous}',
         hash = '${hash}' where seq = ${row.seq}`,
      );
    }
    folder.tamper(`update log_head set hash = '${hash}'`);
  };
}

describe('verifyLog: an intact log', () => {
  it('verifies, an empty one included', async () => {
    expect(await verdictAfter(() => undefined)).toMatchObject({
      kind: 'verified',
      entries: ENTRIES,
      findings: 2,
    });
    const empty = await openSqliteStore(':memory:', { onCommit: () => undefined });
    expect(await empty.verifyLog()).toEqual({
      kind: 'verified',
      entries: 0,
      findings: 0,
      hardenings: 0,
      hash: '0'.repeat(64),
      anchors: 0,
    });
    await empty.close();
  });

  it('of any history of a few hundred steps verifies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 200, maxLength: 400 }), async (steps) => {
        const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
        const findings = await live(store, steps);
        expect(await store.verifyLog()).toMatchObject({ kind: 'verified', findings });
        await store.close();
      }),
      { numRuns: HISTORIES },
    );
  });
});

describe('verifyLog: tampering is found and named', () => {
  it.each([
    [
      'a byte of a body',
      `update log set body = replace(body, '"mine"', '"nine"') where seq = 3`,
      { seq: 3, reason: 'Entry 3 does not have the hash of what it says' },
    ],
    [
      'the hash of an entry',
      `update log set hash = replace(hash, substr(hash, 1, 1), 'z') where seq = 4`,
      { seq: 4, reason: 'Entry 4 does not have the hash of what it says' },
    ],
    [
      'the previous hash of an entry',
      `update log set previous_hash = '${'0'.repeat(64)}' where seq = 2`,
      { seq: 2, reason: 'Entry 2 does not have the hash of what it says' },
    ],
    [
      'an entry that was dropped',
      'delete from log where seq = 3',
      { seq: 3, reason: 'Entry 3 is missing' },
    ],
    [
      'the first entry dropped',
      'delete from log where seq = 1',
      { seq: 1, reason: 'Entry 1 is missing' },
    ],
    [
      'two entries that were swapped',
      `update log set seq = -1 where seq = 2; update log set seq = 2 where seq = 3;
       update log set seq = 3 where seq = -1`,
      { seq: 2, reason: 'Entry 2 does not have the hash of what it says' },
    ],
    [
      'the tail cut off',
      'delete from log where seq > 5',
      { seq: 5, reason: `The log ends at entry 5, its head says ${ENTRIES}` },
    ],
    [
      "the head's hash",
      `update log_head set hash = '${'0'.repeat(64)}'`,
      {
        seq: ENTRIES,
        reason: `The log's head does not have the hash of entry ${ENTRIES}, the last one`,
      },
    ],
    [
      'the head gone',
      'delete from log_head',
      { seq: null, reason: 'The log has 0 heads, expected one' },
    ],
    [
      'the finding that an entry is filed under',
      `update log set finding_id = 'f-1', version = 9 where seq = 2`,
      { seq: 2, reason: 'Entry 2 is filed under what it does not say' },
    ],
    [
      'the version that an entry is filed under',
      'update log set version = 9 where seq = 3',
      { seq: 3, reason: 'Entry 3 is filed under what it does not say' },
    ],
    [
      "a finding's body",
      `update finding set body = replace(body, '"mine"', '"nine"') where id = 'f-1'`,
      { seq: null, reason: 'Finding f-1 is not what its log entries make it: its body differs' },
    ],
    [
      "a finding's state",
      `update finding set state = 'closed' where id = 'f-2'`,
      { seq: null, reason: 'Finding f-2 is not what its log entries make it: its state differs' },
    ],
    [
      "a finding's group, by which records find it",
      `update finding set resource_id = 'sg-other' where id = 'f-2'`,
      {
        seq: null,
        reason: 'Finding f-2 is not what its log entries make it: its resource_id differs',
      },
    ],
    [
      'a finding that was deleted',
      `delete from finding where id = 'f-2'`,
      { seq: null, reason: 'Finding f-2 is in the log and is not kept' },
    ],
    [
      'a finding that was made up',
      `insert into finding select 'f-9', version, state, account_id, region, resource_id, opened_at, body,
         is_unexplained, revert_began_at
       from finding where id = 'f-1'`,
      { seq: null, reason: 'Finding f-9 is not in the log' },
    ],
  ])('%s', async (_, tamper, expected) => {
    expect(await verdictAfter(sql(tamper))).toEqual({ kind: 'broken', ...expected });
  });

  it('one byte, anywhere in any body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: ENTRIES }), fc.nat(), async (seq, at) => {
        const verdict = await verdictAfter((folder) => {
          const [row] = folder.query(`select body from log where seq = ${seq}`);
          const body = String(row?.body);
          const index = at % body.length;
          const other = body[index] === 'x' ? 'y' : 'x';
          const changed = body.slice(0, index) + other + body.slice(index + 1);
          folder.tamper(
            `update log set body = '${changed.replaceAll("'", "''")}' where seq = ${seq}`,
          );
        });
        expect(verdict).toMatchObject({ kind: 'broken', seq });
      }),
      { numRuns: 20 },
    );
  });

  it('a chain that was made anew after a change, by the finding that it does not make', async () => {
    const verdict = await verdictAfter(forge(3, (body) => body.replace('"mine"', '"nine"')));
    expect(verdict).toEqual({
      kind: 'broken',
      seq: null,
      reason: 'Finding f-1 is not what its log entries make it: its body differs',
    });
  });

  it('a chain made anew over what cannot happen', async () => {
    const verdict = await verdictAfter(
      forge(3, (body) => body.replace('"finding.acknowledged"', '"revert.started"')),
    );
    expect(verdict).toEqual({
      kind: 'broken',
      seq: 3,
      reason: 'Entry 3 is not the next event of finding f-1',
    });
  });

  it.each(['no JSON', 'null', '{}'])('a chain made anew over %s', async (text) => {
    const verdict = await verdictAfter(forge(3, () => text));
    expect(verdict).toEqual({
      kind: 'broken',
      seq: 3,
      reason: 'Entry 3 is filed under what it does not say',
    });
  });
});
