import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenStore } from '../../../src/adapters/store/open-store.ts';
import { openSqliteStore } from '../../../src/adapters/store/sqlite-store.ts';
import { systemClock } from '../../../src/adapters/system/system-clock.ts';
import { SLICE_GROUPS_MAX, SLICE_RULES_MAX, slices } from '../../../src/app/tasks/slices.ts';
import { sweep } from '../../../src/app/tasks/sweep.ts';
import type { GroupState } from '../../../src/domain/inventory/group-state.ts';
import { windowsGuard } from '../../domain/policy/change-of.ts';
import { GROUP, HOME_ACCOUNT, REGION, rdpFrom } from '../../support/findings.ts';
import { GUARDED } from '../../support/guarded.ts';
import { workerBench } from '../../support/worker-bench.ts';

const TASK = { name: 'sweep', accountId: HOME_ACCOUNT, region: REGION } as const;
const MATCH = {
  kind: 'guarded',
  guard: windowsGuard(),
  why: { kind: 'selected' },
  also: [],
  unless: [],
} as const;

function guarded(rulesOfEach: readonly number[]) {
  return rulesOfEach.map((count, i) => {
    const inbound = Array.from({ length: count }, (_, rule) => {
      return { ...rdpFrom('10.9.8.1/32', `sgr-${i}-${rule}`), description: null };
    });
    const facts = { groupName: 'win', vpcId: null, tags: {}, outbound: [], observedAt: 1 };
    const live: GroupState = { ...GROUP, groupId: `sg-${i}`, inbound, ...facts };
    return { live, match: MATCH };
  });
}

describe('slices()', () => {
  it('keeps every group, in order, and bounds groups and rules of a slice', () => {
    const sizes = [...Array.from({ length: 60 }, () => 3), 900, 200, 5_000, 1, 1];
    const all = guarded(sizes);
    const cut = [...slices(all)];
    expect(cut.flat()).toEqual(all);
    for (const slice of cut) {
      const rules = slice.reduce((sum, { live }) => sum + live.inbound.length, 0);
      expect(slice.length).toBeLessThanOrEqual(SLICE_GROUPS_MAX);
      // A group is never divided.
      if (slice.length > 1) expect(rules).toBeLessThanOrEqual(SLICE_RULES_MAX);
    }
  });
});

describe('a sweep in the event loop', () => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openSqliteStore(':memory:', { onCommit: () => undefined });
  });
  afterAll(() => store.close());

  it('evaluates no more than a slice of groups between two turns of the loop', async () => {
    const bench = await workerBench([rdpFrom('0.0.0.0/0')]);
    for (let i = 0; i < 90; i += 1) {
      const groupId = `sg-${i}`;
      const group = { groupId, groupName: `win-${i}`, vpcId: null, tags: new Map() };
      const rule = { ...rdpFrom('0.0.0.0/0', `sgr-${i}`), description: null };
      bench.listing.others.set(groupId, { group, rules: [{ kind: 'inbound', groupId, rule }] });
    }
    let groupsOfTurn = 0;
    const perTurn: number[] = [];
    const turns = setInterval(() => {
      perTurn.push(groupsOfTurn);
      groupsOfTurn = 0;
    }, 0);
    const counting: OpenStore = {
      ...store,
      observe: (groups, ...asked) => {
        groupsOfTurn += groups.length;
        return store.observe(groups, ...asked);
      },
    };
    // A clock that only gives turns away: the waits between calls are no part of this.
    const clock = { now: systemClock.now, wait: () => systemClock.wait(1) };
    await sweep(TASK, { ...bench.needs, store: counting, policy: GUARDED, clock });
    await systemClock.wait(2);
    clearInterval(turns);
    expect(perTurn.reduce((sum, each) => sum + each, 0)).toBe(91);
    expect(Math.max(...perTurn)).toBeLessThanOrEqual(SLICE_GROUPS_MAX);
  });
});
