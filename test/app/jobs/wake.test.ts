import { describe, expect, it } from 'vitest';
import { READ_GAP_MS, READS_MAX } from '../../../src/app/doors/look-at-door.ts';
import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import { STACK_IN_PROGRESS_MS } from '../../../src/domain/guard/managed-by.ts';
import { SECOND_MS } from '../../../src/domain/instant.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { interfaceOf } from '../../support/attachment-findings.ts';
import { found, throttled } from '../../support/fake-groups.ts';
import {
  opened,
  RDP_FROM_ALL,
  rdpFrom,
  recordKey,
  START,
  weighed,
} from '../../support/findings.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const EVERYTHING_OUT: PlannedRule = {
  ruleId: 'sgr-out',
  protocol: '-1',
  fromPort: -1,
  toPort: -1,
  source: '0.0.0.0/0',
};

const LOOK_MS = READS_MAX * READ_GAP_MS;

function touched(bench: WorkerBench, eventId = 'event-removed'): FindingEvent {
  const at = bench.clock.now();
  return { kind: 'door.touched', how: 'removed', name: 'dana', eventId, at };
}

/** A bench on which a record told that a rule of `f-1` was removed. */
async function woken(prepare: (bench: WorkerBench) => void): Promise<WorkerBench> {
  const bench = await workerBench();
  await bench.open('f-1');
  await bench.happen('f-1', touched(bench));
  prepare(bench);
  await bench.start();
  await bench.clock.advance(LOOK_MS);
  return bench;
}

describe('wake: a door that somebody touched is looked at', () => {
  it('gone: the finding closes, and names who did it', async () => {
    const bench = await woken(({ groups }) => {
      groups.rules = [];
    });
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'actor', name: 'dana', eventId: 'event-removed' },
    });
  });

  it.each([
    ['is tracked: connections may live on', [], 'livesOn'],
    ['lets out everything besides: they were cut at once', [EVERYTHING_OUT], 'cutAtOnce'],
  ] as const)('gone from a host that %s', async (_, outbound, fate) => {
    const bench = await woken(({ groups, listing, interfaces }) => {
      groups.rules = [];
      groups.outbound = outbound;
      listing.isListed = true;
      interfaces.known.set('eni-1', interfaceOf('eni-1', ['sg-1']));
    });
    const { state } = await bench.finding('f-1');
    if (state.kind !== 'closed') throw new Error(state.kind);
    expect(state.connections?.on).toMatchObject([{ hosts: [{ id: 'i-of-eni-1' }] }]);
    expect(state.connections?.on[0]?.[fate]).not.toEqual([]);
  });

  it('a group that is gone has no open door', async () => {
    const bench = await woken(({ groups }) => {
      groups.nextReads.push({ kind: 'notThere' }, { kind: 'notThere' });
    });
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
  });

  it('as it was in every read: stays open, and nothing asks to look again', async () => {
    const bench = await woken(() => undefined);
    expect(await bench.finding('f-1')).toMatchObject({ state: { kind: 'open' }, lookAt: null });
    expect(await bench.store.nextDueAt()).toBeNull();
  });

  it('changed into something that offends: the finding tells the new excess', async () => {
    const narrower = rdpFrom('203.0.113.0/24');
    const bench = await woken(({ groups }) => {
      groups.rules = [narrower];
    });
    const finding = await bench.finding('f-1');
    expect(finding).toMatchObject({ state: { kind: 'open' }, rules: [narrower] });
    expect(finding.excess.map(({ source }) => source)).toEqual(['203.0.113.0/24']);
  });

  it('changed into what is approved: the finding closes', async () => {
    const bench = await woken(({ groups }) => {
      groups.rules = [rdpFrom('10.9.8.0/28')];
    });
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
  });

  it('a stale read is not believed alone', async () => {
    const bench = await woken(({ groups }) => {
      groups.rules = [];
      groups.nextReads.push(found([RDP_FROM_ALL]), found([RDP_FROM_ALL]));
    });
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
  });

  it('what cannot be looked at now is looked at later', async () => {
    const bench = await woken(({ groups }) => {
      groups.rules = [];
      groups.nextReads.push(throttled(), { kind: 'couldNotLook', reason: 'denied' });
    });
    await bench.clock.advance(10 * SECOND_MS);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
  });

  it('reads that never agree are made again later', async () => {
    const bench = await woken(({ groups }) => {
      groups.rules = [];
      for (let i = 0; i < READS_MAX; i += 1) {
        groups.nextReads.push(found(i % 2 === 0 ? [RDP_FROM_ALL] : []));
      }
    });
    expect((await bench.finding('f-1')).state.kind).toBe('open');
    await bench.clock.advance(2 * LOOK_MS);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
  });

  it('touched again during the look: what was seen before is not taken for the answer', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    await bench.happen('f-1', touched(bench));
    await bench.start();
    await bench.clock.advance((READS_MAX - 1) * READ_GAP_MS - SECOND_MS);
    // EC2 shows the removal only after the last read of this look.
    bench.groups.nextReads.push(found([RDP_FROM_ALL]));
    bench.groups.rules = [];
    await bench.happen('f-1', touched(bench, 'event-removed-2'));
    await bench.clock.advance(2 * LOOK_MS);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
  });

  it('that is somebody’s for a while is looked at once, and again when that ends', async () => {
    const bench = await workerBench();
    const managedUntil = START + STACK_IN_PROGRESS_MS;
    const event = opened('f-1');
    const door = { ...event.door, managedBy: 'CloudFormation stack web', managedUntil };
    const admission = {
      outcome: { kind: 'finding', findingId: 'f-1', isNew: true },
      changes: [{ findingId: 'f-1', events: [{ ...event, door }, weighed(event)] }],
      notice: null,
      learnt: [],
    } as const;
    await bench.store.admit(recordKey('opens'), () => admission, START);
    await bench.happen('f-1', touched(bench));
    await bench.start();
    await bench.clock.advance(2 * LOOK_MS);
    const reads = bench.groups.reads();
    expect(await bench.finding('f-1')).toMatchObject({ lookAt: managedUntil });
    await bench.clock.advance(10 * LOOK_MS);
    expect(bench.groups.reads()).toBe(reads);
    await bench.clock.advance(STACK_IN_PROGRESS_MS);
    expect(bench.groups.reads()).toBe(reads + READS_MAX);
    expect(await bench.finding('f-1')).toMatchObject({ door: { managedBy: null }, lookAt: null });
  });

  it('a revert that was approved meanwhile looks for itself', async () => {
    const bench = await woken(async (bench) => {
      await bench.approve('f-1');
    });
    await bench.clock.advance(2 * LOOK_MS);
    expect(await bench.eventKinds('f-1')).toEqual([
      'finding.opened',
      'door.touched',
      'execution.approved',
      'execution.started',
      'execution.finished',
      'door.seenClosed',
    ]);
    expect(bench.groups.revoked).toHaveLength(1);
  });
});
