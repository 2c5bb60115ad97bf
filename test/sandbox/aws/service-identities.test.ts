import { CreateNetworkInterfaceCommand, CreateTagsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/sandbox/aws/identity/identity.ts';
import {
  throughCloudFormation,
  throughTerraform,
} from '../../../src/sandbox/aws/identity/tools.ts';
import {
  cloudFormationTags,
  eksTags,
  firewallManagerTags,
  loadBalancerControllerTags,
} from '../../../src/sandbox/aws/world/owner-tags.ts';
import { ALICE, emulatedAws } from './support/emulated-aws.ts';
import { shapeDifferences } from './support/shape-differences.ts';
import { hasSamples, sample } from './support/shared-samples.ts';

const RDS: Identity = {
  kind: 'aws-service',
  service: 'rds.amazonaws.com',
  serviceLinkedRole: 'AWSServiceRoleForRDS',
};

async function recordOf(identity: Identity): Promise<object | undefined> {
  await using cloud = await emulatedAws();
  const Resources = [cloud.group().groupId];
  const Tags = [{ Key: 'a', Value: 'b' }];
  await cloud.as(identity).send(new CreateTagsCommand({ Resources, Tags }));
  return cloud.aws.records[0];
}

describe('a record of a call that', () => {
  it('a service makes for itself names no user', async () => {
    const record = await recordOf({ kind: 'aws-service', service: 'ds.amazonaws.com' });
    expect(record).toMatchObject({
      sourceIPAddress: 'ds.amazonaws.com',
      userAgent: 'ds.amazonaws.com',
    });
    expect(Object(record).userIdentity).toEqual({
      type: 'AWSService',
      invokedBy: 'ds.amazonaws.com',
    });
  });

  it('CloudFormation makes for a user names both', async () => {
    expect(await recordOf(throughCloudFormation(ALICE))).toMatchObject({
      userIdentity: { userName: 'alice', invokedBy: 'cloudformation.amazonaws.com' },
      sourceIPAddress: 'AWS Internal',
      userAgent: 'AWS Internal',
    });
  });

  it('Terraform makes tells so by its user agent alone', async () => {
    const record = await recordOf(throughTerraform(ALICE));
    expect(record).toMatchObject({
      userAgent: expect.stringContaining('HashiCorp/1.0 Terraform/'),
    });
    expect(record).not.toHaveProperty('userIdentity.invokedBy');
  });

  it.skipIf(!hasSamples)('RDS makes in its role is as the real one', async () => {
    await using cloud = await emulatedAws();
    const { vpcId } = cloud;
    const { subnetId: SubnetId } = cloud.aws.world.addSubnet({ vpcId, cidr: '10.0.1.0/24' });
    const Groups = [cloud.group().groupId];
    const Description = 'RDSNetworkInterface';
    const call = new CreateNetworkInterfaceCommand({ SubnetId, Groups, Description });
    await cloud.as(RDS).send(call);
    const real = sample('cloudtrail/records/CreateNetworkInterface/03-invictus-3.json');
    const record = JSON.parse(JSON.stringify(cloud.aws.records[0]));
    expect(shapeDifferences(real, record)).toEqual([
      // Written in 2023 and not in 2026.
      '$.userIdentity.sessionContext.webIdFederationData: missing',
      // Parameters that the emulator does not have, and one that the SDK always sends.
      '$.requestParameters.ipv6AddressCount: missing',
      '$.requestParameters.denyAllIgwTraffic: missing',
      '$.requestParameters.clientToken: extra',
      '$.responseElements.networkInterface.denyAllIgwTraffic: missing',
    ]);
  });
});

describe('a group', () => {
  it.each([
    ['a stack', cloudFormationTags('web', 'Group'), 'aws:cloudformation:stack-name'],
    ['EKS', eksTags('prod'), 'aws:eks:cluster-name'],
    [
      'a load balancer controller',
      loadBalancerControllerTags('prod', 'a/b'),
      'elbv2.k8s.aws/cluster',
    ],
    ['Firewall Manager', firewallManagerTags('baseline'), 'FMManaged'],
  ])('can be run by %s, as its tags say', async (_, tags, key) => {
    await using cloud = await emulatedAws();
    const seed = { groupName: 'theirs', vpcId: cloud.vpcId, tags };
    const { groupId } = cloud.aws.world.addGroup(seed);
    const keys = cloud.aws.world.state.groups.get(groupId)?.tags.map((each) => each.key);
    expect(keys).toContain(key);
  });
});
