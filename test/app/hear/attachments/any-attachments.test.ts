import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { READ_GAP_MS } from '../../../../src/app/doors/look-at-door.ts';
import { wake } from '../../../../src/app/jobs/wake.ts';
import type { AttachmentChange } from '../../../../src/domain/change/exposure-change.ts';
import { placeKey } from '../../../../src/domain/finding/door.ts';
import { claims } from '../../../../src/domain/finding/wanted.ts';
import { fakeGroups } from '../../../support/fake-groups.ts';
import { fakeListing } from '../../../support/fake-listing.ts';
import { NOW } from '../hearing.ts';
import {
  ANY,
  AT,
  type Attaching,
  attaching,
  CLEAN,
  detached,
  eni,
  launched,
  modified,
  OPEN,
  OTHER,
  POLICY,
} from './attaching.ts';

const GROUPS = [CLEAN, OPEN, ANY, OTHER].map(({ groupId }) => groupId);
/** Known by the sweep, or made later. */
const INTERFACES = ['eni-1', 'eni-2', 'eni-3'] as const;
const START = NOW - 600_000;

/** What happens to an interface: the groups that stand on it afterwards, or none where it is gone. */
type Step = {
  readonly interfaceId: (typeof INTERFACES)[number];
  readonly after: readonly string[];
};

const step: fc.Arbitrary<Step> = fc.record({
  interfaceId: fc.constantFrom(...INTERFACES),
  after: fc.subarray(GROUPS),
});

interface History {
  readonly records: readonly AttachmentChange[];
  /** What stands where in the end. */
  readonly live: ReadonlyMap<string, readonly string[]>;
}

/** The records of steps, each a few seconds after the one before it. An interface that is gone is made
 * again under the same id: what is made later has a new one in EC2, so that is not told. */
function historyOf(steps: readonly Step[]): History {
  const live = new Map<string, readonly string[]>([['eni-1', ['sg-clean']]]);
  const gone = new Set<string>();
  const records: AttachmentChange[] = [];
  for (const [i, { interfaceId, after }] of steps.entries()) {
    if (gone.has(interfaceId)) continue;
    const at = START + i * 5_000;
    const target = { kind: 'interface', interfaceId, instanceId: null } as const;
    if (after.length === 0) {
      if (!live.has(interfaceId)) continue;
      gone.add(interfaceId);
      records.push(detached('DeleteNetworkInterface', `e-${i}`, at, { target, groupIds: [] }));
    } else if (live.has(interfaceId)) records.push(modified(`e-${i}`, at, interfaceId, after));
    else records.push(launched(`e-${i}`, at, [interfaceId, ...after]));
    if (after.length === 0) live.delete(interfaceId);
    else live.set(interfaceId, after);
  }
  return { records, live };
}

/** Hears records in an order, then looks at every door that asks for it. */
async function heard(
  { live }: History,
  order: readonly AttachmentChange[],
): Promise<{ readonly cloud: Attaching; readonly doors: readonly string[] }> {
  const cloud = await attaching();
  await cloud.known(CLEAN, OPEN, eni('eni-1', ['sg-clean']));
  cloud.interfaces.known.clear();
  for (const [id, groupIds] of live) cloud.interfaces.known.set(id, eni(id, groupIds));
  for (const change of order) await cloud.tell(change);
  for (const { id } of await cloud.open()) await look(cloud, id);
  const doors = (await cloud.findings()).flatMap(({ door }) =>
    door.places.map((place) => `${door.groupId} on ${placeKey(place)}`),
  );
  return { cloud, doors: [...doors].sort() };
}

async function look({ needs }: Attaching, findingId: string): Promise<void> {
  const { store, groups, lists, interfaces, log } = needs;
  // Time passes while it reads.
  let now = NOW;
  const clock = {
    now: () => now,
    wait: (ms: number) => {
      // Every read is answered in time: what is waited for longer than between two reads is too late.
      if (ms > READ_GAP_MS) return new Promise<void>(() => undefined);
      now += ms;
      return Promise.resolve();
    },
  };
  // Nothing is listed for a door that is an attachment.
  const listing = fakeListing(fakeGroups([]));
  const outside = { store, groups, lists, interfaces, listing, clock, log };
  await wake(findingId, { ...outside, policy: POLICY, ownAccountIds: new Set([AT.accountId]) });
}

/** Records, and the order in which they are heard: all of them, late, early and again. */
const histories = fc
  .array(step, { minLength: 1, maxLength: 8 })
  .map(historyOf)
  .filter(({ records }) => records.length > 0)
  .chain((history) => {
    const { records } = history;
    const again = fc.array(fc.constantFrom(...records), { maxLength: 4 });
    const shuffled = fc.shuffledSubarray([...records], { minLength: records.length });
    return fc
      .tuple(shuffled, again)
      .map(([once, more]) => ({ history, order: [...once, ...more] }));
  });

it('records late, doubled and out of order: the same doors are open in the end', async () => {
  const property = fc.asyncProperty(histories, async ({ history, order }) => {
    const inOrder = await heard(history, history.records);
    const shuffled = await heard(history, order);
    expect(shuffled.doors).toEqual(inOrder.doors);
    for (const { cloud } of [inOrder, shuffled]) {
      const held = (await cloud.open()).flatMap(claims);
      expect(new Set(held).size).toBe(held.length);
      expect(await cloud.store.verifyLog()).toMatchObject({ kind: 'verified' });
    }
  });
  await fc.assert(property, { numRuns: 60 });
});

it('what offends on a guarded host in the end has its finding, and nothing else has', async () => {
  const property = fc.asyncProperty(histories, async ({ history, order }) => {
    const { doors } = await heard(history, order);
    const there = [...history.live].flatMap(([id, groupIds]) =>
      groupIds.map((groupId) => `${groupId} on ${id}`),
    );
    for (const door of doors) expect(there).toContain(door);
    const open = there.filter((each) => each.startsWith('sg-open'));
    expect(doors.filter((each) => each.startsWith('sg-open'))).toEqual(open.sort());
  });
  await fc.assert(property, { numRuns: 60 });
});
