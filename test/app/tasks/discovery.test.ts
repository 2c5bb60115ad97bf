import { describe, expect, it } from 'vitest';
import { readScope } from '../../../src/app/read-scope.ts';
import { RUN_MS_MAX } from '../../../src/app/tasks/schedule.ts';
import type {
  DirectoryFacts,
  InstanceListed,
  ServiceInterface,
} from '../../../src/domain/guard/estate.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { NO_SOURCES } from '../../../src/domain/net/source.ts';
import type { GroupSelector, Policy } from '../../../src/domain/policy/policy.ts';
import { HOME_ACCOUNT, POLICY, REGION } from '../../support/findings.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const TASK = { name: 'sweep', accountId: HOME_ACCOUNT, region: REGION } as const;
const AT = { accountId: HOME_ACCOUNT, region: REGION };
const A_RUN_MS = RUN_MS_MAX + MINUTE_MS;
const DIRECTORY_ID = 'd-1234567890';

function policyOf(...match: readonly GroupSelector[]): Policy {
  return { ...POLICY, guards: POLICY.guards.map((guard) => ({ ...guard, match })) };
}

function addGroup({ listing }: WorkerBench, groupId: string, groupName = groupId): void {
  const group = { groupId, groupName, vpcId: 'vpc-1', tags: new Map() };
  listing.others.set(groupId, { group, rules: [] });
}

function instance(
  instanceId: string,
  groupIds: readonly string[],
  its: Partial<InstanceListed> = {},
): InstanceListed {
  return {
    instanceId,
    platform: 'windows',
    name: null,
    tags: new Map(),
    vpcId: 'vpc-1',
    interfaces: [{ interfaceId: `eni-${instanceId}`, groupIds }],
    ...its,
  };
}

function directory(its: Partial<DirectoryFacts> = {}): DirectoryFacts {
  return {
    directoryId: DIRECTORY_ID,
    type: 'microsoftAd',
    name: 'corp.example.com',
    stage: 'Active',
    ownerAccountId: HOME_ACCOUNT,
    ownerDirectoryId: DIRECTORY_ID,
    shareStatus: null,
    primaryRegion: REGION,
    additionalRegions: [],
    securityGroupId: 'sg-ad',
    vpcId: 'vpc-1',
    subnetIds: [],
    ...its,
  };
}

/** A bench with groups of any kind, swept once by a policy. */
async function swept(
  policy: Policy,
  prepare: (bench: WorkerBench) => void = () => undefined,
): Promise<WorkerBench> {
  const bench = await workerBench([]);
  bench.groups.describeGroup = async ({ groupId }) => {
    const listed = bench.listing.others.get(groupId);
    return listed === undefined
      ? { kind: 'notThere' }
      : { kind: 'found', value: { ...listed.group } };
  };
  bench.listing.isListed = false;
  for (const groupId of ['sg-ad', 'sg-win', 'sg-linux', 'sg-fsx']) addGroup(bench, groupId);
  prepare(bench);
  await bench.store.wantTask(TASK, bench.clock.now());
  await bench.start({ policy });
  await bench.clock.advance(A_RUN_MS);
  return bench;
}

async function sweepAgain(bench: WorkerBench): Promise<void> {
  await bench.store.wantTask(TASK, bench.clock.now());
  await bench.clock.advance(A_RUN_MS);
}

async function guarded({ store }: WorkerBench): Promise<readonly string[]> {
  return (await store.guardedGroups(AT)).map(({ groupId }) => groupId);
}

function told({ channel }: WorkerBench): string {
  return JSON.stringify(channel.messages);
}

