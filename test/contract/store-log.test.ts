import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import { storeFrom } from '../../src/app/store-from.ts';
import { decide } from '../../src/domain/finding/decide.ts';
import type { Origin } from '../../src/domain/origin.ts';
import { HOME_ACCOUNT, OWN_ACCOUNTS, opened, recordKey, START } from '../support/findings.ts';
import { RULES } from '../support/rules.ts';
import { type Anchors, STORE_ENGINES } from '../support/store-engines.ts';

const CONTEXT = { now: START, ownAccountIds: OWN_ACCOUNTS, rules: RULES };
const MESSAGE: Origin = { kind: 'message', channelId: 'C1', messageTs: '1.000100' };
const JOB: Origin = { kind: 'job', job: 'wake', subject: 'f-1' };

describe.each(STORE_ENGINES)('the log on $name', (engine) => {
  let store: OpenStore;
  let anchors: Anchors;

  beforeEach(async () => {
    anchors = [];
    store = await engine.open(anchors);
    const outcome = { kind: 'finding', findingId: 'f-1', isNew: true } as const;
    const changes = [{ findingId: 'f-1', events: [opened('f-1')] }];
    await store.admit(
      recordKey('e-1'),
      () => ({ outcome, changes, notice: null, learnt: [] }),
      START,
    );
  });
  afterEach(async () => {
    await store.close();
    engine.dispose();
  });

  async function acknowledge(note: string, from?: Origin, at: typeof store = store): Promise<void> {
    const command = { kind: 'acknowledge', by: 'U1', note } as const;
    await at.change('f-1', (finding) => decide(finding, command, CONTEXT), START, from);
  }

  it('says from where each event came: a record by itself, the others as they are told', async () => {
    await acknowledge('from a message', MESSAGE);
    await acknowledge('from a job', undefined, storeFrom(store, JOB));
    await acknowledge('from a message, in a job', MESSAGE, storeFrom(store, JOB));
    await acknowledge('from nowhere');
    const record = { kind: 'record', accountId: HOME_ACCOUNT, eventId: 'e-1' };
    expect((await store.logEntries('f-1')).map(({ from }) => from)).toEqual([
      record,
      MESSAGE,
      JOB,
      MESSAGE,
      null,
    ]);
    expect(await store.verifyLog()).toMatchObject({ kind: 'verified', entries: 5 });
  });

  it('is held against the anchors that it gave, whole and cut off', async () => {
    await acknowledge('once', MESSAGE);
    expect(anchors.map(({ seq }) => Number(seq))).toEqual([1, 2]);
    expect(await store.verifyLog(anchors)).toMatchObject({ kind: 'verified', anchors: 2 });
    expect(await store.verifyLog([{ seq: 1, hash: 'f'.repeat(64) }])).toMatchObject({
      kind: 'broken',
      seq: 1,
    });
    expect(await store.verifyLog([...anchors, { seq: 3, hash: 'f'.repeat(64) }])).toEqual({
      kind: 'broken',
      seq: 3,
      reason: 'The log ends at entry 2, an anchor says that it had 3: it was cut off',
    });
  });

  it('tells its end and the hash of each entry', async () => {
    await acknowledge('once', MESSAGE);
    expect(await store.logEnd()).toEqual(anchors[1]);
    expect(await store.logHash(1)).toBe(anchors[0]?.hash);
    expect(await store.logHash(3)).toBeNull();
  });
});
