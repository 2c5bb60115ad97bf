import { describe, expect, it } from 'vitest';
import { act } from '../../../src/app/jobs/act.ts';
import { wake } from '../../../src/app/jobs/wake.ts';
import type { ExemptionWanted } from '../../../src/domain/approval/request.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/domain/instant.ts';
import { RDP_FROM_ALL } from '../../support/findings.ts';
import type { SimulatedClock } from '../../support/simulated-clock.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

/** A bench on which `f-1` is exempted from now on for two days. No worker runs: days pass at once. */
async function exempted(
  atEnd: ExemptionWanted['atEnd'],
  lastsMs = 2 * DAY_MS,
): Promise<WorkerBench> {
  const bench = await workerBench();
  const at = bench.clock.now();
  // The plan at the end is simulated first: the group is looked up for that.
  const value = { groupName: 'win-web', vpcId: 'vpc-1', tags: new Map() };
  const known = { kind: 'found', value } as const;
  Object.assign(bench.groups, { describeGroup: () => Promise.resolve(known) });
  await bench.open('f-1');
  const exemption = { reason: 'A migration', ticket: null, until: at + lastsMs, atEnd } as const;
  const by = ['U2', 'U3'];
  await bench.happen('f-1', { kind: 'exemption.approved', exemption, requestedBy: 'U1', by, at });
  return bench;
}

/** Lets time pass, and hears the clock for `f-1`; what is approved by then is carried out. */
async function pass({ clock, needs, finding }: WorkerBench, ms: number): Promise<void> {
  await clock.advance(ms);
  await inTime(clock, wake('f-1', needs));
  if ((await finding('f-1')).state.kind === 'executing') await inTime(clock, act('f-1', needs));
}

async function inTime(clock: SimulatedClock, job: Promise<unknown>): Promise<void> {
  let isDone = false;
  const ended = job.finally(() => {
    isDone = true;
  });
  // Reads of EC2 wait for one another for some seconds.
  while (!isDone) await clock.advance(SECOND_MS);
  await ended;
}

function told(kinds: readonly string[]): readonly string[] {
  return kinds.filter((kind) => /^(exemption|execution|deadline|door)/.test(kind));
}

describe('trap 15: what is exempted is not reverted, and what no longer is, is', () => {
  it('is announced a day and an hour before the end, and reverted at the end as chosen', async () => {
    const bench = await exempted('revert');
    await pass(bench, DAY_MS - 5 * MINUTE_MS);
    expect(told(await bench.eventKinds('f-1'))).toEqual(['exemption.approved']);
    await pass(bench, 6 * MINUTE_MS);
    await pass(bench, 23 * HOUR_MS);
    expect(told(await bench.eventKinds('f-1'))).toEqual([
      'exemption.approved',
      'exemption.announced',
      'exemption.announced',
    ]);
    expect(bench.groups.rules).toEqual([RDP_FROM_ALL]);
    await pass(bench, HOUR_MS);
    expect(bench.groups.rules).toEqual([]);
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'revert', how: 'exemptionEnd' },
    });
  });

  it('is open again at the end where that was chosen', async () => {
    const bench = await exempted('reopen');
    await pass(bench, 2 * DAY_MS + MINUTE_MS);
    expect((await bench.finding('f-1')).state.kind).toBe('open');
    expect(bench.groups.rules).toEqual([RDP_FROM_ALL]);
  });

  it('is open again, and says why, where another exemption lets through what would be closed', async () => {
    const bench = await exempted('revert', 2 * HOUR_MS);
    const at = bench.clock.now();
    await bench.open('f-2', [RDP_FROM_ALL]);
    const exemption = { reason: 'r', ticket: null, until: at + DAY_MS, atEnd: 'reopen' } as const;
    const by = ['U2', 'U3'];
    await bench.happen('f-2', { kind: 'exemption.approved', exemption, requestedBy: 'U1', by, at });
    await pass(bench, 2 * HOUR_MS + MINUTE_MS);
    expect(bench.groups.rules).toEqual([RDP_FROM_ALL]);
    const events = await bench.store.events('f-1', 0);
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'deadline.refused', why: 'exempted' }),
    );
    expect((await bench.finding('f-1')).state.kind).toBe('open');
  });

  it('ended early, waits for somebody to decide', async () => {
    const bench = await exempted('revert');
    await bench.command('f-1', { kind: 'endExemption', by: 'U4' });
    await pass(bench, 3 * DAY_MS);
    expect((await bench.finding('f-1')).state.kind).toBe('open');
    expect(bench.groups.rules).toEqual([RDP_FROM_ALL]);
    expect(await bench.command('f-1', { kind: 'endExemption', by: 'U4' })).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'notExempted' },
    });
  });

  it('widened meanwhile, lets through no more than it was approved for', async () => {
    const bench = await workerBench();
    const narrow = { ...RDP_FROM_ALL, source: '203.0.113.0/24' };
    const at = bench.clock.now();
    await bench.open('f-1', [narrow]);
    const exemption = { reason: 'r', ticket: null, until: at + DAY_MS, atEnd: 'reopen' } as const;
    await bench.happen(
      'f-1',
      { kind: 'exemption.approved', exemption, requestedBy: 'U1', by: ['U2', 'U3'], at },
      { kind: 'door.touched', how: 'edited', name: 'erin', eventId: 'e-9', at },
    );
    await bench.start();
    await bench.clock.advance(MINUTE_MS);
    expect((await bench.finding('f-1')).excess.map(({ source }) => source)).toEqual([
      '203.0.113.0/24',
    ]);
  });
});
