import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../../src/adapters/store/sqlite-store.ts';
import { anchor } from '../../../src/app/tasks/anchor.ts';
import { tidy } from '../../../src/app/tasks/tidy.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import type { LogAnchorPlace } from '../../../src/domain/policy/policy.ts';
import { fakeChannel } from '../../support/fake-channel.ts';
import { HOME_ACCOUNT, opened, POLICY, REGION, recordKey, START } from '../../support/findings.ts';
import { storeFolder } from '../../support/store-file.ts';

const PLACE = { accountId: HOME_ACCOUNT, region: REGION };
const IGNORED = { kind: 'ignored', reason: 'No call that is watched' } as const;
const NOTHING = { changes: [], notice: null, learnt: [] };
const silent = () => undefined;
const log = { error: silent, warn: silent, info: silent, debug: silent };

async function open(path = ':memory:') {
  const store = await openSqliteStore(path, { onCommit: silent });
  const admit = (id: string, now = START, event = `${id}/${now}`) =>
    store.admit(
      recordKey(event),
      () => ({
        ...NOTHING,
        outcome: { kind: 'finding', findingId: id, isNew: true },
        changes: [{ findingId: id, events: [opened(id)] }],
      }),
      now,
    );
  return { store, admit };
}

function anchoring(store: Awaited<ReturnType<typeof open>>['store'], logAnchor?: LogAnchorPlace) {
  const lines: string[] = [];
  const posted: string[] = [];
  let now = START;
  const needs = {
    store,
    policy: { ...POLICY, ...(logAnchor === undefined ? {} : { logAnchor }) },
    channel: {
      ...fakeChannel(),
      postNotice: (channelId: string, { detail }: { readonly detail: string }) => {
        posted.push(`${channelId} ${detail}`);
        return Promise.resolve({ channelId, messageTs: '1.1' });
      },
    },
    anchorFile: {
      append: (path: string, line: string) => Promise.resolve(void lines.push(`${path} ${line}`)),
    },
    clock: { now: () => now, wait: () => Promise.resolve() },
    log,
  };
  return {
    lines,
    posted,
    run: (at = now) => {
      now = at;
      return anchor({ name: 'anchor', ...PLACE }, needs);
    },
  };
}

describe('anchor', () => {
  it('gives the end of the log out once a day, to a file', async () => {
    const { store, admit } = await open();
    onTestFinished(() => store.close());
    await admit('f-1');
    const { seq, hash } = await store.logEnd();
    const { lines, posted, run } = anchoring(store, { kind: 'file', path: '/x' });
    await run();
    await run();
    expect(lines).toEqual([
      `/x ${JSON.stringify({ at: new Date(START).toISOString(), seq, hash })}`,
    ]);
    await run(START + DAY_MS);
    expect(lines).toHaveLength(2);
    expect(posted).toEqual([]);
  });

  it('gives it out to a channel, and nowhere where nothing is set', async () => {
    const { store } = await open();
    onTestFinished(() => store.close());
    const { posted, lines, run } = anchoring(store, { kind: 'channel', channelId: 'C9' });
    await run();
    expect(posted).toEqual([expect.stringMatching(/^C9 .*--anchor 0:0{64}$/)]);
    const unset = anchoring(store);
    await unset.run(START + DAY_MS);
    expect([...unset.posted, ...lines]).toEqual([]);
  });

  it('tells of a log that was cut off, or made anew, since the last one, at once', async () => {
    using folder = storeFolder();
    const { store, admit } = await open(folder.path);
    await admit('f-1');
    const { seq, hash } = await store.logEnd();
    const { lines, run } = anchoring(store, { kind: 'file', path: '/x' });
    await run();
    folder.tamper(`delete from log; update log_head set seq = 0, hash = '${'0'.repeat(64)}'`);
    await run();
    expect(lines).toHaveLength(2);
    expect(await store.post(`cut-off/${seq}/${hash}`)).toMatchObject({
      subject: { notice: { detail: expect.stringContaining(`${seq}:${hash}`) } },
    });
    await run();
    expect(lines).toHaveLength(2);
    await store.close();
  });
});

describe('tidy', () => {
  it('deletes outcomes, shown notices and own requests that are old, and nothing else', async () => {
    const { store, admit } = await open();
    onTestFinished(() => store.close());
    const LATER = START + 100 * DAY_MS;
    await admit('f-1');
    for (let i = 0; i < 1_200; i += 1) {
      await store.admit(recordKey(`old-${i}`), () => ({ ...NOTHING, outcome: IGNORED }), START);
    }
    await store.admit(recordKey('new'), () => ({ ...NOTHING, outcome: IGNORED }), LATER);
    const notice = { title: 'x', detail: 'y', count: 1 };
    for (const id of ['shown', 'unseen']) await store.notify({ id, ...notice }, START);
    await store.notify({ id: 'new', ...notice }, LATER);
    for (const id of ['shown', 'new']) await store.recordShown(id, 1);
    for (const command of ['revert.approved', 'revert.started'] as const) {
      const event = { kind: command, by: 'U1', planHash: 'h', at: START };
      await store.change('f-1', () => ({ kind: 'events', events: [event] }), START);
    }
    await store.noteOwnRequest('request-1', 'f-1');
    const needs = {
      store,
      policy: { ...POLICY, recordDays: 95 },
      clock: { now: () => LATER, wait: () => Promise.resolve() },
    };
    const before = await store.verifyLog();
    expect(await tidy({ name: 'tidy', ...PLACE }, needs)).toBe('done');
    expect((await store.recordSummary()).byOutcome).toMatchObject({ ignored: 1, finding: 0 });
    expect(await store.outcome(recordKey('new'))).toEqual(IGNORED);
    expect(await store.post('shown')).toBeNull();
    expect([await store.post('unseen'), await store.post('new')]).not.toContain(null);
    const isOwn = await new Promise<boolean>((resolve) => {
      const key = { ...recordKey('probe'), requestId: 'request-1' };
      void store.admit(
        key,
        ({ isOwnCall }) => {
          resolve(isOwnCall);
          return { ...NOTHING, outcome: IGNORED };
        },
        LATER,
      );
    });
    expect(isOwn).toBe(false);
    expect(await store.finding('f-1')).not.toBeNull();
    expect(await store.verifyLog()).toEqual(before);
  });
});
