import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { OpenStore } from '../../../src/adapters/store/open-store.ts';
import { verifyLogIn } from '../../../src/adapters/store/read-only.ts';
import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import { WEIGHT_WAIT_MS } from '../../../src/domain/finding/wanted.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { opened, RDP_FROM_ALL, rdpFrom, recordKey, START } from '../../support/findings.ts';
import { storeFolder } from '../../support/store-file.ts';

async function admit(
  store: OpenStore,
  findingId: string,
  events: readonly FindingEvent[],
): Promise<void> {
  const outcome = { kind: 'finding', findingId, isNew: true } as const;
  const admission = { outcome, changes: [{ findingId, events }], notice: null, learnt: [] };
  const key = recordKey(`${findingId}/${events.map(({ kind, at }) => `${kind}${at}`).join()}`);
  await store.admit(key, () => admission, START);
}

function open(store: OpenStore, id: string, rules?: readonly PlannedRule[]): Promise<void> {
  return admit(store, id, [opened(id, rules)]);
}

const CLOSED: FindingEvent = { kind: 'door.seenClosed', by: { kind: 'unknown' }, at: START };

describe('a SQLite file', () => {
  it('has everything again after it was closed and opened', async () => {
    using folder = storeFolder();
    const before = await folder.open();
    await open(before, 'f-1');
    await before.beginPosting('f-1');
    const job = await before.takeJob(START, { token: 'lease-1', ms: MINUTE_MS });
    await before.close();

    const after = await folder.open();
    expect(await after.finding('f-1')).toMatchObject({ id: 'f-1', version: 1 });
    expect(await after.post('f-1')).toMatchObject({ attempts: 1 });
    expect(job).toMatchObject({ kind: 'weigh' });
    const tie = await after.takeJob(START, { token: 'lease-2', ms: MINUTE_MS });
    expect(tie).toMatchObject({ kind: 'tie' });
    expect(await after.takeJob(START, { token: 'lease-3', ms: MINUTE_MS })).toBeNull();
    if (tie !== null) await after.finishJob(tie);
    if (job !== null) await after.finishJob(job);
    // The alert, which waits for the weight.
    expect(await after.nextDueAt()).toBe(START + WEIGHT_WAIT_MS);
    expect(await after.verifyLog()).toMatchObject({ kind: 'verified', entries: 1 });
    await after.close();
  });

  it('of before findings were weighed is brought up to date, and its log verifies', async () => {
    using folder = storeFolder();
    const before = await folder.open();
    await open(before, 'f-1');
    await open(before, 'f-2', [rdpFrom('198.51.100.0/24')]);
    const began: readonly FindingEvent[] = [
      { kind: 'revert.approved', by: 'U1', planHash: 'h', at: START },
      { kind: 'revert.started', planHash: 'h', at: START + 1 },
    ];
    await admit(before, 'f-2', [...began, CLOSED]);
    await before.close();
    const database = new DatabaseSync(folder.path);
    // Those that came after 0003, the last one first.
    database.exec(`alter table post drop column hardening_id`);
    database.exec(`drop table hardening`);
    for (const name of ['estate_thing', 'estate_part', 'guarded_group', 'interface_group']) {
      database.exec(`drop table ${name}`);
    }
    database.exec(`drop table directory_call`);
    database.exec(`alter table finding drop column revert_began_at`);
    database.exec(`update finding set body = json_remove(body, '$.isByOwnRole', '$.revertBeganAt',
      '$.inPlaceOf', '$.probableCall', '$.weight')`);
    database.exec(`delete from kysely_migration where name >= '0004'`);
    database.close();

    const after = await folder.open();
    expect(await after.finding('f-1')).toMatchObject({ weight: null, revertBeganAt: null });
    expect(await after.finding('f-2')).toMatchObject({ revertBeganAt: START + 1 });
    expect(await after.verifyLog()).toMatchObject({ kind: 'verified', entries: 5 });
    await after.close();
  });

  it('that is none is an error that names it', async () => {
    using folder = storeFolder();
    writeFileSync(folder.path, 'this is no database, and long enough to be told from an empty one');
    const failure = await folder.open().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OutsideError);
    expect(String(failure)).toContain(`Could not open the database ${folder.path}`);
  });
});

describe('the log beside a running service', () => {
  it('is checked in one snapshot while the service writes', async () => {
    using folder = storeFolder();
    const store = await folder.open();
    await open(store, 'f-1');
    let isDone = false;
    const writing = (async () => {
      for (let i = 0; !isDone; i += 1) {
        const event = { kind: 'finding.acknowledged', by: 'U1', note: `${i}`, at: START } as const;
        await store.change('f-1', () => ({ kind: 'events', events: [event] }), START);
        // Lets the reader have its turn in this one process.
        await new Promise(setImmediate);
      }
    })();
    for (let i = 0; i < 20; i += 1) {
      expect(await verifyLogIn({ kind: 'sqlite', path: folder.path }, [])).toMatchObject({
        kind: 'verified',
        findings: 1,
      });
      expect(await store.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
    }
    isDone = true;
    await writing;
    await store.close();
  });
});

describe('claims', () => {
  it('are held by one finding, joined by none, and released when it closes', async () => {
    using folder = storeFolder();
    const store = await folder.open();
    const claims = () => folder.query('select finding_id, door from claim order by door');
    await open(store, 'f-1', [RDP_FROM_ALL, rdpFrom('198.51.100.0/24')]);
    expect(claims().map((row) => row.finding_id)).toEqual(['f-1', 'f-1']);
    await open(store, 'f-2', [RDP_FROM_ALL]);
    expect(claims().map((row) => row.finding_id)).toEqual(['f-1', 'f-1']);
    await admit(store, 'f-1', [CLOSED]);
    expect(claims()).toEqual([]);
    await open(store, 'f-3', [RDP_FROM_ALL]);
    // The same door within a week is the same story: its finding is open again.
    expect(claims().map((row) => row.finding_id)).toEqual(['f-1']);
    await store.close();
  });

  it('move with the rules of the finding', async () => {
    using folder = storeFolder();
    const store = await folder.open();
    await open(store, 'f-1');
    const rules = [rdpFrom('203.0.113.0/24')];
    await admit(store, 'f-1', [{ kind: 'finding.changed', rules, excess: [], at: START }]);
    const doors = folder.query('select door from claim').map(({ door }) => String(door));
    expect(doors).toEqual([expect.stringContaining('203.0.113.0/24')]);
    await store.close();
  });
});
