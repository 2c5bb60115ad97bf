import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeEntries,
  SETTLE_GAP_MS,
  SETTLE_READS_MAX,
} from '../../../src/app/doors/change-entries.ts';
import type { LookNeeds } from '../../../src/app/doors/look.ts';
import { type Carried, inSteps } from '../../../src/app/doors/steps.ts';
import type { ListReading, Looked } from '../../../src/app/ports.ts';
import { LIST_ENTRIES_PER_CALL_MAX } from '../../../src/domain/inventory/list-state.ts';
import type { ListPlan } from '../../../src/domain/plan/plan.ts';
import { fakeGroups } from '../../support/fake-groups.ts';
import { fakeInterfaces } from '../../support/fake-interfaces.ts';
import { type FakeLists, fakeLists } from '../../support/fake-lists.ts';
import { type SimulatedClock, simulatedClock } from '../../support/simulated-clock.ts';
import { blocks, entriesOf, LIST, listPlan, listWith } from './list-door.ts';

interface Scene extends LookNeeds {
  readonly lists: FakeLists;
  readonly clock: SimulatedClock;
}

/** EC2 with a list of these blocks. */
function sceneWith(cidrs: readonly string[]): Scene {
  const lists = fakeLists(listWith(cidrs));
  return { lists, clock: simulatedClock(0), groups: fakeGroups([]), interfaces: fakeInterfaces() };
}

/** Makes all steps of a plan, with as much time as they want. */
async function carriedOut(plan: ListPlan, scene: Scene): Promise<Carried> {
  const deadline = { lastBeginsAt: Number.MAX_SAFE_INTEGER, clock: scene.clock };
  const answer = inSteps(changeEntries(plan, scene), deadline, (step) => step(() => false));
  await scene.clock.advance(SETTLE_READS_MAX * SETTLE_GAP_MS);
  return answer;
}

function left({ lists }: Scene): readonly string[] {
  return (lists.known.get(LIST.prefixListId)?.entries ?? []).map(({ cidr }) => cidr);
}

/** The list as EC2 shows it while it is at work on it. */
function atWork(cidrs: readonly string[]): Looked<ListReading> {
  return { kind: 'found', value: { list: listWith(cidrs), isSettled: false } };
}

const OFFICE = '10.9.8.0/28';
const WIDE = '0.0.0.0/0';