describe('a sweep', () => {
  it('guards the groups of Windows instances on all their interfaces, and says why', async () => {
    const bench = await swept(policyOf({ platform: 'windows' }), ({ hosts }) => {
      const interfaces = [
        { interfaceId: 'eni-1', groupIds: ['sg-win'] },
        { interfaceId: 'eni-2', groupIds: ['sg-fsx'] },
      ];
      const web = instance('i-1', [], { name: 'web-1', interfaces });
      const linux = instance('i-2', ['sg-linux'], { platform: 'other' });
      hosts.listed = { kind: 'known', value: [web, linux] };
    });
    const groups = await bench.store.guardedGroups(AT);
    expect(groups.map(({ groupId, why }) => [groupId, why])).toEqual([
      ['sg-fsx', 'stands on Windows instance i-1 (web-1)'],
      ['sg-win', 'stands on Windows instance i-1 (web-1)'],
    ]);
  });

  it('guards by tag of a host, and by service where policy asks', async () => {
    const tag = { hostTag: { key: 'Role', value: 'gateway' } };
    const bench = await swept(policyOf(tag, { service: 'fsx' }), ({ hosts }) => {
      const gateway = instance('i-1', ['sg-linux'], {
        platform: 'other',
        tags: new Map([['Role', 'gateway']]),
      });
      const share: ServiceInterface = {
        service: 'fsx',
        interfaceId: 'eni-fsx',
        groupIds: ['sg-fsx'],
        resourceId: 'fs-1',
        vpcId: 'vpc-1',
        description: '',
      };
      hosts.listed = { kind: 'known', value: [gateway, instance('i-2', ['sg-win'])] };
      hosts.services = { kind: 'known', value: [share] };
    });
    expect(await guarded(bench)).toEqual(['sg-fsx', 'sg-linux']);
    expect(bench.hosts.asked).not.toContain('rds');
    const { leftOut } = await readScope(AT, bench.store);
    expect(leftOut).toMatchObject([{ kind: 'host', thing: { instanceId: 'i-2' } }]);
  });

  it.each([
    ['the group that AWS tells', 'sg-ad', 'sg-ad'],
    ['the group of its name, where AWS tells none', 'sg-ad', null],
  ])('guards %s of a directory, in its VPC alone', async (_, groupId, securityGroupId) => {
    const bench = await swept(policyOf({ directory: '*' }), (at) => {
      addGroup(at, 'sg-ad', `${DIRECTORY_ID}_controllers`);
      const elsewhere = { groupId: 'sg-z', groupName: `${DIRECTORY_ID}_controllers` };
      const group = { ...elsewhere, vpcId: 'vpc-2', tags: new Map() };
      at.listing.others.set('sg-z', { group, rules: [] });
      at.directories.listed = { kind: 'known', value: [directory({ securityGroupId })] };
    });
    expect(await guarded(bench)).toEqual([groupId]);
  });

  it('leaves a shared directory to its owner, and says so', async () => {
    const bench = await swept(policyOf({ directory: '*' }), (at) => {
      const shared = directory({
        type: 'sharedMicrosoftAd',
        ownerAccountId: '999999999999',
        securityGroupId: null,
      });
      at.directories.listed = { kind: 'known', value: [shared] };
    });
    expect(await guarded(bench)).toEqual([]);
    expect((await readScope(AT, bench.store)).leftOut).toMatchObject([
      { kind: 'sharedDirectory', thing: { ownerAccountId: '999999999999' } },
    ]);
  });

  it('says once that it may not look, and leaves guarded what it found before', async () => {
    const bench = await swept(policyOf({ directory: '*' }, { platform: 'windows' }), (at) => {
      at.directories.listed = { kind: 'known', value: [directory()] };
      at.hosts.listed = { kind: 'known', value: [instance('i-1', ['sg-win'])] };
    });
    bench.directories.listed = { kind: 'unknown', reason: 'ds:DescribeDirectories is missing' };
    bench.hosts.listed = { kind: 'known', value: [] };
    await sweepAgain(bench);
    await sweepAgain(bench);
    expect(await guarded(bench)).toEqual(['sg-ad']);
    expect(told(bench).match(/cannot look for directories/g)).toHaveLength(1);
    expect((await readScope(AT, bench.store)).leftOut).toContainEqual({
      kind: 'partNotLooked',
      part: 'directories',
      reason: 'ds:DescribeDirectories is missing',
    });
    bench.directories.listed = { kind: 'known', value: [directory()] };
    await sweepAgain(bench);
    bench.directories.listed = { kind: 'unknown', reason: 'ds:DescribeDirectories is missing' };
    await sweepAgain(bench);
    expect(told(bench).match(/cannot look for directories/g)).toHaveLength(2);
  });
});

