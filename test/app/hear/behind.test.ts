import { describe, expect, it } from 'vitest';
import type { InstanceListed } from '../../../src/domain/guard/estate.ts';
import type { GroupSelector, Policy } from '../../../src/domain/policy/policy.ts';
import { authorize, GROUP_ID, rdpFrom } from '../../fixtures/cloudtrail/records.ts';
import { AT, attaching, eni, POLICY as OF_NAMES } from './attachments/attaching.ts';
import { hearing, NOW, POLICY } from './hearing.ts';

/* Groups that policy guards for what stands behind them, told of by records before any discovery knows. */

function policyOf(match: GroupSelector, base = POLICY): Policy {
  return { ...base, guards: base.guards.map((guard) => ({ ...guard, match: [match] })) };
}

function instance(instanceId: string, groupId: string): InstanceListed {
  return {
    instanceId,
    platform: 'windows',
    name: null,
    tags: new Map([['Role', 'dc']]),
    vpcId: 'vpc-1',
    interfaces: [{ interfaceId: 'eni-1', groupIds: [groupId] }],
  };
}

function opened(eventID = '11111111-0000-4000-8000-000000000001') {
  return authorize([rdpFrom('0.0.0.0/0')], undefined, {
    eventID,
    eventTime: new Date(NOW).toISOString(),
  });
}

async function named(groupName: string, match: GroupSelector) {
  const at = await hearing(policyOf(match));
  at.groups.facts = { kind: 'found', value: { groupName, vpcId: 'vpc-1', tags: new Map() } };
  return at;
}

const PLACE = { accountId: AT.accountId, region: AT.region };
const WINDOWS = { platform: 'windows' } as const;

describe('a rule that is opened', () => {
  it.each<[string, GroupSelector]>([
    ['on Windows', WINDOWS],
    ['on a host of a tag', { hostTag: { key: 'Role', value: 'dc' } }],
  ])('in a group %s is a finding without a doubt', async (_, match) => {
    const at = await named('any', match);
    at.hosts.listed = { kind: 'known', value: [instance('i-1', GROUP_ID)] };
    expect(await at.hear(opened())).toMatchObject({ kind: 'finding', isNew: true });
    expect(await at.open()).toMatchObject([
      { door: { guardName: 'windows-servers' }, doubt: null },
    ]);
  });

  it('in a group that stands elsewhere is nobody’s, and EC2 is asked of that group alone', async () => {
    const at = await named('any', WINDOWS);
    at.hosts.listed = { kind: 'known', value: [instance('i-1', 'sg-0other')] };
    expect(await at.hear(opened())).toMatchObject({ kind: 'ignored' });
    expect(at.hosts.asked).toContain('withGroups');
    expect(at.hosts.asked).not.toContain('windows');
  });

  it('where EC2 may not be asked for instances is told with the doubt', async () => {
    const at = await named('any', WINDOWS);
    at.hosts.listed = { kind: 'unknown', reason: 'ec2:DescribeInstances is missing' };
    expect(await at.hear(opened())).toMatchObject({ kind: 'finding' });
    const [finding] = await at.open();
    expect(finding?.doubt).toContain('ec2:DescribeInstances is missing');
  });

  it('in a group that discovery has found is a finding, whatever EC2 says now', async () => {
    const at = await named('any', WINDOWS);
    at.hosts.listed = { kind: 'unknown', reason: 'ec2:DescribeInstances is missing' };
    const thing = {
      kind: 'host',
      instanceId: 'i-1',
      platform: 'windows',
      name: null,
      tags: {},
    } as const;
    const found = [{ thing, groupIds: [GROUP_ID] }];
    await at.store.noteFound({ ...PLACE, part: 'windows' }, found, NOW - 1_000);
    await at.hear(opened());
    expect(await at.open()).toMatchObject([{ doubt: null }]);
  });

  it('in the group of a directory by its name is told with a doubt where nobody may ask', async () => {
    const reason = 'ds:DescribeDirectories is missing';
    const its = await named('d-1234567890_controllers', { directory: '*' });
    its.directories.listed = { kind: 'unknown', reason };
    expect(await its.hear(opened())).toMatchObject({ kind: 'finding' });
    expect((await its.open())[0]?.doubt).toContain(reason);
    const other = await named('any', { directory: '*' });
    other.directories.listed = { kind: 'unknown', reason };
    expect(await other.hear(opened())).toMatchObject({ kind: 'ignored' });
  });

  it('asks for nothing behind a group where policy does not', async () => {
    const at = await named('any', { name: 'win-*' });
    expect(await at.hear(opened())).toMatchObject({ kind: 'ignored' });
    expect(at.hosts.asked).toEqual([]);
  });
});

describe('a group that is put on a Windows instance', () => {
  async function cloud() {
    const at = await attaching(policyOf(WINDOWS, OF_NAMES));
    at.interfaces.known.set('eni-1', eni('eni-1', ['sg-quiet']));
    return at;
  }

  it('is guarded from then on', async () => {
    const at = await cloud();
    at.hosts.listed = { kind: 'known', value: [instance('i-of-eni-1', 'sg-any')] };
    await at.modify('eni-1', 'sg-any');
    expect(await at.findings()).toMatchObject([
      {
        door: { groupId: 'sg-any', guardName: 'windows-servers' },
      },
    ]);
  });

  it('is told with a doubt while EC2 does not show the instance', async () => {
    const at = await cloud();
    at.hosts.listed = { kind: 'known', value: [] };
    await at.modify('eni-1', 'sg-any');
    expect(await at.findings()).toMatchObject([{ door: { groupId: 'sg-any' } }]);
    expect((await at.findings())[0]?.doubt).not.toBeNull();
  });

  it('is nobody’s on an instance of another platform', async () => {
    const at = await cloud();
    const linux = { ...instance('i-of-eni-1', 'sg-any'), platform: 'other' } as const;
    at.hosts.listed = { kind: 'known', value: [linux] };
    await at.modify('eni-1', 'sg-any');
    expect(await at.findings()).toEqual([]);
  });
});
