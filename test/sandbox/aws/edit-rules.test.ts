import {
  CreateTagsCommand,
  DeleteTagsCommand,
  ModifySecurityGroupRulesCommand,
  type SecurityGroupRuleRequest,
  UpdateSecurityGroupRuleDescriptionsEgressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { type EmulatedAws, emulatedAws, refusalOf, tcpFrom } from './support/emulated-aws.ts';

function modify(GroupId: string, SecurityGroupRuleId: string, rule: SecurityGroupRuleRequest) {
  const update = { SecurityGroupRuleId, SecurityGroupRule: rule };
  return new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: [update] });
}

const RDP = { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389 };

function groupWithRule(cloud: EmulatedAws) {
  const tags = [{ key: 'owner', value: 'ops' }];
  const { groupId, rules } = cloud.group([
    tcpFrom('10.0.0.0/8', 3389, { description: 'corp', tags }),
    tcpFrom('192.0.2.0/24', 3389),
  ]);
  const rule = () => cloud.aws.world.state.groups.get(groupId)?.rules[0];
  return { groupId, ruleId: rules[0]?.ruleId ?? '', rule, tags };
}

describe('ModifySecurityGroupRules', () => {
  it('gives the rule new values under its id and keeps its tags', async () => {
    await using cloud = await emulatedAws();
    const { groupId, ruleId, rule, tags } = groupWithRule(cloud);
    const values = { ...RDP, CidrIpv4: '203.0.113.77/24', Description: 'guests' };
    const answer = await cloud.ec2.send(modify(groupId, ruleId, values));
    expect(answer.Return).toBe(true);
    expect(rule()).toEqual({
      ...tcpFrom('203.0.113.0/24', 3389, { description: 'guests', tags }),
      ruleId,
    });
  });

  it('drops a description that is left out', async () => {
    await using cloud = await emulatedAws();
    const { groupId, ruleId, rule } = groupWithRule(cloud);
    await cloud.ec2.send(modify(groupId, ruleId, { ...RDP, CidrIpv4: '0.0.0.0/0' }));
    expect(rule()).not.toHaveProperty('description');
  });

  it.each<[string, SecurityGroupRuleRequest]>([
    ['InvalidParameterValue', { ...RDP, CidrIpv6: '::/0' }],
    ['InvalidParameterCombination', { ...RDP, CidrIpv6: '::/0', CidrIpv4: '0.0.0.0/0' }],
    ['MissingParameter', RDP],
    ['InvalidParameterValue', { CidrIpv4: '0.0.0.0/0', FromPort: 1, ToPort: 1 }],
    ['InvalidParameterValue', { CidrIpv4: '0.0.0.0/0', IpProtocol: 'tcp' }],
    ['InvalidPermission.Duplicate', { ...RDP, CidrIpv4: '192.0.2.0/24' }],
  ])('refuses with %s: %j', async (code, values) => {
    await using cloud = await emulatedAws();
    const { groupId, ruleId, rule } = groupWithRule(cloud);
    const before = rule();
    expect(await refusalOf(cloud.ec2.send(modify(groupId, ruleId, values)))).toBe(code);
    expect(rule()).toBe(before);
  });

  it('refuses to turn an address into a group reference', async () => {
    await using cloud = await emulatedAws();
    const { groupId, ruleId } = groupWithRule(cloud);
    const values = { ...RDP, ReferencedGroupId: groupId };
    expect(await refusalOf(cloud.ec2.send(modify(groupId, ruleId, values)))).toBe(
      'InvalidParameterValue',
    );
  });

  it('refuses a rule of another group', async () => {
    await using cloud = await emulatedAws();
    const { ruleId } = groupWithRule(cloud);
    const call = modify(cloud.group().groupId, ruleId, { ...RDP, CidrIpv4: '0.0.0.0/0' });
    expect(await refusalOf(cloud.ec2.send(call))).toBe('InvalidSecurityGroupRuleId.NotFound');
  });
});

