import {
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { type EmulatedAws, emulatedAws, refusalOf, tcpFrom } from './support/emulated-aws.ts';

function tcp(port: number, CidrIp: string): IpPermission {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp }] };
}

function rulesOf(cloud: EmulatedAws, groupId: string): readonly string[] {
  return cloud.aws.world.state.groups.get(groupId)?.rules.map((rule) => rule.ruleId) ?? [];
}

describe('RevokeSecurityGroupIngress', () => {
  it('by values removes exactly the rule named, needing no description, and answers it', async () => {
    await using cloud = await emulatedAws();
    const { groupId, rules } = cloud.group([
      tcpFrom('0.0.0.0/0', 3389, { description: 'oops' }),
      tcpFrom('10.0.0.0/8', 3389),
    ]);
    const answer = await cloud.ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [tcp(3389, '0.0.0.0/0')],
      }),
    );
    expect(answer.Return).toBe(true);
    expect(answer.UnknownIpPermissions).toBeUndefined();
    expect(answer.RevokedSecurityGroupRules).toEqual([
      {
        SecurityGroupRuleId: rules[0]?.ruleId,
        GroupId: groupId,
        IsEgress: false,
        IpProtocol: 'tcp',
        FromPort: 3389,
        ToPort: 3389,
        CidrIpv4: '0.0.0.0/0',
        Description: 'oops',
      },
    ]);
    expect(rulesOf(cloud, groupId)).toEqual([rules[1]?.ruleId]);
  });

  it('by the flat form removes the rule', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group([tcpFrom('0.0.0.0/0', 22)]);
    const flat = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' };
    await cloud.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: groupId, ...flat }));
    expect(rulesOf(cloud, groupId)).toEqual([]);
  });

  it('in a non-default VPC refuses values that match no rule and revokes none of the call', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group([tcpFrom('0.0.0.0/0', 3389)]);
    const IpPermissions = [tcp(3389, '0.0.0.0/0'), tcp(3389, '10.0.0.0/8')];
    const call = new RevokeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions });
    expect(await refusalOf(cloud.ec2.send(call))).toBe('InvalidPermission.NotFound');
    expect(rulesOf(cloud, groupId)).toHaveLength(1);
  });

  it('in a default VPC succeeds and answers what it did not know', async () => {
    await using cloud = await emulatedAws();
    const vpc = cloud.aws.world.addVpc({ cidr: '172.31.0.0/16', isDefault: true });
    const { groupId } = cloud.aws.world.addGroup({
      groupName: 'web',
      vpcId: vpc.vpcId,
      rules: [tcpFrom('0.0.0.0/0', 3389)],
      defaultEgress: false,
    });
    const IpPermissions = [tcp(3389, '0.0.0.0/0'), tcp(3390, '10.0.0.0/8')];
    const answer = await cloud.ec2.send(
      new RevokeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions }),
    );
    expect(answer.Return).toBe(true);
    expect(answer.UnknownIpPermissions).toMatchObject([
      { FromPort: 3390, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    ]);
    expect(answer.RevokedSecurityGroupRules).toHaveLength(1);
    expect(rulesOf(cloud, groupId)).toEqual([]);
  });

  it('by rule ids removes them, whatever they have become', async () => {
    await using cloud = await emulatedAws();
    const { groupId, rules } = cloud.group([tcpFrom('0.0.0.0/0', 3389), tcpFrom('10.0.0.0/8', 1)]);
    const SecurityGroupRuleIds = [rules[0]?.ruleId ?? ''];
    await cloud.ec2.send(
      new RevokeSecurityGroupIngressCommand({ GroupId: groupId, SecurityGroupRuleIds }),
    );
    expect(rulesOf(cloud, groupId)).toEqual([rules[1]?.ruleId]);
  });

  it.each(['unknown', 'egress'])('refuses the id of an %s rule and revokes none', async (which) => {
    await using cloud = await emulatedAws();
    const egress = tcpFrom('0.0.0.0/0', 3389, { direction: 'egress' });
    const { groupId, rules } = cloud.group([tcpFrom('0.0.0.0/0', 3389), egress]);
    const bad = which === 'egress' ? (rules[1]?.ruleId ?? '') : 'sgr-0bad';
    const SecurityGroupRuleIds = [rules[0]?.ruleId ?? '', bad];
    const call = new RevokeSecurityGroupIngressCommand({ GroupId: groupId, SecurityGroupRuleIds });
    expect(await refusalOf(cloud.ec2.send(call))).toBe('InvalidSecurityGroupRuleId.NotFound');
    expect(rulesOf(cloud, groupId)).toHaveLength(2);
  });

  it('refuses values and ids together, and neither', async () => {
    await using cloud = await emulatedAws();
    const GroupId = cloud.group().groupId;
    const both = { SecurityGroupRuleIds: ['sgr-1'], IpPermissions: [tcp(1, '0.0.0.0/0')] };
    const call = new RevokeSecurityGroupIngressCommand({ GroupId, ...both });
    expect(await refusalOf(cloud.ec2.send(call))).toBe('InvalidParameterCombination');
    const neither = new RevokeSecurityGroupIngressCommand({ GroupId });
    expect(await refusalOf(cloud.ec2.send(neither))).toBe('MissingParameter');
  });
});

describe('RevokeSecurityGroupEgress', () => {
  it('removes the outbound rule and leaves its inbound twin', async () => {
    await using cloud = await emulatedAws();
    const egress = tcpFrom('0.0.0.0/0', 443, { direction: 'egress' });
    const { groupId, rules } = cloud.group([tcpFrom('0.0.0.0/0', 443), egress]);
    const IpPermissions = [tcp(443, '0.0.0.0/0')];
    await cloud.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: groupId, IpPermissions }));
    expect(rulesOf(cloud, groupId)).toEqual([rules[0]?.ruleId]);
  });
});
