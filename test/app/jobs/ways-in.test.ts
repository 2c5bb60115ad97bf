import { describe, expect, it } from 'vitest';
import { WAYS_IN_MS_MAX } from '../../../src/app/jobs/look-for-ways-in.ts';
import { WEIGHT_WAIT_MS } from '../../../src/domain/finding/wanted.ts';
import type { Guard, Policy } from '../../../src/domain/policy/policy.ts';
import type { WaysIn } from '../../../src/domain/weight/ways-in.ts';
import { throttled } from '../../support/fake-groups.ts';
import { GROUP, opened, POLICY, REGION, rdpFrom, recordKey } from '../../support/findings.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const NEVER = () => new Promise<never>(() => undefined);
const VPC_ID = 'vpc-1';
const GATEWAY_GUARD: Guard = {
  name: 'gateways',
  kind: 'gateway',
  match: [{ tag: { key: 'Role', value: 'rd-gateway' } }],
  approved: new Map(),
};
const WITH_GATEWAYS: Policy = { ...POLICY, guards: [...POLICY.guards, GATEWAY_GUARD] };
const WEB_1 = { instanceId: 'i-1', name: 'web-1', region: REGION };

/** A bench on which `f-1` was just heard of, on a group that is known. */
async function heard(opening = opened('f-1')): Promise<WorkerBench> {
  const bench = await workerBench();
  const state = {
    ...GROUP,
    groupName: 'win-web',
    vpcId: VPC_ID,
    tags: {},
    inbound: [],
    outbound: [],
    observedAt: bench.clock.now(),
  };
  const admission = {
    outcome: { kind: 'finding', findingId: 'f-1', isNew: true },
    changes: [{ findingId: 'f-1', events: [{ ...opening, at: bench.clock.now() }] }],
    notice: null,
    learnt: [{ kind: 'group', state }],
  } as const;
  await bench.store.admit(recordKey('event-of-f-1'), () => admission, bench.clock.now());
  return bench;
}

function managed(...instanceIds: readonly string[]) {
  const found = instanceIds.map(
    (instanceId) => [instanceId, { instanceId, isOnline: true }] as const,
  );
  return { kind: 'known', value: new Map(found) } as const;
}

async function waysIn(bench: WorkerBench, findingId = 'f-1'): Promise<WaysIn | undefined> {
  return (await bench.finding(findingId)).weight?.waysIn;
}

/** The notices in the channel. */
function notices({ channel }: WorkerBench): readonly string[] {
  return channel.messages.flatMap(({ shows }) => ('title' in shows ? [shows.title] : []));
}

