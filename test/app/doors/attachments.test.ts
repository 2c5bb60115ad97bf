import { describe, expect, it } from 'vitest';
import { PLACES_DESCRIBED_MAX } from '../../../src/app/doors/look-at-attachment.ts';
import { READ_GAP_MS, READS_MAX } from '../../../src/app/doors/look-at-door.ts';
import type { AttachedPlace } from '../../../src/domain/finding/door.ts';
import { SECOND_MS } from '../../../src/domain/instant.ts';
import { DETACHED_MAX } from '../../../src/domain/plan/plan.ts';
import { attachmentOpened, interfaceOf, placeOn } from '../../support/attachment-findings.ts';
import { RDP_FROM_ALL, rdpFrom } from '../../support/findings.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const { groupId } = { groupId: 'sg-1' };
const LONG_MS = (2 * READS_MAX + DETACHED_MAX) * READ_GAP_MS + SECOND_MS;

/** A bench with a finding of the group on places, where it stands with another. */
async function benchOn(...places: readonly AttachedPlace[]): Promise<WorkerBench> {
  const bench = await workerBench();
  for (const place of places) {
    if (place.kind === 'vpc') {
      bench.interfaces.vpcs.set(groupId, [
        ...(bench.interfaces.vpcs.get(groupId) ?? []),
        place.vpcId,
      ]);
      continue;
    }
    const { interfaceId, managedBy } = place;
    bench.interfaces.known.set(
      interfaceId,
      interfaceOf(interfaceId, ['sg-0', groupId], { managedBy }),
    );
  }
  await bench.happen('f-1', attachmentOpened('f-1', places));
  return bench;
}

async function reverted(bench: WorkerBench): Promise<WorkerBench> {
  await bench.approve('f-1');
  await bench.start();
  await bench.clock.advance(LONG_MS);
  return bench;
}

/** Lets the door be looked at, since a record told that somebody was at it. */
async function lookedAt(bench: WorkerBench): Promise<WorkerBench> {
  const touched = { how: 'detached', name: 'erin', eventId: 'e-2', at: bench.clock.now() } as const;
  await bench.happen('f-1', { kind: 'door.touched', ...touched });
  await bench.start();
  await bench.clock.advance(LONG_MS);
  return bench;
}

async function stateOf(bench: WorkerBench): Promise<unknown> {
  return (await bench.finding('f-1')).state;
}

async function lastResult(bench: WorkerBench): Promise<unknown> {
  return (await bench.finding('f-1')).lastResult?.result;
}

