import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DeleteVpcCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { emulatedAws, errorOf, refusalOf } from './support/emulated-aws.ts';

describe('CreateSecurityGroup', () => {
  it('makes a group with tags and with everything allowed out', async () => {
    await using cloud = await emulatedAws();
    const Tags = [{ Key: 'Name', Value: 'web' }];
    const answer = await cloud.ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: 'web',
        Description: 'the web',
        VpcId: cloud.vpcId,
        TagSpecifications: [{ ResourceType: 'security-group', Tags }],
      }),
    );
    expect(answer.Tags).toEqual(Tags);
    expect(cloud.aws.world.state.groups.get(answer.GroupId ?? '')).toMatchObject({
      groupName: 'web',
      description: 'the web',
      rules: [{ direction: 'egress', protocol: '-1', source: { cidr: '0.0.0.0/0' } }],
    });
  });

  it.each([
    ['InvalidGroup.Duplicate', 'taken', undefined],
    ['InvalidVpcID.NotFound', 'new', 'vpc-0bad'],
  ])('refuses with %s', async (code, GroupName, vpcId) => {
    await using cloud = await emulatedAws();
    cloud.group([], 'taken');
    const VpcId = vpcId ?? cloud.vpcId;
    const call = new CreateSecurityGroupCommand({ GroupName, Description: 'd', VpcId });
    expect(await refusalOf(cloud.ec2.send(call))).toBe(code);
  });

  it('without a VPC needs a default one', async () => {
    await using cloud = await emulatedAws();
    const call = new CreateSecurityGroupCommand({ GroupName: 'n', Description: 'd' });
    expect(await refusalOf(cloud.ec2.send(call))).toBe('VPCIdNotSpecified');
  });
});

describe('DeleteSecurityGroup', () => {
  it('deletes a group, also one that refers to itself', async () => {
    await using cloud = await emulatedAws();
    const groupId = 'sg-0c0ffee';
    const source = { kind: 'group', groupId, userId: cloud.aws.accountId } as const;
    const traffic = { protocol: '-1', fromPort: -1, toPort: -1 };
    const rules = [{ direction: 'ingress', ...traffic, source } as const];
    cloud.aws.world.addGroup({ groupId, groupName: 'self', vpcId: cloud.vpcId, rules });
    await cloud.ec2.send(new DeleteSecurityGroupCommand({ GroupId: groupId }));
    expect(cloud.aws.world.state.groups.has(groupId)).toBe(false);
    const again = cloud.ec2.send(new DeleteSecurityGroupCommand({ GroupId: groupId }));
    expect(await refusalOf(again)).toBe('InvalidGroup.NotFound');
  });

  it.each(['an interface', 'a rule'])('refuses a group that %s uses', async (user) => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    if (user === 'a rule') {
      const source = { kind: 'group', groupId, userId: cloud.aws.accountId } as const;
      cloud.group([
        { direction: 'ingress', protocol: '-1', fromPort: -1, toPort: -1, source } as const,
      ]);
    } else {
      const place = { vpcId: cloud.vpcId, groupIds: [groupId], privateIp: '10.0.0.4' };
      cloud.aws.world.addInterface(place);
    }
    const call = cloud.ec2.send(new DeleteSecurityGroupCommand({ GroupId: groupId }));
    expect(await refusalOf(call)).toBe('DependencyViolation');
  });
});

describe('the EC2 service', () => {
  it('names an action that it does not support', async () => {
    await using cloud = await emulatedAws();
    const call = new DeleteVpcCommand({ VpcId: cloud.vpcId });
    const error = await errorOf(cloud.ec2.send(call));
    expect(error.name).toBe('InvalidAction');
    expect(error.message).toContain('DeleteVpc');
    expect(cloud.aws.records).toEqual([]);
  });

  it('refuses an access key that no identity has', async () => {
    await using cloud = await emulatedAws();
    const stranger = cloud.ec2With({ accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' });
    const error = await errorOf(stranger.send(new DeleteSecurityGroupCommand({ GroupId: 'sg-1' })));
    expect(error.name).toBe('AuthFailure');
    expect(cloud.aws.calls).toMatchObject([
      { action: 'DeleteSecurityGroup', accessKeyId: 'AKIASTRANGER', outcome: 'AuthFailure' },
    ]);
    expect(cloud.aws.records).toEqual([]);
  });

  it('refuses a request that is not signed', async () => {
    await using cloud = await emulatedAws();
    const body = 'Action=DescribeVpcs&Version=2016-11-15';
    const response = await fetch(cloud.aws.url, { method: 'POST', body });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('<Code>AuthFailure</Code>');
  });
});
