import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import type { Job } from '../../src/app/ports.ts';
import { decideHardening } from '../../src/domain/hardening/decide.ts';
import { PROPOSAL_TTL_MS } from '../../src/domain/hardening/hardening.ts';
import { GROUP, recordKey, START } from '../support/findings.ts';
import { hardenPlan, proposedOf } from '../support/hardenings.ts';
import { STORE_ENGINES } from '../support/store-engines.ts';

const VOTE = { kind: 'vote', by: 'U2', planHash: hardenPlan().hash } as const;

describe.each(STORE_ENGINES)('hardenings in the store on $name', (engine) => {
  let store: OpenStore;

  beforeEach(async () => {
    store = await engine.open([]);
  });
  afterEach(() => store.close());
  afterAll(() => engine.dispose());

  const vote = (id: string) =>
    store.changeHardening(id, (each) => decideHardening(each, VOTE, START + 1), START + 1);

  async function jobs(at: number): Promise<readonly string[]> {
    const taken: Job[] = [];
    for (;;) {
      const job = await store.takeJob(at, { token: `t-${taken.length}`, ms: 1_000 });
      if (job === null) return taken.map(({ kind, subject }) => `${kind} ${subject}`).sort();
      taken.push(job);
    }
  }

  it('a proposal is kept with its post, and asks to be shown and, later, to be ended', async () => {
    await store.propose(proposedOf('h-1'), null, START);
    expect(await store.hardening('h-1')).toMatchObject({ version: 1, state: { kind: 'proposed' } });
    expect(await store.post('h-1')).toMatchObject({
      subject: { kind: 'hardening', hardeningId: 'h-1' },
      address: null,
    });
    expect(await store.openHardeningsOn(GROUP)).toMatchObject([{ id: 'h-1' }]);
    expect(await jobs(START)).toEqual(['show h-1']);
    expect(await jobs(START + PROPOSAL_TTL_MS)).toEqual(['show h-1', 'wake h-1']);
  });

  it('a vote is an event, and the last one asks for the execution', async () => {
    await store.propose(proposedOf('h-1'), null, START);
    expect(await vote('h-1')).toMatchObject({ hardening: { state: { kind: 'executing' } } });
    const kinds = (await store.hardeningEvents('h-1', 1)).map(({ kind }) => kind);
    expect(kinds).toEqual(['hardening.voted', 'hardening.approved']);
    expect(await jobs(START + 1)).toEqual(['act h-1', 'show h-1']);
    expect(await vote('h-1')).toMatchObject({ kind: 'refused', refusal: { kind: 'notProposed' } });
    expect(await vote('h-9')).toEqual({ kind: 'noSuchHardening' });
    expect(await store.verifyLog()).toMatchObject({ kind: 'verified', entries: 3, hardenings: 1 });
  });

  it('a plan made anew takes the place of the stale one, both or neither', async () => {
    await store.propose(proposedOf('h-1'), null, START);
    const supersede = (by: string) => ({
      id: 'h-1',
      decide: (each: Parameters<typeof decideHardening>[0]) =>
        decideHardening(each, { kind: 'supersede', by, what: [] }, START),
    });
    await store.propose(proposedOf('h-2'), supersede('h-2'), START);
    expect(await store.hardening('h-1')).toMatchObject({
      state: { kind: 'superseded', by: 'h-2' },
    });
    expect(await store.openHardeningsOn(GROUP)).toMatchObject([{ id: 'h-2' }]);
    const again = await store.propose(proposedOf('h-3'), supersede('h-3'), START);
    expect(again).toMatchObject({ kind: 'refused' });
    expect(await store.hardening('h-3')).toBeNull();
    expect(await store.post('h-3')).toBeNull();
  });

  it('its requests are our own, and what was begun is shown to the judge of a record that asks', async () => {
    await store.propose(proposedOf('h-1'), null, START);
    await store.noteOwnRequest('request-1', 'h-1');
    const about = { groups: [GROUP], lists: [], interfaces: [], withReverted: true };
    const shown: unknown[] = [];
    const judge = (eventId: string) =>
      store.admit(
        { ...recordKey(eventId), requestId: 'request-1', about },
        ({ isOwnCall, hardenings }) => {
          shown.push([isOwnCall, hardenings?.map(({ id }) => id)]);
          const outcome = { kind: 'ignored', reason: 'a test' } as const;
          return { outcome, changes: [], notice: null, learnt: [] };
        },
        START,
      );
    await judge('e-1');
    await vote('h-1');
    await store.changeHardening(
      'h-1',
      (each) => decideHardening(each, { kind: 'beginStep', step: 0 }, START + 2),
      START + 2,
    );
    await judge('e-2');
    expect(shown).toEqual([
      [true, []],
      [true, ['h-1']],
    ]);
  });

  it.skipIf(engine.isShared)('asks again after a start for what is under way', async () => {
    await store.propose(proposedOf('h-1'), null, START);
    await vote('h-1');
    await jobs(START + 1);
    await store.wantAll(START + 2);
    expect(await jobs(START + 2)).toEqual(['act h-1', 'show h-1']);
  });
});
