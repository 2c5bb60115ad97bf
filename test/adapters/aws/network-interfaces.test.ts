import { describe, expect, it } from 'vitest';
import { INTERFACES_PER_PAGE } from '../../../src/adapters/aws/read-interfaces.ts';
import type { InterfaceAddress, Page } from '../../../src/app/ports.ts';
import type { InterfaceState } from '../../../src/domain/inventory/interface-state.ts';
import {
  associationKey,
  type GroupVpcAssociation,
} from '../../../src/sandbox/aws/world/network.ts';
import type { SeedInterface } from '../../../src/sandbox/aws/world/seed-hosts.ts';
import type { EmulatedAws } from '../../sandbox/aws/support/emulated-aws.ts';
import { ANOTHER_ACCOUNT, adapterOnEmulator, NOW } from './adapter-on-emulator.ts';

const DESCRIBE = 'DescribeNetworkInterfaces';
const MODIFY = 'ModifyNetworkInterfaceAttribute';
const DESCRIBE_VPCS = 'DescribeSecurityGroupVpcAssociations';
const LEAVE_VPC = 'DisassociateSecurityGroupVpc';
const LAUNCHED = new Date('2026-01-01T00:00:00Z');

/** An emulator with a host in one group, and a second group. */
async function withHost() {
  const on = await adapterOnEmulator();
  const { aws, vpcId, place } = on;
  const [groupId, otherId] = [on.group().groupId, on.group().groupId];
  const host = aws.world.addInstance({ platform: 'windows', vpcId, launchedAt: LAUNCHED });
  const interfaceId = seedInterface(on, [groupId], { instanceId: host.instanceId });
  const address: InterfaceAddress = { ...place, interfaceId };
  return { ...on, groupId, otherId, instanceId: host.instanceId, interfaceId, address };
}

function seedInterface(
  { aws, vpcId }: EmulatedAws,
  groupIds: readonly string[],
  more: Partial<SeedInterface> = {},
): string {
  const at = aws.world.state.interfaces.size;
  const privateIp = `10.0.${at >> 8}.${at & 255}`;
  return aws.world.addInterface({ vpcId, groupIds, privateIp, ...more }).networkInterfaceId;
}

function groupsOn({ aws }: EmulatedAws, interfaceId: string) {
  return aws.world.state.interfaces.get(interfaceId)?.groupIds;
}

describe('describe()', () => {
  it('tells where an interface is, which groups stand on it, and when it asked', async () => {
    const { interfaces, address, instanceId, groupId, vpcId } = await withHost();
    expect(await interfaces.describe(address)).toEqual({
      kind: 'found',
      value: {
        ...address,
        instanceId,
        vpcId,
        groupIds: [groupId],
        managedBy: null,
        description: '',
        observedAt: NOW,
      },
    });
  });

  it('of one that is attached to nothing, and made by a user', async () => {
    const on = await withHost();
    const made = { requesterId: 'AIDAEXAMPLE', isRequesterManaged: false, description: 'spare' };
    const interfaceId = seedInterface(on, [on.groupId, on.otherId], made);
    expect(await on.interfaces.describe({ ...on.place, interfaceId })).toMatchObject({
      value: {
        instanceId: null,
        groupIds: [on.groupId, on.otherId],
        managedBy: null,
        description: 'spare',
      },
    });
  });

  it.each<[string, string, Partial<SeedInterface>]>([
    ['a requester', 'amazon-rds', { requesterId: 'amazon-rds' }],
    ['a type', 'lambda', { interfaceType: 'lambda', requesterId: '123412341234' }],
    ['a type alone', 'vpc_endpoint', { interfaceType: 'vpc_endpoint' }],
    ['nobody by name', 'a service that EC2 does not name', { isRequesterManaged: true }],
    [
      'an operator, though the account hides it',
      'workspaces.amazonaws.com',
      { operator: { principal: 'workspaces.amazonaws.com', isHidden: true } },
    ],
  ])('names the service that keeps it: by %s', async (_, managedBy, more) => {
    const on = await withHost();
    const interfaceId = seedInterface(on, [on.groupId], more);
    expect(await on.interfaces.describe({ ...on.place, interfaceId })).toMatchObject({
      value: { managedBy },
    });
  });

  it('knows one that is not there from one that it may not look at', async () => {
    const { interfaces, place, aws } = await withHost();
    const missing = { ...place, interfaceId: 'eni-0123456789abcdef0' };
    expect(await interfaces.describe(missing)).toEqual({ kind: 'notThere' });
    aws.faults.deny({ action: DESCRIBE });
    expect(await interfaces.describe(missing)).toMatchObject({
      kind: 'couldNotLook',
      reason: expect.stringContaining('ec2:DescribeNetworkInterfaces'),
    });
  });

  it('throws what may heal, after the tries of the SDK', async () => {
    const { interfaces, address, aws, callsOf } = await withHost();
    aws.faults.throttle({ action: DESCRIBE, times: 3 });
    await expect(interfaces.describe(address)).rejects.toMatchObject({
      code: 'aws_throttled',
      isRetryable: true,
    });
    expect(callsOf(DESCRIBE)).toBe(3);
  });

  it('does not ask for another account', async () => {
    const { interfaces, address, instanceId, groupId, aws } = await withHost();
    const foreign = { ...address, accountId: ANOTHER_ACCOUNT };
    const couldNotLook = { kind: 'couldNotLook', reason: expect.stringContaining(ANOTHER_ACCOUNT) };
    expect(await interfaces.describe(foreign)).toEqual(couldNotLook);
    expect(await interfaces.ofInstance({ ...foreign, instanceId })).toEqual(couldNotLook);
    expect(await interfaces.vpcsOf({ ...foreign, groupId })).toEqual(couldNotLook);
    const query = { ...foreign, groupIds: [groupId] };
    await expect(interfaces.withGroups(query, null)).rejects.toMatchObject({ isRetryable: false });
    expect(aws.calls).toEqual([]);
  });
});