describe('ways in by Systems Manager', () => {
  it('are the Windows hosts behind the group whose agent answers', async () => {
    const bench = await heard();
    const lost = { instanceId: 'i-2', isOnline: false };
    bench.managedInstances.truth = {
      kind: 'known',
      value: new Map([...managed('i-1').value, ['i-2', lost]]),
    };
    await bench.start();
    expect(bench.managedInstances.asked).toEqual([['i-1', 'i-2']]);
    expect(await waysIn(bench)).toEqual({ sessions: [WEB_1], gateways: [], notKnown: [] });
    expect(notices(bench)).toEqual([]);
  });

  it('are not looked for where RDP is not let in', async () => {
    const rules = [{ ruleId: 'sgr-1', protocol: 'tcp', fromPort: 445, toPort: 445 } as const];
    const smb = rules.map((rule) => ({ ...rule, source: '0.0.0.0/0' }));
    const bench = await heard({ ...opened('f-1', smb), excess: smb });
    bench.managedInstances.truth = managed('i-1');
    await bench.start({ policy: WITH_GATEWAYS });
    expect((await bench.finding('f-1')).weight?.severity).toBeDefined();
    expect(bench.managedInstances.asked).toEqual([]);
    expect(await waysIn(bench)).toBeUndefined();
  });

  it('denied: said once, for as long as it is, and the weight is there', async () => {
    const bench = await heard();
    const denied = {
      kind: 'unknown',
      reason: 'AWS refused ssm:DescribeInstanceInformation',
    } as const;
    bench.managedInstances.truth = denied;
    await bench.start();
    expect(await waysIn(bench)).toEqual({ sessions: [], gateways: [], notKnown: [] });
    expect((await bench.finding('f-1')).weight?.severity).toBe('critical');
    const said = ['Systems Manager may not be asked: alerts name no way in by it'];
    expect(notices(bench)).toEqual(said);
    await bench.happen('f-2', opened('f-2', [rdpFrom('8.8.8.0/24', 'sgr-2')], bench.clock.now()));
    await bench.clock.advance(WEIGHT_WAIT_MS);
    expect(bench.managedInstances.asked).toHaveLength(2);
    expect(bench.channel.messages.filter(({ shows }) => 'title' in shows)).toMatchObject([
      { shows: { count: 1, detail: expect.stringContaining(denied.reason) }, updates: 0 },
    ]);
    bench.managedInstances.truth = managed('i-1');
    await bench.happen('f-3', opened('f-3', [rdpFrom('8.8.4.0/24', 'sgr-3')], bench.clock.now()));
    await bench.clock.advance(WEIGHT_WAIT_MS);
    expect((await waysIn(bench, 'f-3'))?.sessions).toEqual([WEB_1]);
    expect(notices(bench)).toEqual(said);
  });

  it('silent: the alert is there after two seconds, with its weight and what is not known', async () => {
    const bench = await heard();
    bench.managedInstances.next.push(NEVER);
    await bench.start();
    await bench.clock.advance(Math.max(WEIGHT_WAIT_MS, WAYS_IN_MS_MAX));
    expect(bench.channel.messages).toHaveLength(1);
    expect((await bench.finding('f-1')).weight).toMatchObject({
      severity: 'critical',
      waysIn: { sessions: [], notKnown: [expect.stringContaining('within 2 s')] },
    });
  });

  it('throttled: told as not known, and the weighing is not tried again for it', async () => {
    const bench = await heard();
    bench.managedInstances.next.push(throttled());
    await bench.start();
    expect((await waysIn(bench))?.notKnown).toHaveLength(1);
    expect(bench.surroundings.calls()).toBe(1);
    expect(notices(bench)).toEqual([]);
  });
});

describe('ways in by an RD Gateway', () => {
  const TAGS = new Map([['Role', 'rd-gateway']]);
  const gateway = { groupId: 'sg-9', groupName: 'rdgw', vpcId: VPC_ID, tags: TAGS };
  const other = { groupId: 'sg-8', groupName: 'app', vpcId: VPC_ID, tags: new Map() };
  const rdgw = {
    instanceId: 'i-9',
    name: 'rdgw-1',
    platform: 'windows' as const,
    tags: new Map(),
    vpcId: VPC_ID,
    interfaces: [{ interfaceId: 'eni-9', groupIds: ['sg-9'] }],
  };

  async function withGateway(): Promise<WorkerBench> {
    const bench = await heard();
    bench.surroundings.inVpc = { kind: 'known', value: [other, gateway] };
    bench.hosts.listed = { kind: 'known', value: [rdgw] };
    return bench;
  }

  it('are the hosts of groups of the VPC that a guard of the kind guards', async () => {
    const bench = await withGateway();
    await bench.start({ policy: WITH_GATEWAYS });
    expect((await waysIn(bench))?.gateways).toEqual([
      { groupId: 'sg-9', groupName: 'rdgw', hosts: ['rdgw-1'] },
    ]);
  });

  it('are not there where policy knows no gateway, or nothing stands on its group', async () => {
    const unguarded = await withGateway();
    await unguarded.start();
    expect((await waysIn(unguarded))?.gateways).toEqual([]);
    const empty = await withGateway();
    empty.hosts.listed = { kind: 'known', value: [] };
    await empty.start({ policy: WITH_GATEWAYS });
    expect((await waysIn(empty))?.gateways).toEqual([]);
  });

  it('that could not be looked up are told as not known', async () => {
    const bench = await withGateway();
    bench.hosts.listed = { kind: 'unknown', reason: 'AWS refused ec2:DescribeInstances' };
    await bench.start({ policy: WITH_GATEWAYS });
    expect(await waysIn(bench)).toEqual({
      sessions: [],
      gateways: [],
      notKnown: ['AWS refused ec2:DescribeInstances'],
    });
  });
});