describe('taking a group off', () => {
  it('leaves the others on, in their order, and reads back', async () => {
    const bench = await benchOn(placeOn('eni-1'));
    bench.interfaces.known.set('eni-1', interfaceOf('eni-1', ['sg-7', groupId, 'sg-0']));
    await reverted(bench);
    expect(bench.interfaces.calls).toEqual(['eni-1: sg-7, sg-0']);
    expect(await stateOf(bench)).toMatchObject({
      kind: 'closed',
      by: { kind: 'revert', approvedBy: 'U1', requestId: 'request-interface-1' },
    });
  });

  it('keeps on what somebody put there since: one old answer is not enough', async () => {
    const bench = await benchOn(placeOn('eni-1'));
    const old = interfaceOf('eni-1', ['sg-0', groupId]);
    const now = interfaceOf('eni-1', ['sg-0', groupId, 'sg-new']);
    bench.interfaces.known.set('eni-1', now);
    // Two for the look before, and two before the call, the later of which is the older answer.
    for (const value of [old, old, now, old]) {
      bench.interfaces.nextReads.push({ kind: 'found', value });
    }
    await reverted(bench);
    expect(bench.interfaces.calls).toEqual(['eni-1: sg-0, sg-new']);
  });

  it('out of a further VPC, too', async () => {
    const bench = await benchOn(placeOn('eni-1'), { kind: 'vpc', vpcId: 'vpc-2' });
    await reverted(bench);
    expect(bench.interfaces.calls).toEqual(['eni-1: sg-0', 'sg-1 leaves vpc-2']);
    expect(await stateOf(bench)).toMatchObject({ kind: 'closed' });
  });

  it('is refused where it is the last group, with what to do', async () => {
    const bench = await benchOn(placeOn('eni-1'));
    bench.interfaces.known.set('eni-1', interfaceOf('eni-1', [groupId]));
    await reverted(bench);
    expect(bench.interfaces.calls).toEqual([]);
    expect(await lastResult(bench)).toMatchObject({
      kind: 'refused',
      code: 'LastGroup',
      advice: expect.stringContaining('put another there first, or close the rules of this one'),
    });
  });

  it('where one place is refused, is done on the others, and says what was not done and why', async () => {
    const bench = await benchOn(placeOn('eni-1'), placeOn('eni-2'));
    bench.interfaces.known.set('eni-1', interfaceOf('eni-1', [groupId]));
    await reverted(bench);
    expect(bench.interfaces.calls).toEqual(['eni-2: sg-0']);
    expect(await bench.finding('f-1')).toMatchObject({
      state: { kind: 'open' },
      door: { places: [{ interfaceId: 'eni-1' }] },
      lastResult: {
        result: {
          kind: 'partly',
          done: ['eni-2'],
          notDone: [
            { code: 'LastGroup', advice: expect.stringContaining('put another there first') },
          ],
          left: { places: [{ interfaceId: 'eni-1' }] },
        },
      },
    });
    await bench.approve('f-1');
    await bench.clock.advance(LONG_MS);
    expect(await lastResult(bench)).toMatchObject({ kind: 'refused', code: 'LastGroup' });
  });

  it('never touches what a service runs, known before or not', async () => {
    const bench = await benchOn(placeOn('eni-1', 'amazon-rds'), placeOn('eni-2'));
    const byService = { managedBy: 'amazon-elb' };
    bench.interfaces.known.set('eni-2', interfaceOf('eni-2', ['sg-0', groupId], byService));
    await reverted(bench);
    expect(bench.interfaces.calls).toEqual([]);
    expect(await lastResult(bench)).toMatchObject({ kind: 'refused', code: 'ServiceManaged' });
  });

  it('more places than one plan takes: the rest is another plan', async () => {
    const all = Array.from({ length: DETACHED_MAX + 2 }, (_, i) => placeOn(`eni-${i}`));
    const bench = await reverted(await benchOn(...all));
    expect(bench.interfaces.calls).toHaveLength(DETACHED_MAX);
    expect((await bench.finding('f-1')).door).toMatchObject({
      places: [{ interfaceId: 'eni-10' }, { interfaceId: 'eni-11' }],
    });
    expect(await lastResult(bench)).toMatchObject({ kind: 'partly', notDone: [] });
    await bench.approve('f-1');
    await bench.clock.advance(LONG_MS);
    expect(await stateOf(bench)).toMatchObject({ kind: 'closed' });
  });

  it('a lost answer is read back, and not called again', async () => {
    const bench = await benchOn(placeOn('eni-1'));
    bench.interfaces.nextCalls.push({ kind: 'noAnswer', reason: 'EC2 did not answer the call' });
    await reverted(bench);
    expect(bench.interfaces.calls).toHaveLength(1);
    expect(await lastResult(bench)).toMatchObject({ kind: 'unknown' });
  });

  it('somebody was quicker: closed already, and nothing is called', async () => {
    const bench = await benchOn(placeOn('eni-1'));
    bench.interfaces.known.set('eni-1', interfaceOf('eni-1', ['sg-0']));
    await reverted(bench);
    expect(bench.interfaces.calls).toEqual([]);
    expect(await stateOf(bench)).toMatchObject({ kind: 'closed', by: { kind: 'unknown' } });
  });
});

