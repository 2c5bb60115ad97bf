import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { hearRecord } from '../../../src/app/hear/hear-record.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/domain/instant.ts';
import { plannedDoorKey } from '../../../src/domain/plan/planned-rule.ts';
import {
  answeredRule,
  authorize,
  type Fields,
  rdpFrom as rdpPermission,
  revoke,
} from '../../fixtures/cloudtrail/records.ts';
import { GROUP, HOME_ACCOUNT, REGION, rdpFrom } from '../../support/findings.ts';
import { GUARDED } from '../../support/guarded.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const TASK = { name: 'sweep', accountId: HOME_ACCOUNT, region: REGION } as const;
const APPROVED = '10.9.8.3/32';
const CIDRS = ['0.0.0.0/0', '203.0.113.0/24', '198.51.100.0/24', APPROVED];

/** What happens to the group, and when its record is heard: at once, at the end, or never. */
type Step =
  | { readonly kind: 'toggle'; readonly cidr: string; readonly record: 'now' | 'late' | 'lost' }
  | { readonly kind: 'sweep' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'sweep' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('toggle' as const),
      cidr: fc.constantFrom(...CIDRS),
      record: fc.constantFrom('now', 'late', 'lost'),
    }),
  },
);

async function sweep({ store, clock }: WorkerBench): Promise<void> {
  await store.wantTask(TASK, clock.now());
  await clock.advance(2 * MINUTE_MS);
}

/** Adds or removes a rule, and gives the record of it. */
function toggle({ groups, clock }: WorkerBench, cidr: string, id: number): Fields {
  const of = {
    eventID: `event-${id}`,
    eventTime: new Date(clock.now()).toISOString(),
    requestID: `request-${id}`,
  };
  const permissions = { items: [rdpPermission(cidr)] };
  const parameters = { groupId: GROUP.groupId, ipPermissions: permissions };
  const old = groups.rules.find(({ source }) => source === cidr);
  const rule = old ?? rdpFrom(cidr, `sgr-${id}`);
  const ids = { groupId: GROUP.groupId, securityGroupRuleId: rule.ruleId };
  const answered = [answeredRule({ ...ids, cidrIpv4: cidr })];
  groups.rules =
    old === undefined ? [...groups.rules, rule] : groups.rules.filter((r) => r !== old);
  return old === undefined
    ? authorize([], answered, { ...of, requestParameters: parameters })
    : revoke(parameters, answered, of);
}

async function live(bench: WorkerBench, steps: readonly Step[]): Promise<void> {
  const needs = { ...bench.needs, policy: GUARDED };
  const late: Fields[] = [];
  // A record whose rules EC2 does not show makes it be asked once more, some seconds later.
  const hear = async (record: Fields): Promise<void> => {
    await Promise.all([hearRecord(decode(record), needs), bench.clock.advance(5 * SECOND_MS)]);
  };
  for (const [id, each] of steps.entries()) {
    await bench.clock.advance(5 * SECOND_MS);
    if (each.kind === 'sweep') {
      await sweep(bench);
      continue;
    }
    const record = toggle(bench, each.cidr, id);
    if (each.record === 'now') await hear(record);
    if (each.record === 'late') late.push(record);
    await onlyOneForEachDoor(bench);
  }
  for (const record of late.toReversed()) {
    await hear(record);
    await onlyOneForEachDoor(bench);
  }
  // Twice: what the first finds gone is looked at, what it could not agree on is the second's.
  await sweep(bench);
  await sweep(bench);
}

async function onlyOneForEachDoor({ store }: WorkerBench): Promise<void> {
  const open = await store.openFindings(1_000);
  const doors = open.flatMap(({ rules }) => [...new Set(rules.map(plannedDoorKey))]);
  expect(doors).toEqual([...new Set(doors)]);
}

/** A wider rule that was heard of, looked at and gone hid another that nobody heard of. */
const HIDDEN_BY_ONE_GONE: readonly Step[] = [
  { kind: 'toggle', cidr: '203.0.113.0/24', record: 'now' },
  { kind: 'toggle', cidr: '198.51.100.0/24', record: 'lost' },
  { kind: 'toggle', cidr: '0.0.0.0/0', record: 'late' },
  { kind: 'toggle', cidr: '0.0.0.0/0', record: 'lost' },
];

it('records and sweeps in any order: one finding for each open door, none for what is shut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      const bench = await workerBench([]);
      const { groupName, ...rest } = { groupName: 'win-web', vpcId: null, tags: new Map() };
      bench.groups.describeGroup = async () => {
        return { kind: 'found', value: { groupName, ...rest } };
      };
      const worker = await bench.start({ policy: GUARDED });
      await sweep(bench);
      await live(bench, steps);
      await onlyOneForEachDoor(bench);
      const there = new Set(bench.groups.rules.map(({ source }) => source));
      const open = await bench.store.openFindings(1_000);
      for (const { rules } of open) {
        expect(rules.some(({ source }) => there.has(source))).toBe(true);
      }
      // The group was empty when it was first seen: whatever offends there now has its finding.
      const held = new Set(open.flatMap(({ rules }) => rules.map(({ source }) => source)));
      expect([...there].filter((source) => source !== APPROVED && !held.has(source))).toEqual([]);
      expect(await bench.store.verifyLog()).toMatchObject({ kind: 'verified' });
      void worker.stop();
      await bench.clock.advance(SECOND_MS);
      await bench.store.close();
    }),
    // So long at most, what it takes to make a failure smaller included: a busy machine makes fewer runs.
    {
      numRuns: 60,
      examples: [[HIDDEN_BY_ONE_GONE]],
      interruptAfterTimeLimit: 40_000,
    },
  );
});