describe('changeEntries()', () => {
  it('takes out what the plan names and gives back what it replaced, in one call', async () => {
    const scene = sceneWith([WIDE, '10.1.0.0/16']);
    expect(await carriedOut(listPlan([WIDE], [OFFICE]), scene)).toEqual({
      kind: 'accepted',
      requestId: 'request-list-1',
    });
    expect(scene.lists.calls).toEqual([
      { address: LIST, version: 1, add: entriesOf([OFFICE]), remove: [WIDE] },
    ]);
    expect(left(scene)).toEqual(['10.1.0.0/16', OFFICE]);
  });

  it('leaves out what is gone already, and what is there already', async () => {
    const scene = sceneWith([WIDE, OFFICE]);
    await carriedOut(listPlan([WIDE, '10.2.0.0/16'], [OFFICE]), scene);
    expect(scene.lists.calls).toMatchObject([{ add: [], remove: [WIDE] }]);
  });

  it('makes no call where nothing of it is there any more, nor where the list is gone', async () => {
    const scene = sceneWith([OFFICE]);
    expect(await carriedOut(listPlan([WIDE], [OFFICE]), scene)).toEqual({ kind: 'notThere' });
    scene.lists.known.clear();
    expect(await carriedOut(listPlan([WIDE]), scene)).toEqual({ kind: 'notThere' });
    expect(scene.lists.calls).toEqual([]);
  });

  it('makes as many calls as it needs, each of the version that is current then', async () => {
    const many = blocks(2 * LIST_ENTRIES_PER_CALL_MAX + 1);
    const scene = sceneWith([...many, OFFICE]);
    expect(await carriedOut(listPlan(many), scene)).toMatchObject({ kind: 'accepted' });
    const sizes = scene.lists.calls.map(({ add, remove }) => add.length + remove.length);
    expect(sizes).toEqual([LIST_ENTRIES_PER_CALL_MAX, LIST_ENTRIES_PER_CALL_MAX, 1]);
    expect(scene.lists.calls.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(left(scene)).toEqual([OFFICE]);
  });

  it('gives back before it takes out, so that nobody is cut off between two calls', async () => {
    const many = blocks(LIST_ENTRIES_PER_CALL_MAX);
    const back = blocks(60, 1_000);
    const scene = sceneWith(many);
    await carriedOut(listPlan(many, back), scene);
    expect(scene.lists.calls.map(({ add, remove }) => [add.length, remove.length])).toEqual([
      [60, 40],
      [0, 60],
    ]);
    expect(left(scene)).toEqual(back);
  });

  it('takes the version that somebody else made meanwhile, whose edits stay', async () => {
    const many = blocks(LIST_ENTRIES_PER_CALL_MAX + 1);
    const scene = sceneWith(many);
    scene.lists.nextCalls.push(async () => {
      const rest = [...many.slice(LIST_ENTRIES_PER_CALL_MAX), '192.0.2.0/24'];
      scene.lists.known.set(LIST.prefixListId, listWith(rest, { version: 7 }));
      return { kind: 'accepted', requestId: 'request-1' };
    });
    expect(await carriedOut(listPlan(many), scene)).toMatchObject({ kind: 'accepted' });
    expect(scene.lists.calls.map(({ version }) => version)).toEqual([1, 7]);
    expect(left(scene)).toEqual(['192.0.2.0/24']);
  });

  it('waits until EC2 is done with an earlier change', async () => {
    const scene = sceneWith([WIDE]);
    for (let i = 1; i < SETTLE_READS_MAX; i += 1) scene.lists.nextReads.push(atWork([WIDE]));
    expect(await carriedOut(listPlan([WIDE]), scene)).toMatchObject({ kind: 'accepted' });
    expect(left(scene)).toEqual([]);
  });

  it('gives up when EC2 is not done in time, and makes no call', async () => {
    const scene = sceneWith([WIDE]);
    for (let i = 0; i < SETTLE_READS_MAX; i += 1) scene.lists.nextReads.push(atWork([WIDE]));
    expect(await carriedOut(listPlan([WIDE]), scene)).toMatchObject({
      kind: 'refused',
      code: 'IncorrectState',
      advice: expect.stringContaining('approve again'),
    });
    expect(scene.lists.calls).toEqual([]);
  });

  it('that may not look says why, and makes no call', async () => {
    const scene = sceneWith([WIDE]);
    scene.lists.nextReads.push({ kind: 'couldNotLook', reason: 'denied' });
    expect(await carriedOut(listPlan([WIDE]), scene)).toEqual({
      kind: 'refused',
      code: 'CouldNotLook',
      advice: 'denied',
    });
    expect(scene.lists.calls).toEqual([]);
  });

  it('that is refused half-way stops there, and is to be read back', async () => {
    const many = blocks(3 * LIST_ENTRIES_PER_CALL_MAX);
    const scene = sceneWith(many);
    const refused = { kind: 'refused', code: 'IncorrectState', advice: 'at work' } as const;
    scene.lists.nextCalls.push(async () => {
      const rest = many.slice(LIST_ENTRIES_PER_CALL_MAX);
      scene.lists.known.set(LIST.prefixListId, listWith(rest, { version: 2 }));
      return { kind: 'accepted', requestId: 'request-1' };
    }, refused);
    expect(await carriedOut(listPlan(many), scene)).toEqual({
      kind: 'partly',
      notDone: [{ code: 'IncorrectState', advice: 'at work' }],
    });
    expect(scene.lists.calls).toHaveLength(2);
    expect(left(scene)).toHaveLength(2 * LIST_ENTRIES_PER_CALL_MAX);
  });

  it('comes to the list without what is removed and with what is given back, whatever it held', async () => {
    const pool = blocks(400);
    const some = fc.subarray([...pool]);
    const property = fc.asyncProperty(some, some, some, async (held, removed, given) => {
      const back = given.filter((cidr) => !removed.includes(cidr));
      const scene = sceneWith(held);
      await carriedOut(listPlan(removed, back), scene);
      const expected = new Set([...held.filter((cidr) => !removed.includes(cidr)), ...back]);
      expect(left(scene).toSorted()).toEqual([...expected].toSorted());
      for (const { add, remove } of scene.lists.calls) {
        expect(add.length + remove.length).toBeLessThanOrEqual(LIST_ENTRIES_PER_CALL_MAX);
        expect(add.length + remove.length).toBeGreaterThan(0);
      }
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
