import { describe, expect, it } from 'vitest';
import { READ_GAP_MS, READS_MAX } from '../../../src/app/doors/look-at-door.ts';
import { RUN_MS_MAX } from '../../../src/app/tasks/schedule.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { source } from '../../domain/policy/change-of.ts';
import {
  GROUP,
  HOME_ACCOUNT,
  RDP_FROM_ALL,
  REGION,
  rdpFrom as rdp,
} from '../../support/findings.ts';
import { GUARDED } from '../../support/guarded.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const TASK = { name: 'sweep', accountId: HOME_ACCOUNT, region: REGION } as const;
const A_RUN_MS = RUN_MS_MAX + MINUTE_MS;
const A_LOOK_MS = READS_MAX * READ_GAP_MS;
const APPROVED = rdp('10.9.8.0/28', 'sgr-approved');
/** Every group has it from its making on, unless somebody takes it away. */
const EVERYTHING: PlannedRule = {
  ruleId: 'sgr-everything',
  protocol: '-1',
  fromPort: -1,
  toPort: -1,
  source: '0.0.0.0/0',
};

/** The tests' policy, and RDP to 10.9.8.0/28 approved for members. */
const BOTH_WAYS: Policy = {
  ...GUARDED,
  guards: GUARDED.guards.map((guard) => ({
    ...guard,
    outbound: new Map([['rdp', sourceSet([source('10.9.8.0/28')])]]),
  })),
};

/** A bench whose group has these outbound rules and an approved inbound one, swept once. */
async function swept(
  outbound: readonly PlannedRule[],
  policy: Policy = BOTH_WAYS,
): Promise<WorkerBench> {
  const bench = await workerBench([APPROVED]);
  bench.groups.outbound = outbound;
  await bench.store.wantTask(TASK, bench.clock.now());
  await bench.start({ policy });
  await bench.clock.advance(A_RUN_MS);
  return bench;
}

/** Sweeps a bench whose group has other outbound rules now. */
async function drifted(bench: WorkerBench, outbound: readonly PlannedRule[]): Promise<WorkerBench> {
  bench.groups.outbound = outbound;
  await bench.store.wantTask(TASK, bench.clock.now());
  await bench.clock.advance(A_RUN_MS);
  return bench;
}

function noticeDetails({ channel }: WorkerBench): readonly string[] {
  return channel.messages.flatMap(({ shows }) => ('title' in shows ? [shows.detail] : []));
}

describe('the first look at a group', () => {
  it('counts what it lets out beyond what is approved, where that is guarded', async () => {
    const bench = await swept([EVERYTHING]);
    expect(noticeDetails(bench)).toEqual([
      expect.stringContaining(
        'win-web sg-1: RDP (TCP 3389, UDP 3389) to 0.0.0.0/0 less 10.9.8.0/28',
      ),
    ]);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 0 });
  });

  it('counts none of it where it is not guarded', async () => {
    expect(noticeDetails(await swept([EVERYTHING], GUARDED))).toEqual([]);
  });

  it('counts what is approved outbound as approved', async () => {
    expect(noticeDetails(await swept([APPROVED]))).toEqual([]);
  });

  it('counts an outbound rule though an inbound finding has the same door', async () => {
    const bench = await workerBench([RDP_FROM_ALL]);
    await bench.open('f-1');
    bench.groups.outbound = [rdp('0.0.0.0/0', 'sgr-out')];
    await bench.store.wantTask(TASK, bench.clock.now());
    await bench.start({ policy: BOTH_WAYS });
    await bench.clock.advance(A_RUN_MS);
    expect(noticeDetails(bench)).toEqual([expect.stringContaining('RDP (TCP 3389) to 0.0.0.0/0')]);
  });
});

describe('drift of outbound rules', () => {
  const WIDE = rdp('0.0.0.0/0', 'sgr-out');

  it('is a finding of that direction, where the policy guards it', async () => {
    const bench = await drifted(await swept([APPROVED]), [APPROVED, WIDE]);
    expect(await bench.store.openFindings(10)).toMatchObject([
      {
        door: { kind: 'rules', direction: 'outbound', groupId: GROUP.groupId },
        opening: { kind: 'drift', call: null },
        rules: [WIDE],
      },
    ]);
  });

  it('is nothing where it is not guarded; the group is known with it', async () => {
    const bench = await drifted(await swept([APPROVED], GUARDED), [APPROVED, WIDE]);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 0 });
    expect((await bench.store.group(GROUP))?.outbound).toMatchObject([APPROVED, WIDE]);
  });

  it('of both directions at once is a finding for each', async () => {
    const bench = await swept([APPROVED]);
    bench.groups.rules = [APPROVED, RDP_FROM_ALL];
    await drifted(bench, [APPROVED, WIDE]);
    const doors = (await bench.store.openFindings(10)).map(({ door }) => door);
    expect(doors).toHaveLength(2);
    expect(doors).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ direction: 'inbound' }),
        expect.objectContaining({ direction: 'outbound' }),
      ]),
    );
  });

  it('gone again by the next sweep: the door is looked at and found shut', async () => {
    const bench = await drifted(await swept([APPROVED]), [APPROVED, WIDE]);
    await drifted(bench, [APPROVED]);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 1 });
  });

  it('gone, and the same door open inbound only: it is shut all the same', async () => {
    const bench = await drifted(await swept([APPROVED]), [APPROVED, WIDE]);
    bench.groups.rules = [APPROVED, RDP_FROM_ALL];
    await drifted(bench, [APPROVED]);
    await bench.clock.advance(A_LOOK_MS);
    expect((await bench.finding('f-new-2')).state).toMatchObject({
      kind: 'closed',
      leftOpen: { rules: [] },
    });
    expect(await bench.store.openFindings(10)).toMatchObject([{ door: { direction: 'inbound' } }]);
  });

  it('gone, and another outbound rule open to part of it: that is told', async () => {
    const other = rdp('0.0.0.0/1', 'sgr-other');
    const bench = await drifted(await swept([APPROVED]), [APPROVED, WIDE]);
    bench.groups.rules = [APPROVED, RDP_FROM_ALL];
    await drifted(bench, [APPROVED, other, WIDE]);
    await drifted(bench, [APPROVED, other]);
    expect((await bench.finding('f-new-2')).state).toMatchObject({
      kind: 'closed',
      leftOpen: { rules: [other] },
    });
  });

  it.each([
    ['what is approved outbound: the door is shut', '10.9.8.0/29', { open: 0, closed: 1 }],
    ['something else: the finding tells what it is now', '203.0.113.0/24', { open: 1, closed: 0 }],
  ])('edited to %s', async (_, cidr, counts) => {
    const bench = await drifted(await swept([APPROVED]), [APPROVED, WIDE]);
    await drifted(bench, [APPROVED, { ...WIDE, source: cidr }]);
    expect(await bench.store.countFindings()).toEqual(counts);
    const [open] = await bench.store.openFindings(1);
    expect(open?.excess.map(({ source: to }) => to) ?? [cidr]).toEqual([cidr]);
  });

  it('is reverted by an outbound plan', async () => {
    const bench = await drifted(await swept([APPROVED]), [APPROVED, WIDE]);
    const [open] = await bench.store.openFindings(1);
    await bench.approve(open?.id ?? '');
    await bench.clock.advance(MINUTE_MS);
    expect(bench.groups.revoked).toMatchObject([{ direction: 'outbound', revoke: [WIDE] }]);
    expect(bench.groups.outbound).toEqual([APPROVED]);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 1 });
  });
});