describe('ofInstance()', () => {
  it('gives all interfaces of an instance and no others', async () => {
    const on = await withHost();
    const second = seedInterface(on, [on.otherId], { instanceId: on.instanceId });
    seedInterface(on, [on.groupId]);
    expect(
      await on.interfaces.ofInstance({ ...on.place, instanceId: on.instanceId }),
    ).toMatchObject({
      kind: 'found',
      value: [
        { interfaceId: on.interfaceId, groupIds: [on.groupId] },
        { interfaceId: second, groupIds: [on.otherId] },
      ],
    });
  });

  it('of an instance that is not there, or that it may not look at', async () => {
    const { interfaces, place, aws } = await withHost();
    const missing = { ...place, instanceId: 'i-0123456789abcdef0' };
    expect(await interfaces.ofInstance(missing)).toEqual({ kind: 'notThere' });
    aws.faults.deny({ action: DESCRIBE });
    expect(await interfaces.ofInstance(missing)).toMatchObject({
      kind: 'couldNotLook',
      reason: expect.stringContaining('ec2:DescribeNetworkInterfaces'),
    });
  });
});

describe('withGroups()', () => {
  it('gives what any of the groups stands on, page after page, what services keep included', async () => {
    const on = await withHost();
    const third = on.group().groupId;
    const operator = { principal: 'workspaces.amazonaws.com', isHidden: true };
    const expected = [
      on.interfaceId,
      ...Array.from({ length: INTERFACES_PER_PAGE }, () => seedInterface(on, [on.groupId])),
      seedInterface(on, [third, on.otherId], { requesterId: 'amazon-rds' }),
      seedInterface(on, [on.otherId], { operator }),
    ];
    seedInterface(on, [third]);
    const query = { ...on.place, groupIds: [on.groupId, on.otherId] };
    const first: Page<InterfaceState> = await on.interfaces.withGroups(query, null);
    expect(first.items).toHaveLength(INTERFACES_PER_PAGE);
    const second = await on.interfaces.withGroups(query, first.nextPageToken);
    expect(second.nextPageToken).toBeNull();
    const ids = [...first.items, ...second.items].map(({ interfaceId }) => interfaceId);
    expect(ids).toEqual(expected);
    expect(first.items[0]).toMatchObject({ ...on.place, observedAt: NOW });
  });

  it('that is denied names the permission', async () => {
    const { interfaces, place, groupId, aws } = await withHost();
    aws.faults.deny({ action: DESCRIBE });
    const query = { ...place, groupIds: [groupId] };
    await expect(interfaces.withGroups(query, null)).rejects.toMatchObject({
      code: 'aws_denied',
      message: expect.stringContaining('ec2:DescribeNetworkInterfaces'),
    });
  });
});

describe('onInstances()', () => {
  it('gives all interfaces of the instances that are there, and of no others', async () => {
    const on = await withHost();
    const second = seedInterface(on, [on.otherId], { instanceId: on.instanceId });
    seedInterface(on, [on.groupId]);
    const query = { ...on.place, instanceIds: [on.instanceId, 'i-0123456789abcdef0'] };
    const { items, nextPageToken } = await on.interfaces.onInstances(query, null);
    expect(nextPageToken).toBeNull();
    expect(items.map(({ interfaceId }) => interfaceId)).toEqual([on.interfaceId, second]);
    const foreign = { ...query, accountId: '999999999999' };
    await expect(on.interfaces.onInstances(foreign, null)).rejects.toMatchObject({
      isRetryable: false,
    });
  });
});

