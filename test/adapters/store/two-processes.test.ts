import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenStore } from '../../../src/adapters/store/open-store.ts';
import type { Admission, Job, Kept } from '../../../src/app/ports.ts';
import type { Decision } from '../../../src/domain/finding/decision.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { GROUP, opened, RDP_FROM_ALL, recordKey, START } from '../../support/findings.ts';
import { emptyDatabase, type PostgresDatabase } from '../../support/postgres-database.ts';
import { POSTGRES_PROGRAMS } from '../../support/postgres-server.ts';

/** Each store has connections of its own, as another process has. */
describe.skipIf(POSTGRES_PROGRAMS === null)('two services on one PostgreSQL', () => {
  let database: PostgresDatabase;
  let stores: readonly OpenStore[];

  beforeEach(async () => {
    database = await emptyDatabase();
    // Both at once, on an empty database: they migrate once.
    stores = await Promise.all([database.open(), database.open()]);
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await database[Symbol.asyncDispose]();
  });

  function onBoth<T>(work: (store: OpenStore, which: number) => Promise<T>): Promise<T[]> {
    return Promise.all(stores.map(work));
  }
  function first(): OpenStore {
    const [store] = stores;
    if (store === undefined) throw new Error('There are two');
    return store;
  }

  it('migrate once when they start at once', async () => {
    const rows = await database.query(
      'select count(distinct name) = count(*) as once from kysely_migration',
    );
    expect(rows).toEqual([{ once: true }]);
  });

  it('give each of many records one outcome, and one finding to what they tell of the same door', async () => {
    const about = { groups: [GROUP], lists: [], interfaces: [] };
    const judge =
      (id: string) =>
      ({ open }: Kept): Admission => {
        const [known] = open;
        const findingId = known?.id ?? id;
        const outcome = { kind: 'finding', findingId, isNew: known === undefined } as const;
        const changes =
          known === undefined ? [{ findingId, events: [opened(id, [RDP_FROM_ALL])] }] : [];
        return { outcome, changes, notice: null, learnt: [] };
      };
    const ids = Array.from({ length: 30 }, (_, i) => `r-${i}`);
    const answers = await onBoth((store, which) =>
      Promise.all(
        ids.map((id) => store.admit({ ...recordKey(id), about }, judge(`f-${which}-${id}`), START)),
      ),
    );
    expect(answers.flat().filter(({ kind }) => kind === 'admitted')).toHaveLength(ids.length);
    const [here, there] = answers;
    const outcomes = (admitted: typeof here) =>
      admitted?.map((each) => (each.kind === 'unsure' ? null : each.outcome));
    expect(outcomes(here)).toEqual(outcomes(there));
    expect(await first().countFindings()).toEqual({ open: 1, closed: 0 });
    expect(await first().verifyLog()).toMatchObject({ kind: 'verified', entries: 1, findings: 1 });
  });

  it('take each job once', async () => {
    const subjects = Array.from({ length: 40 }, (_, i) => `sweep/111122223333/region-${i}`);
    for (const subject of subjects) {
      await database.query(`insert into job (kind, subject, due_at, attempts, generation, lease_until)
        values ('run', '${subject}', 0, 0, 1, 0)`);
    }
    const taken = await onBoth(async (store, which) => {
      const jobs: Job[] = [];
      for (;;) {
        const lease = { token: `lease-${which}-${jobs.length}`, ms: MINUTE_MS };
        const job = await store.takeJob(START, lease);
        if (job === null) return jobs;
        jobs.push(job);
      }
    });
    expect(
      taken
        .flat()
        .map(({ subject }) => subject)
        .toSorted(),
    ).toEqual(subjects.toSorted());
    expect(taken.every((jobs) => jobs.length > 0)).toBe(true);
  });

  it('decide one after the other: of two who answer at once, the second sees what the first did', async () => {
    await first().admit(
      recordKey('r-1'),
      () => ({
        outcome: { kind: 'finding', findingId: 'f-1', isNew: true },
        changes: [{ findingId: 'f-1', events: [opened('f-1', [RDP_FROM_ALL])] }],
        notice: null,
        learnt: [],
      }),
      START,
    );
    const acknowledge =
      (by: string) =>
      ({ version }: Finding): Decision =>
        version === 1
          ? { kind: 'events', events: [{ kind: 'finding.acknowledged', by, note: '', at: START }] }
          : { kind: 'events', events: [] };
    await Promise.all(
      Array.from({ length: 10 }, () =>
        onBoth((store, which) => store.change('f-1', acknowledge(`U${which}`), START)),
      ),
    );
    expect(await first().events('f-1', 0)).toHaveLength(2);
    expect(await first().verifyLog()).toMatchObject({ kind: 'verified', entries: 2 });
  });

  it('count a notice that both tell at once twice', async () => {
    const notice = { id: 'unreadable/1', title: 'Not read', detail: 'first', count: 1 };
    await onBoth((store) => Promise.all([1, 2, 3].map(() => store.notify(notice, START))));
    expect((await first().post(notice.id))?.subject).toEqual({
      kind: 'notice',
      notice: { ...notice, count: 6 },
    });
  });
});

describe.skipIf(POSTGRES_PROGRAMS === null)('a PostgreSQL that is not ours', () => {
  it('is left alone when it holds tables of something else', async () => {
    await using database = await emptyDatabase();
    await database.query('create table orders (id integer)');
    await expect(database.open()).rejects.toThrow(/tables of something else \(orders\)/);
    const tables = await database.query(
      "select tablename from pg_tables where schemaname = 'public'",
    );
    expect(tables).toEqual([{ tablename: 'orders' }]);
  });

  it('is left alone when a newer version wrote it', async () => {
    await using database = await emptyDatabase();
    const store = await database.open();
    await store.close();
    await database.query("insert into kysely_migration values ('9999-later', '2030')");
    await expect(database.open()).rejects.toThrow(
      /newer version of Portcullis: migration 9999-later/,
    );
  });

  it('says what to do when there is none, without the password', async () => {
    await using database = await emptyDatabase();
    const password = 'not-to-be-seen';
    const { openPostgresStore } = await import('../../../src/adapters/store/postgres-store.ts');
    const target = { ...database.target, database: 'nowhere', password };
    const failure = await openPostgresStore(target, { onCommit: () => undefined }).catch(String);
    expect(failure).toContain('create the database, or mend its name in DATABASE_URL');
    expect(failure).not.toContain(password);
  });
});
