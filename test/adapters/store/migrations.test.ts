import { Kysely, Migrator } from 'kysely';
import { describe, expect, it } from 'vitest';
import { chainHash, GENESIS_HASH, logText } from '../../../src/adapters/store/log-chain.ts';
import { migrationProvider } from '../../../src/adapters/store/migrations.ts';
import type { OpenStore } from '../../../src/adapters/store/open-store.ts';
import { sqliteDialect } from '../../../src/adapters/store/sqlite.ts';
import type { Kept } from '../../../src/app/ports.ts';
import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import { fold } from '../../../src/domain/finding/evolve.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { claims } from '../../../src/domain/finding/wanted.ts';
import { GROUP, opened, rdpFrom, recordKey, START } from '../../support/findings.ts';
import { type StoreFolder, storeFolder } from '../../support/store-file.ts';

/** The last migration before there were doors of other kinds. */
const BEFORE_DOORS = '0002-tasks';

/** The tables of before are not those of the types. */
type FormerTables = Readonly<Record<string, Record<string, string | number | null>>>;

/** A database as the version before wrote it: its tables, and these findings by their events. */
async function formerDatabase(
  { path }: StoreFolder,
  histories: readonly (readonly FindingEvent[])[],
): Promise<void> {
  const db = new Kysely<FormerTables>({ dialect: sqliteDialect(path) });
  const { error } = await new Migrator({ db, provider: migrationProvider }).migrateTo(BEFORE_DOORS);
  if (error !== undefined) throw error;
  let [seq, hash] = [0, GENESIS_HASH];
  for (const events of histories) {
    const finding = fold(events);
    const { id, version, state, opening } = finding;
    const by = state.kind === 'closed' ? state.by : null;
    const columns = { account_id: GROUP.accountId, region: GROUP.region, group_id: GROUP.groupId };
    const row = { id, version, state: state.kind, ...columns, is_unexplained: 0 };
    const request_id = by?.kind === 'revert' ? by.requestId : null;
    const body = JSON.stringify(asBefore(finding));
    await db
      .insertInto('finding')
      .values({ ...row, request_id, opened_at: opening.at, body })
      .execute();
    for (const door of claims(finding)) {
      await db.insertInto('claim').values({ door, finding_id: id }).execute();
    }
    for (const [i, event] of events.entries()) {
      seq += 1;
      const text = logText({ seq, findingId: id, version: i + 1, event: asBefore(event) });
      const entry = { seq, finding_id: id, version: i + 1, body: text, previous_hash: hash };
      hash = chainHash(hash, text);
      await db
        .insertInto('log')
        .values({ ...entry, hash })
        .execute();
    }
  }
  await db.updateTable('log_head').set({ seq, hash }).execute();
  await db.destroy();
}

/** A finding or an event with its door as it was written then. */
function asBefore<Of extends object>(of: Of): Of {
  if (!('door' in of)) return of;
  const { kind: _, direction: __, managedBy: ___, ...door } = Object(of.door);
  return { ...of, door };
}

/** A finding that a revert closed by a request. */
function reverted(id: string, requestId: string, source: string): readonly FindingEvent[] {
  const [planHash, at] = ['a'.repeat(64), START];
  return [
    opened(id, [rdpFrom(source)]),
    { kind: 'revert.approved', by: 'U1', planHash, at },
    { kind: 'revert.started', planHash, at },
    { kind: 'revert.finished', planHash, result: { kind: 'reverted', requestId }, at },
    { kind: 'door.seenClosed', by: { kind: 'revert', approvedBy: 'U1', requestId }, at },
  ];
}

/** What the judge of a record is shown. */
async function keptFor(store: OpenStore, requestId: string | null): Promise<Kept> {
  let shown: Kept | null = null;
  const key = { ...recordKey(`record-of-${requestId}`), requestId };
  const outcome = { kind: 'ignored', reason: '' } as const;
  await store.admit(
    key,
    (kept) => {
      shown = kept;
      return { outcome, changes: [], notice: null, learnt: [] };
    },
    START,
  );
  if (shown === null) throw new Error('The record was known already');
  return shown;
}

