import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { RuleSource } from '../../../src/sandbox/aws/world/model.ts';
import { emulatedAws } from './support/emulated-aws.ts';
import { shapeDifferences } from './support/shape-differences.ts';
import { hasSamples, sample } from './support/shared-samples.ts';

/** What the SDK read, as JSON: without its own metadata and with dates as text. */
function answered({ $metadata: _, ...answer }: { $metadata: unknown }): unknown {
  return JSON.parse(JSON.stringify(answer));
}

/** Fields that are newer than the sample. */
const RULE_ARN = (index: number) => `$.SecurityGroupRules.${index}.SecurityGroupRuleArn: extra`;

function toAll(direction: 'ingress' | 'egress', source: RuleSource) {
  return { direction, protocol: '-1', fromPort: -1, toPort: -1, source };
}

describe.skipIf(!hasSamples)(
  'answers, as the SDK reads them, have the keys and types of real ones',
  () => {
    it.each([
      ['1', { IpRanges: [{ CidrIp: '203.0.113.0/24' }] }],
      ['5', { Ipv6Ranges: [{ CidrIpv6: '2001:db8:1234:1a00::/64' }] }],
      ['7', { IpRanges: [{ CidrIp: '203.0.113.0/24', Description: 'NY' }] }],
    ])('AuthorizeSecurityGroupIngress, example %s', async (example, sources) => {
      await using cloud = await emulatedAws();
      const GroupId = cloud.group().groupId;
      const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...sources }];
      const call = new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions });
      const real = sample(`ec2/awscli-authorize-security-group-ingress-${example}.json`);
      const answer = answered(await cloud.ec2.send(call));
      expect(shapeDifferences(real, answer)).toEqual([RULE_ARN(0)]);
    });

    it('DescribeSecurityGroupRules', async () => {
      await using cloud = await emulatedAws();
      const groupId = 'sg-0abc';
      const self = { kind: 'group', groupId, userId: cloud.aws.accountId } as const;
      cloud.aws.world.addGroup({
        groupId,
        groupName: 'g',
        vpcId: cloud.vpcId,
        rules: [toAll('ingress', self), toAll('egress', { kind: 'ipv6', cidr: '::/0' })],
      });
      const answer = answered(await cloud.ec2.send(new DescribeSecurityGroupRulesCommand({})));
      const real = sample('ec2/awscli-describe-security-group-rules-1.json');
      expect(shapeDifferences(real, answer)).toEqual([0, 1, 2].map(RULE_ARN));
    });

    it('DescribeSecurityGroups', async () => {
      await using cloud = await emulatedAws();
      const rdp = {
        protocol: 'tcp',
        fromPort: 60_000,
        toPort: 62_000,
        direction: 'ingress',
      } as const;
      const any = { kind: 'ipv4', cidr: '0.0.0.0/0' } as const;
      const https = {
        ...rdp,
        fromPort: 443,
        toPort: 443,
        direction: 'egress',
        source: any,
      } as const;
      const tags = [{ key: 'SampleTagKey', value: 'v' }];
      const { vpcId } = cloud;
      const rules = [{ ...rdp, source: any }, https];
      const referenced = cloud.aws.world.addGroup({
        groupName: 'b',
        vpcId,
        tags,
        rules,
        defaultEgress: false,
      });
      const userId = cloud.aws.accountId;
      const source = { kind: 'group', groupId: referenced.groupId, userId } as const;
      const referring = cloud.aws.world.addGroup({
        groupName: 'a',
        vpcId,
        rules: [toAll('ingress', source)],
      });
      const GroupIds = [referring.groupId, referenced.groupId];
      const answer = answered(
        await cloud.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds })),
      );
      const real = sample(
        'ec2/c7n-test-security-group-reference-ingress-filter-ec2-describesec.json',
      );
      const { SecurityGroups } = JSON.parse(JSON.stringify(real)).data;
      expect(shapeDifferences({ SecurityGroups }, answer)).toEqual([
        '$.SecurityGroups.0.SecurityGroupArn: extra',
        '$.SecurityGroups.1.SecurityGroupArn: extra',
      ]);
    });

    it('DescribeInstances and DescribeNetworkInterfaces, as far as they go', async () => {
      await using cloud = await emulatedAws();
      const { world } = cloud.aws;
      const { vpcId } = cloud;
      const groupIds = [cloud.group().groupId];
      const tags = [{ key: 'Name', value: 'dc1' }];
      const launchedAt = new Date(0);
      const { instanceId } = world.addInstance({ platform: 'linux', vpcId, launchedAt, tags });
      const address = { privateIp: '10.0.0.4', publicIp: '192.0.2.1' };
      world.addInterface({ vpcId, groupIds, instanceId, ...address });
      const instances = answered(await cloud.ec2.send(new DescribeInstancesCommand({})));
      const interfaces = answered(await cloud.ec2.send(new DescribeNetworkInterfacesCommand({})));
      const other = (differences: readonly string[]) =>
        differences.filter((difference) => !difference.endsWith(': missing'));
      const realInstances = sample('ec2/awscli-describe-instances-1.json');
      const realInterfaces = sample('ec2/awscli-describe-network-interfaces-1.json');
      expect(other(shapeDifferences(realInstances, instances))).toEqual([]);
      expect(other(shapeDifferences(realInterfaces, interfaces))).toEqual([
        '$.NetworkInterfaces.0.Attachment.NetworkCardIndex: extra',
        '$.NetworkInterfaces.0.InterfaceType: extra',
      ]);
    });
  },
);