describe('a guarded set that shrinks', () => {
  it('is told once where a host left, with the host', async () => {
    const bench = await swept(policyOf({ platform: 'windows' }), ({ hosts }) => {
      const both = [instance('i-1', ['sg-win']), instance('i-2', ['sg-linux'])];
      hosts.listed = { kind: 'known', value: both };
    });
    expect(told(bench)).not.toContain('no more');
    bench.hosts.listed = { kind: 'known', value: [instance('i-2', ['sg-linux'])] };
    await sweepAgain(bench);
    await sweepAgain(bench);
    expect(await guarded(bench)).toEqual(['sg-linux']);
    expect(told(bench).match(/guarded is so no more/g)).toHaveLength(1);
    expect(told(bench)).toContain('Windows instance i-1 does not stand behind it any more');
    expect(told(bench)).not.toContain('sg-linux sg-linux');
  });

  it('is not where another host keeps the group', async () => {
    const bench = await swept(policyOf({ platform: 'windows' }), ({ hosts }) => {
      const both = [instance('i-1', ['sg-win']), instance('i-2', ['sg-win'])];
      hosts.listed = { kind: 'known', value: both };
    });
    bench.hosts.listed = { kind: 'known', value: [instance('i-2', ['sg-win'])] };
    await sweepAgain(bench);
    expect(await guarded(bench)).toEqual(['sg-win']);
    expect(told(bench)).not.toContain('no more');
  });

  it('is told where a directory and its group are deleted', async () => {
    const bench = await swept(policyOf({ directory: '*' }), (at) => {
      at.directories.listed = { kind: 'known', value: [directory()] };
    });
    bench.directories.listed = { kind: 'known', value: [] };
    bench.listing.others.delete('sg-ad');
    await sweepAgain(bench);
    await sweepAgain(bench);
    expect(await guarded(bench)).toEqual([]);
    expect(told(bench).match(/guarded are so no more/g)).toHaveLength(1);
    expect(told(bench)).toContain('Directory Service does not list it any more');
    expect(told(bench)).toContain('it is deleted');
  });

  it('is told where a group lost the tag that policy selects it by', async () => {
    const tag = { key: 'Role', value: 'dc' };
    const tagged = (at: WorkerBench, tags: ReadonlyMap<string, string>): void => {
      const group = { groupId: 'sg-tag', groupName: 'dcs', vpcId: 'vpc-1', tags };
      at.listing.others.set('sg-tag', { group, rules: [] });
    };
    const bench = await swept(policyOf({ tag }), (at) => tagged(at, new Map([['Role', 'dc']])));
    expect(await guarded(bench)).toEqual(['sg-tag']);
    tagged(bench, new Map());
    await sweepAgain(bench);
    expect(await guarded(bench)).toEqual([]);
    expect(told(bench)).toContain('what policy selects it by is so no more');
  });
});

describe('a VPC that policy approves', () => {
  const approving = (): Policy => ({
    ...POLICY,
    guards: POLICY.guards.map((guard) => ({
      ...guard,
      match: [{ name: 'win-*' }],
      approved: new Map([['rdp', { ...NO_SOURCES, ids: ['vpc-a'] }]]),
    })),
  });

  it('is read in every sweep, and told where it has grown', async () => {
    const bench = await swept(approving(), ({ hosts }) => hosts.vpcs.set('vpc-a', ['10.0.0.0/16']));
    const address = { ...AT, prefixListId: 'vpc-a' };
    expect(await bench.store.list(address)).toMatchObject({ entries: [{ cidr: '10.0.0.0/16' }] });
    expect(told(bench)).not.toContain('further CIDR blocks');
    bench.hosts.vpcs.set('vpc-a', ['10.0.0.0/16', '10.1.0.0/16']);
    await sweepAgain(bench);
    expect(told(bench)).toContain('vpc-a has got further CIDR blocks');
    const kept = await bench.store.learn(
      { groups: [{ ...AT, groupId: 'sg-win' }], lists: [], interfaces: [] },
      ({ lists }) => ({ lists, changes: [], learnt: [] }),
      bench.clock.now(),
    );
    expect(kept.lists.get('vpc-a')?.entries).toHaveLength(2);
  });
});