describe('a database of before there were other doors than rules', () => {
  const OPEN = opened('f-1');

  async function migrated(folder: StoreFolder): Promise<OpenStore> {
    const histories = [
      [OPEN],
      reverted('f-2', 'request-a', '198.51.100.0/24'),
      reverted('f-3', 'request-a', '203.0.113.0/24'),
      reverted('f-4', 'request-b', '192.0.2.0/24'),
    ];
    await formerDatabase(folder, histories);
    return folder.open();
  }

  it('has its findings, whose doors are inbound rules, and a log that verifies', async () => {
    using folder = storeFolder();
    const store = await migrated(folder);
    const expected: Finding = fold([OPEN]);
    expect(await store.finding('f-1')).toEqual(expected);
    expect(expected.door).toMatchObject({ kind: 'rules', direction: 'inbound', managedBy: null });
    expect(await store.events('f-1', 0)).toEqual([OPEN]);
    expect(await store.countFindings()).toEqual({ open: 1, closed: 3 });
    expect(await store.verifyLog()).toMatchObject({ kind: 'verified', findings: 4, entries: 16 });
    await store.close();
  });

  it('finds them by what they are on, goes on with them, and the log verifies then too', async () => {
    using folder = storeFolder();
    const store = await migrated(folder);
    expect((await keptFor(store, null)).open.map(({ id }) => id)).toEqual(['f-1']);
    const note = { kind: 'finding.acknowledged', by: 'U1', note: 'seen', at: START } as const;
    await store.change('f-1', () => ({ kind: 'events', events: [note] }), START);
    expect(await store.finding('f-1')).toEqual(fold([OPEN, note]));
    expect(await store.verifyLog()).toMatchObject({ kind: 'verified', entries: 17 });
    expect(folder.query('select finding_id from claim')).toEqual([{ finding_id: 'f-1' }]);
    await store.close();
  });

  it('knows the requests of its reverts as its own, also one that closed two findings', async () => {
    using folder = storeFolder();
    const store = await migrated(folder);
    for (const [requestId, isOwnCall] of [
      ['request-a', true],
      ['request-b', true],
      ['request-c', false],
    ] as const) {
      expect((await keptFor(store, requestId)).isOwnCall).toBe(isOwnCall);
    }
    expect(folder.query('select * from own_request order by request_id')).toEqual([
      { request_id: 'request-a', finding_id: 'f-2' },
      { request_id: 'request-b', finding_id: 'f-4' },
    ]);
    await store.close();
  });

  it('has other columns: what a finding is on has one name, and requests are kept elsewhere', async () => {
    using folder = storeFolder();
    const store = await migrated(folder);
    const columns = folder.query("select name from pragma_table_info('finding')");
    const names = columns.map(({ name }) => name);
    expect(names).toContain('resource_id');
    expect(names).not.toContain('group_id');
    expect(names).not.toContain('request_id');
    await store.close();
  });

  it('no longer knows groups of which it knew no outbound rules, and knows the others', async () => {
    using folder = storeFolder();
    await formerDatabase(folder, []);
    const state = { ...GROUP, groupName: 'win', vpcId: null, tags: {}, inbound: [] };
    const known = { ...state, observedAt: START };
    for (const [groupId, more] of [
      ['sg-1', { outboundRuleIds: ['sgr-9'] }],
      ['sg-2', { outbound: [] }],
    ] as const) {
      const body = JSON.stringify({ ...known, groupId, ...more });
      folder.tamper(
        `insert into known_group values ('${GROUP.accountId}', '${GROUP.region}', '${groupId}', ${START}, '${body}')`,
      );
    }
    const store = await folder.open();
    expect(await store.group(GROUP)).toBeNull();
    expect(await store.group({ ...GROUP, groupId: 'sg-2' })).toMatchObject({ outbound: [] });
    await store.close();
  });

  it('knows which groups stand beside others on the interfaces that it knew', async () => {
    using folder = storeFolder();
    const db = new Kysely<FormerTables>({ dialect: sqliteDialect(folder.path) });
    const migrator = new Migrator({ db, provider: migrationProvider });
    const { error } = await migrator.migrateTo('0005-whose');
    if (error !== undefined) throw error;
    const { accountId, region } = GROUP;
    const row = { account_id: accountId, region, interface_id: 'eni-1', instance_id: 'i-1' };
    const body = JSON.stringify({ groupIds: ['sg-1', 'sg-2'] });
    await db
      .insertInto('known_interface')
      .values({ ...row, observed_at: START, body })
      .execute();
    await db.destroy();
    const store = await folder.open();
    const beside = await store.beside({ accountId, region }, ['sg-1']);
    expect(beside.get('sg-1')).toMatchObject([{ groupId: 'sg-2', hosts: ['i-1'], facts: null }]);
    await store.close();
  });
});
