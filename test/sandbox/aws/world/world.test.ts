import { describe, expect, it } from 'vitest';
import { emulatedAws, tcpFrom } from '../support/emulated-aws.ts';

describe('World', () => {
  it('gives a seeded group the rule that allows everything out, unless told not to', async () => {
    await using cloud = await emulatedAws();
    const place = { groupName: 'g', vpcId: cloud.vpcId };
    expect(cloud.aws.world.addGroup(place).rules).toMatchObject([
      { direction: 'egress', protocol: '-1' },
    ]);
    expect(cloud.aws.world.addGroup({ ...place, defaultEgress: false }).rules).toEqual([]);
  });

  it('refuses the mistakes of a story', async () => {
    await using cloud = await emulatedAws();
    const { world } = cloud.aws;
    const place = { groupName: 'g', vpcId: cloud.vpcId };
    expect(() => world.addGroup({ groupName: 'g', vpcId: 'vpc-0bad' })).toThrow('vpc-0bad');
    expect(() => world.addGroup({ ...place, rules: [tcpFrom('10.0.0.1/8', 1)] })).toThrow(
      'expected 10.0.0.0/8, got 10.0.0.1/8',
    );
    const lonely = { vpcId: cloud.vpcId, groupIds: ['sg-0bad'], privateIp: '10.0.0.4' };
    expect(() => world.addInterface(lonely)).toThrow('sg-0bad');
  });

  it('never changes a state that was handed out', async () => {
    await using cloud = await emulatedAws();
    const before = cloud.aws.world.state;
    cloud.group();
    expect(before.groups.size).toBe(0);
    expect(cloud.aws.world.state.groups.size).toBe(1);
  });
});
