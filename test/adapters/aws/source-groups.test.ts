import { describe, expect, it } from 'vitest';
import { ec2Surroundings } from '../../../src/adapters/aws/surroundings.ts';
import { homeOnly } from '../../support/accounts.ts';
import { openToGroup, PEER_ACCOUNT, PEER_GROUP, peerWith } from '../../support/peers.ts';
import { ANOTHER_ACCOUNT, adapterOnEmulator } from './adapter-on-emulator.ts';

async function withSources() {
  const on = await adapterOnEmulator();
  const { world } = on.aws;
  const { vpcId } = world.addVpc({ cidr: '10.0.0.0/16' });
  const guarded = world.addGroup({ groupName: 'win-web', vpcId, rules: [] });
  const bastions = world.addGroup({ groupName: 'bastion-hosts', vpcId, rules: [] });
  const subnetId = world.addSubnet({ vpcId, cidr: '10.0.1.0/24' }).subnetId;
  for (const privateIp of ['10.0.1.1', '10.0.1.2']) {
    world.addInterface({ vpcId, subnetId, privateIp, groupIds: [bastions.groupId] });
  }
  const peering = peerWith(on.aws, guarded);
  await openToGroup(on.ec2, guarded, { GroupId: bastions.groupId });
  await openToGroup(on.ec2, guarded, { GroupId: PEER_GROUP, UserId: PEER_ACCOUNT });
  const surroundings = ec2Surroundings(homeOnly(on.aws.accountId));
  const ids = [bastions.groupId, PEER_GROUP];
  const read = () => surroundings.groupsNamed(on.address(guarded.groupId), ids);
  return { ...on, read, peering, bastions, guarded, surroundings, vpcId };
}

describe('groupsNamed()', () => {
  it('tells a group of the VPC, with what stands on it, and one of a peer', async () => {
    const { read, bastions, peering } = await withSources();
    expect(await read()).toEqual({
      groups: [
        {
          kind: 'group',
          groupId: bastions.groupId,
          groupName: 'bastion-hosts',
          owner: { kind: 'ownVpc' },
          staleness: 'live',
          interfaces: { count: 2, isWhole: true },
        },
        {
          kind: 'group',
          groupId: PEER_GROUP,
          groupName: null,
          owner: {
            kind: 'peer',
            peeringId: peering.peeringId,
            vpcId: 'vpc-0peer',
            accountId: PEER_ACCOUNT,
          },
          staleness: 'live',
          interfaces: null,
        },
      ],
      notKnown: [],
    });
  });

  it('a peering that is gone: stale, without asking further', async () => {
    const { read, peering, callsOf } = await withSources();
    peering.end();
    expect((await read()).groups.map(({ staleness }) => staleness)).toEqual([
      'live',
      'peeringGone',
    ]);
    expect(callsOf('DescribeStaleSecurityGroups')).toBe(0);
  });

  it('a group that is gone at the far end of a peering that is not: stale', async () => {
    const { aws, surroundings, address, vpcId } = await withSources();
    const far = aws.world.addVpc({ cidr: '10.2.0.0/16' }).vpcId;
    const { accountId: userId, region } = aws;
    const { peeringId } = aws.world.addPeering({
      requester: { vpcId, ownerId: userId, region, cidr: '10.0.0.0/16' },
      accepter: { vpcId: far, ownerId: userId, region, cidr: '10.2.0.0/16' },
    });
    const there = aws.world.addGroup({ groupName: 'far', vpcId: far, rules: [] }).groupId;
    const rdp = { protocol: 'tcp', fromPort: 3389, toPort: 3389, direction: 'ingress' } as const;
    const ids = [there, 'sg-0gone'];
    const peer = { vpcId: far, peeringId };
    const rules = ids.map((groupId) => {
      return { ...rdp, source: { kind: 'group', groupId, userId, peer } as const };
    });
    const { groupId } = aws.world.addGroup({ groupName: 'win-far', vpcId, rules });
    expect((await surroundings.groupsNamed(address(groupId), ids)).groups).toMatchObject([
      { groupName: 'far', owner: { kind: 'peer', vpcId: far }, staleness: 'live' },
      { groupName: null, owner: { kind: 'peer', vpcId: far }, staleness: 'groupGone' },
    ]);
  });

  it.each([
    ['DescribeSecurityGroupRules', { owner: { kind: 'unknown' }, staleness: 'unknown' }],
    ['DescribeSecurityGroups', { owner: { kind: 'peer' }, staleness: 'unknown' }],
    ['DescribeStaleSecurityGroups', { owner: { kind: 'peer' }, staleness: 'unknown' }],
    ['DescribeNetworkInterfaces', { owner: { kind: 'peer' }, staleness: 'live' }],
  ])('%s denied: what is known is told, and the permission is named', async (action, peer) => {
    const { read, aws } = await withSources();
    aws.faults.deny({ action, times: 1 });
    const { groups, notKnown } = await read();
    expect(groups[1]).toMatchObject(peer);
    expect(notKnown).toEqual([expect.stringContaining(`ec2:${action}`)]);
  });

  it('another account is not asked', async () => {
    const { surroundings, place } = await withSources();
    const address = { ...place, accountId: ANOTHER_ACCOUNT, groupId: 'sg-1' };
    const { groups, notKnown } = await surroundings.groupsNamed(address, ['sg-2']);
    expect({ groups, notKnown }).toEqual({
      groups: [],
      notKnown: [expect.stringContaining('is not configured')],
    });
  });
});