describe('setGroups()', () => {
  it('puts exactly these groups on an interface', async () => {
    const on = await withHost();
    expect(await on.interfaces.setGroups(on.address, [on.otherId])).toEqual({
      kind: 'accepted',
      requestId: expect.stringMatching(/./),
    });
    expect(groupsOn(on, on.interfaceId)).toEqual([on.otherId]);
  });

  it('to none is refused: an interface keeps one', async () => {
    const on = await withHost();
    expect(await on.interfaces.setGroups(on.address, [])).toMatchObject({
      kind: 'refused',
      advice: expect.stringContaining('at least one group'),
    });
    expect(groupsOn(on, on.interfaceId)).toEqual([on.groupId]);
  });

  it.each<[string, Partial<SeedInterface>, string]>([
    ['a requester', { requesterId: 'amazon-rds' }, 'only the service'],
    ['an operator', { operator: { principal: 'ws.amazonaws.com', isHidden: false } }, 'ws.amazon'],
  ])('on what %s keeps is refused, and no permission is asked for', async (_, more, said) => {
    const on = await withHost();
    const interfaceId = seedInterface(on, [on.groupId], more);
    const answer = await on.interfaces.setGroups({ ...on.place, interfaceId }, [on.otherId]);
    expect(answer).toMatchObject({ kind: 'refused', advice: expect.stringContaining(said) });
    expect(JSON.stringify(answer)).not.toContain('Allow');
    expect(groupsOn(on, interfaceId)).toEqual([on.groupId]);
  });

  it('with a group that is gone is refused; on an interface that is gone it did nothing', async () => {
    const { interfaces, address, groupId } = await withHost();
    const withGone = [groupId, 'sg-0123456789abcdef0'];
    expect(await interfaces.setGroups(address, withGone)).toMatchObject({
      kind: 'refused',
      code: 'InvalidGroup.NotFound',
      advice: expect.stringContaining('sg-0123456789abcdef0'),
    });
    const missing = { ...address, interfaceId: 'eni-0123456789abcdef0' };
    expect(await interfaces.setGroups(missing, [groupId])).toEqual({ kind: 'notThere' });
  });

  it('to more groups than EC2 allows is refused', async () => {
    const { interfaces, address, group } = await withHost();
    const many = Array.from({ length: 6 }, () => group().groupId);
    expect(await interfaces.setGroups(address, many)).toMatchObject({
      kind: 'refused',
      code: 'SecurityGroupsPerInterfaceLimitExceeded',
    });
  });

  it('that is denied names the permission and what it is needed on', async () => {
    const { interfaces, address, otherId, aws } = await withHost();
    aws.faults.deny({ action: MODIFY });
    expect(await interfaces.setGroups(address, [otherId])).toMatchObject({
      kind: 'refused',
      advice: expect.stringContaining('Allow ec2:ModifyNetworkInterfaceAttribute on the network'),
    });
  });

  it('that is throttled was not done; whose reply is lost may have been: neither is sent again', async () => {
    const on = await withHost();
    const { interfaces, address, aws, groupId, otherId, callsOf } = on;
    aws.faults.throttle({ action: MODIFY });
    expect(await interfaces.setGroups(address, [otherId])).toMatchObject({
      kind: 'refused',
      code: 'RequestLimitExceeded',
    });
    expect(groupsOn(on, address.interfaceId)).toEqual([groupId]);
    aws.faults.drop({ action: MODIFY });
    expect(await interfaces.setGroups(address, [otherId])).toMatchObject({ kind: 'noAnswer' });
    expect(groupsOn(on, address.interfaceId)).toEqual([otherId]);
    expect(callsOf(MODIFY)).toBe(2);
  });

  it('in another account is refused before it is asked for', async () => {
    const { interfaces, address, groupId, otherId, vpcId, aws } = await withHost();
    const foreign = { ...address, accountId: ANOTHER_ACCOUNT };
    const refused = { kind: 'refused', advice: expect.stringContaining(ANOTHER_ACCOUNT) };
    expect(await interfaces.setGroups(foreign, [otherId])).toMatchObject(refused);
    expect(await interfaces.leaveVpc({ ...foreign, groupId }, vpcId)).toMatchObject(refused);
    expect(aws.calls).toEqual([]);
  });
});