describe('a look at where a group stands', () => {
  it('nowhere any more: closed, by whom the record names', async () => {
    const bench = await benchOn(placeOn('eni-1'), { kind: 'vpc', vpcId: 'vpc-2' });
    bench.interfaces.known.set('eni-1', interfaceOf('eni-1', ['sg-0']));
    bench.interfaces.vpcs.clear();
    await lookedAt(bench);
    expect(await stateOf(bench)).toMatchObject({
      kind: 'closed',
      by: { kind: 'actor', name: 'erin' },
    });
  });

  it('still there: open, as it was', async () => {
    const bench = await lookedAt(await benchOn(placeOn('eni-1')));
    expect(await bench.eventKinds('f-1')).toEqual([
      'finding.opened',
      'door.touched',
      'door.seenOpen',
    ]);
  });

  it('in fewer places: the finding is about those that are left', async () => {
    const bench = await benchOn(placeOn('eni-1'), placeOn('eni-2', 'amazon-rds'));
    bench.interfaces.known.delete('eni-1');
    await lookedAt(bench);
    expect((await bench.finding('f-1')).door).toMatchObject({
      places: [{ interfaceId: 'eni-2' }],
      managedBy: 'amazon-rds',
    });
  });

  it('its rules are gone: the door is shut wherever it stands', async () => {
    const bench = await benchOn(placeOn('eni-1'));
    bench.groups.rules = [];
    await lookedAt(bench);
    expect(await stateOf(bench)).toMatchObject({ kind: 'closed' });
  });

  it('its rules let in less: what they let in now is judged anew', async () => {
    const bench = await benchOn(placeOn('eni-1'));
    bench.groups.rules = [{ ...RDP_FROM_ALL, source: '198.51.100.0/24' }];
    await lookedAt(bench);
    expect(await bench.finding('f-1')).toMatchObject({
      state: { kind: 'open' },
      excess: [{ source: '198.51.100.0/24' }],
    });
  });

  it('its rules let in approved sources alone: the door is shut', async () => {
    const bench = await benchOn(placeOn('eni-1'));
    bench.groups.rules = [rdpFrom('10.9.8.0/29')];
    await lookedAt(bench);
    expect(await stateOf(bench)).toMatchObject({ kind: 'closed' });
  });

  it('lets in its own members on hosts of others: that is none of what they may', async () => {
    const own = { ...RDP_FROM_ALL, source: groupId };
    const bench = await workerBench([own]);
    bench.interfaces.known.set('eni-1', interfaceOf('eni-1', ['sg-0', groupId]));
    const opening = attachmentOpened('f-1', [placeOn('eni-1')]);
    await bench.happen('f-1', { ...opening, rules: [own], excess: [own] });
    bench.groups.rules = [{ ...own, toPort: 3390 }];
    await lookedAt(bench);
    expect(await bench.finding('f-1')).toMatchObject({
      state: { kind: 'open' },
      excess: [{ source: groupId }],
    });
  });

  it('an approved source is open by standing there, whatever its rules', async () => {
    const bench = await workerBench([]);
    bench.interfaces.known.set('eni-1', interfaceOf('eni-1', ['sg-0', groupId]));
    const opening = attachmentOpened('f-1', [placeOn('eni-1')], { isApprovedSource: true });
    await bench.happen('f-1', opening);
    await lookedAt(bench);
    expect(await stateOf(bench)).toEqual({ kind: 'open' });
  });

  it('in many places: they are listed', async () => {
    const all = Array.from({ length: PLACES_DESCRIBED_MAX + 1 }, (_, i) => placeOn(`eni-${i}`));
    const bench = await benchOn(...all);
    bench.interfaces.known.delete('eni-3');
    bench.interfaces.describe = () => Promise.reject(new Error('One by one is for few'));
    await lookedAt(bench);
    const { door } = await bench.finding('f-1');
    expect(door.kind === 'attachment' && door.places).toHaveLength(PLACES_DESCRIBED_MAX);
  });

  it('may not be read: the door stays open, and it is tried again', async () => {
    const bench = await benchOn(placeOn('eni-1'));
    bench.interfaces.describe = async () => ({ kind: 'couldNotLook', reason: 'Allow it' });
    await lookedAt(bench);
    expect(await bench.finding('f-1')).toMatchObject({ state: { kind: 'open' } });
    expect(bench.logged.map(({ message }) => message)).toContain('job failed');
  });
});
