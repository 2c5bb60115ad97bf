import { describe, expect, it } from 'vitest';
import { READ_GAP_MS, READS_MAX } from '../../../src/app/doors/look-at-door.ts';
import {
  CONNECTED_MAX,
  CONNECTIONS_MS_MAX,
  readConnections,
} from '../../../src/app/doors/read-connections.ts';
import { SECOND_MS } from '../../../src/domain/instant.ts';
import { findingOf } from '../../domain/finding/finding-of.ts';
import { interfaceOf } from '../../support/attachment-findings.ts';
import { throttled } from '../../support/fake-groups.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

/** Longer than all reads that one execution makes. */
const LONG_MS = 2 * READS_MAX * READ_GAP_MS + SECOND_MS + CONNECTIONS_MS_MAX;
const ALL_OUT = {
  ...{ ruleId: 'sgr-out', protocol: '-1' as const, fromPort: -1, toPort: -1 },
  source: '0.0.0.0/0',
};

/** The bench after a revert of RDP from everywhere, all being let out. */
async function reverted(prepare: (bench: WorkerBench) => void): Promise<WorkerBench> {
  const bench = await workerBench();
  bench.groups.outbound = [ALL_OUT];
  bench.interfaces.known.set('eni-1', interfaceOf('eni-1', ['sg-1']));
  await bench.open('f-1');
  prepare(bench);
  await bench.approve('f-1');
  await bench.start();
  await bench.clock.advance(LONG_MS);
  return bench;
}

async function connections(bench: WorkerBench): Promise<unknown> {
  const { state } = await bench.finding('f-1');
  if (state.kind !== 'closed') throw new Error(`Expected it closed, it is ${state.kind}`);
  return state.connections;
}

describe('a revert tells what becomes of established connections', () => {
  it('from the rules as they were before the call, of the host behind the group', async () => {
    const bench = await reverted(() => undefined);
    expect(await connections(bench)).toMatchObject({
      on: [{ hosts: [{ kind: 'instance', id: 'i-of-eni-1' }], livesOn: [], notKnown: [] }],
      notKnown: [],
    });
    expect(await connections(bench)).toHaveProperty('on.0.cutAtOnce.0.source', '0.0.0.0/0');
    const told = (await bench.store.events('f-1', 0)).at(-1);
    expect(told).toMatchObject({ kind: 'door.seenClosed', connections: await connections(bench) });
  });

  it('not from what could not be read: the revert is made all the same', async () => {
    const bench = await reverted(({ listing }) => listing.nextFailures.push(throttled()));
    expect(await connections(bench)).toEqual({ on: [], notKnown: ['EC2 throttled the call'] });
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('nor from what EC2 is too slow for: the call waits no longer than the limit', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    await bench.approve('f-1');
    const never = { ...bench.interfaces, withGroups: () => new Promise<never>(() => undefined) };
    await bench.start({ interfaces: never });
    await bench.clock.advance(CONNECTIONS_MS_MAX - 1);
    expect(bench.groups.revoked).toHaveLength(0);
    await bench.clock.advance(1);
    expect(bench.groups.revoked).toHaveLength(1);
    await bench.clock.advance(LONG_MS);
    expect(await connections(bench)).toEqual({ on: [], notKnown: ['EC2 took longer than 5 s'] });
  });

  it('within the time that is given: a form waits no longer than for what else it shows', async () => {
    const bench = await workerBench();
    const never = { ...bench.interfaces, withGroups: () => new Promise<never>(() => undefined) };
    const { listing, store, clock } = bench;
    const needs = { interfaces: never, listing, store, clock };
    const looking = readConnections(findingOf(), needs, 3 * SECOND_MS);
    await clock.advance(3 * SECOND_MS);
    expect(await looking).toEqual({ on: [], notKnown: ['EC2 took longer than 3 s'] });
  });

  it('of hosts up to a limit, and says that there are more', async () => {
    const bench = await reverted(({ interfaces }) => {
      for (let n = 0; n <= CONNECTED_MAX; n += 1) {
        interfaces.known.set(`eni-${n}`, interfaceOf(`eni-${n}`, ['sg-1']));
      }
    });
    expect(await connections(bench)).toMatchObject({
      notKnown: [`only the first ${CONNECTED_MAX} interfaces were looked at`],
    });
    expect(await connections(bench)).toHaveProperty('on.0.hosts.length', CONNECTED_MAX);
  });

  it('nothing of a door that was shut already, by whomever', async () => {
    const bench = await reverted(({ groups }) => {
      groups.rules = [];
    });
    expect(await connections(bench)).toBeUndefined();
  });

  it('that it could not look, after an execution that broke off', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    await bench.approve('f-1');
    await bench.command('f-1', { kind: 'start', before: [] });
    bench.groups.rules = [];
    await bench.start();
    await bench.clock.advance(LONG_MS);
    const reason = 'Portcullis stopped during the call';
    expect(await connections(bench)).toEqual({ on: [], notKnown: [reason] });
  });
});