describe('UpdateSecurityGroupRuleDescriptionsIngress', () => {
  it('sets a description by values and removes one by id', async () => {
    await using cloud = await emulatedAws();
    const { groupId, ruleId, rule } = groupWithRule(cloud);
    const update = (input: object) =>
      cloud.ec2.send(
        new UpdateSecurityGroupRuleDescriptionsIngressCommand({ GroupId: groupId, ...input }),
      );
    const IpRanges = [{ CidrIp: '10.0.0.0/8', Description: 'new' }];
    await update({ IpPermissions: [{ ...RDP, IpRanges }] });
    expect(rule()?.description).toBe('new');
    await update({ SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: ruleId }] });
    expect(rule()).not.toHaveProperty('description');
    const unknown = { ...RDP, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'x' }] };
    expect(await refusalOf(update({ IpPermissions: [unknown] }))).toBe(
      'InvalidPermission.NotFound',
    );
  });
});

describe('UpdateSecurityGroupRuleDescriptionsEgress', () => {
  it('describes rules that lead out and no others', async () => {
    await using cloud = await emulatedAws();
    const out = tcpFrom('10.0.0.0/8', 443, { direction: 'egress' });
    const { groupId: GroupId, rules } = cloud.group([out, tcpFrom('10.0.0.0/8', 443)]);
    const [outward = '', inward = ''] = rules.map(({ ruleId }) => ruleId);
    const update = (SecurityGroupRuleId: string) => {
      const SecurityGroupRuleDescriptions = [{ SecurityGroupRuleId, Description: 'new' }];
      const input = { GroupId, SecurityGroupRuleDescriptions };
      return cloud.ec2.send(new UpdateSecurityGroupRuleDescriptionsEgressCommand(input));
    };
    await update(outward);
    expect(await refusalOf(update(inward))).toBe('InvalidSecurityGroupRuleId.NotFound');
    const described = cloud.aws.world.state.groups.get(GroupId)?.rules;
    expect(described?.map(({ description }) => description)).toEqual(['new', undefined]);
    expect(cloud.aws.records[0]).toMatchObject({
      eventName: 'UpdateSecurityGroupRuleDescriptionsEgress',
      requestParameters: { securityGroupRuleDescriptions: { items: [{ description: 'new' }] } },
    });
  });
});

describe('CreateTags and DeleteTags', () => {
  it('set and remove the tags of groups and rules', async () => {
    await using cloud = await emulatedAws();
    const { groupId, ruleId, rule } = groupWithRule(cloud);
    const group = () => cloud.aws.world.state.groups.get(groupId);
    const Tags = [
      { Key: 'owner', Value: 'net' },
      { Key: 'ticket', Value: '<1&2>' },
    ];
    await cloud.ec2.send(new CreateTagsCommand({ Resources: [groupId, ruleId], Tags }));
    expect(rule()?.tags).toEqual([
      { key: 'owner', value: 'net' },
      { key: 'ticket', value: '<1&2>' },
    ]);
    const doomed = [{ Key: 'owner', Value: 'someone else' }, { Key: 'ticket' }];
    await cloud.ec2.send(new DeleteTagsCommand({ Resources: [groupId, ruleId], Tags: doomed }));
    expect(group()?.tags).toEqual([{ key: 'owner', value: 'net' }]);
    await cloud.ec2.send(new DeleteTagsCommand({ Resources: [groupId] }));
    expect(group()?.tags).toEqual([]);
  });

  it('refuse unknown resources, and kinds that the sandbox cannot tag', async () => {
    await using cloud = await emulatedAws();
    const tag = (resource: string) =>
      cloud.ec2.send(new CreateTagsCommand({ Resources: [resource], Tags: [{ Key: 'a' }] }));
    expect(await refusalOf(tag('sg-0bad'))).toBe('InvalidGroup.NotFound');
    expect(await refusalOf(tag('sgr-0bad'))).toBe('InvalidSecurityGroupRuleId.NotFound');
    expect(await refusalOf(tag('vol-0bad'))).toBe('UnsupportedSandboxParameter');
  });
});