/** A group that is associated with a further VPC. */
async function withFurtherVpc(state: GroupVpcAssociation['state'] = 'associated') {
  const on = await withHost();
  const further = on.aws.world.addVpc({ cidr: '10.9.0.0/16' }).vpcId;
  associate(on, { groupId: on.groupId, vpcId: further, state });
  return { ...on, further, named: { ...on.place, groupId: on.groupId } };
}

function associate(
  { aws }: EmulatedAws,
  pair: Pick<GroupVpcAssociation, 'groupId' | 'vpcId' | 'state'>,
): void {
  const made = { ...pair, vpcOwnerId: aws.accountId, tags: [] };
  const key = associationKey(pair.groupId, pair.vpcId);
  aws.world.alter((world) => {
    return { ...world, vpcAssociations: new Map(world.vpcAssociations).set(key, made) };
  });
}

describe('vpcsOf()', () => {
  it.each(['associated', 'associating', 'disassociation-failed'] as const)(
    '%s: the group can be used there',
    async (state) => {
      const { interfaces, named, further } = await withFurtherVpc(state);
      expect(await interfaces.vpcsOf(named)).toEqual({ kind: 'found', value: [further] });
    },
  );

  it.each(['association-failed', 'disassociating', 'disassociated'] as const)(
    '%s: it cannot, or soon not',
    async (state) => {
      const { interfaces, named } = await withFurtherVpc(state);
      expect(await interfaces.vpcsOf(named)).toEqual({ kind: 'found', value: [] });
    },
  );

  it('reads every page, of this group only', async () => {
    const on = await withFurtherVpc();
    const more = Array.from({ length: 1_000 }, (_, i) => `vpc-${i}`);
    for (const vpcId of more) associate(on, { groupId: on.groupId, vpcId, state: 'associated' });
    associate(on, { groupId: on.otherId, vpcId: on.further, state: 'associated' });
    expect(await on.interfaces.vpcsOf(on.named)).toEqual({
      kind: 'found',
      value: [on.further, ...more],
    });
    expect(on.callsOf(DESCRIBE_VPCS)).toBe(2);
  });

  it('that is denied names the permission', async () => {
    const { interfaces, named, aws } = await withFurtherVpc();
    aws.faults.deny({ action: DESCRIBE_VPCS });
    expect(await interfaces.vpcsOf(named)).toMatchObject({
      kind: 'couldNotLook',
      reason: expect.stringContaining('ec2:DescribeSecurityGroupVpcAssociations'),
    });
  });
});

describe('leaveVpc()', () => {
  it('takes the group out of the VPC', async () => {
    const { interfaces, named, further } = await withFurtherVpc();
    expect(await interfaces.leaveVpc(named, further)).toEqual({
      kind: 'accepted',
      requestId: expect.stringMatching(/./),
    });
    expect(await interfaces.vpcsOf(named)).toEqual({ kind: 'found', value: [] });
  });

  it('while the group stands on an interface there is refused', async () => {
    const on = await withFurtherVpc();
    seedInterface(on, [on.groupId], { vpcId: on.further });
    expect(await on.interfaces.leaveVpc(on.named, on.further)).toMatchObject({
      kind: 'refused',
      code: 'DependencyViolation',
      advice: expect.stringContaining('take it off there'),
    });
    expect(await on.interfaces.vpcsOf(on.named)).toMatchObject({ value: [on.further] });
  });

  it('that it is not in, or of a group that is gone, did nothing', async () => {
    const { interfaces, named, vpcId, further } = await withFurtherVpc();
    expect(await interfaces.leaveVpc(named, vpcId)).toEqual({ kind: 'notThere' });
    const gone = { ...named, groupId: 'sg-0123456789abcdef0' };
    expect(await interfaces.leaveVpc(gone, further)).toEqual({ kind: 'notThere' });
  });

  it('that is denied names the permission; whose reply is lost may have been done', async () => {
    const { interfaces, named, further, aws, callsOf } = await withFurtherVpc();
    aws.faults.deny({ action: LEAVE_VPC });
    expect(await interfaces.leaveVpc(named, further)).toMatchObject({
      kind: 'refused',
      advice: expect.stringContaining('Allow ec2:DisassociateSecurityGroupVpc on the group'),
    });
    aws.faults.drop({ action: LEAVE_VPC });
    expect(await interfaces.leaveVpc(named, further)).toMatchObject({ kind: 'noAnswer' });
    expect(callsOf(LEAVE_VPC)).toBe(2);
  });
});
