import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  DescribeDirectoriesCommand,
  DescribeRegionsCommand,
  DirectoryServiceClient,
} from '@aws-sdk/client-directory-service';
import {
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ALICE, emulatedAws } from './support/emulated-aws.ts';

const OTHER = 'eu-west-1';

describe('another Region', () => {
  it('has groups, records and a history of its own', async () => {
    await using cloud = await emulatedAws();
    const { aws } = cloud;
    const credentials = aws.addIdentity(ALICE);
    const client = { endpoint: aws.url, credentials };
    const there = new EC2Client({ ...client, region: OTHER });
    const here = new EC2Client({ ...client, region: aws.region });
    const { vpcId: VpcId } = aws.worldOf(OTHER).addVpc({ cidr: '10.9.0.0/16' });
    await there.send(
      new CreateSecurityGroupCommand({ GroupName: 'there', Description: 'x', VpcId }),
    );
    const named = new DescribeSecurityGroupsCommand({
      Filters: [{ Name: 'group-name', Values: ['there'] }],
    });
    expect((await there.send(named)).SecurityGroups).toHaveLength(1);
    expect((await here.send(named)).SecurityGroups).toEqual([]);
    expect(aws.records.at(-1)).toMatchObject({ awsRegion: OTHER });
    const events = async (region: string) => {
      const trail = new CloudTrailClient({ ...client, region });
      const found = await trail.send(new LookupEventsCommand({}));
      return found.Events?.map(({ EventName }) => EventName);
    };
    aws.behave({ lookupDelayMs: 0 });
    expect(await events(OTHER)).toContain('CreateSecurityGroup');
    expect(await events(aws.region)).not.toContain('CreateSecurityGroup');
  });

  it('may be one of those that a directory spans, where it has a group of its own', async () => {
    await using cloud = await emulatedAws();
    const { aws } = cloud;
    const spans = { primaryRegion: aws.region, additionalRegions: [OTHER] };
    const at = (region: string) => {
      const world = aws.worldOf(region);
      const { vpcId } = world.addVpc({ cidr: '10.0.0.0/16' });
      return world.addDirectory({ vpcId, directoryId: 'd-926714e2b0', ...spans });
    };
    const groups = [at(aws.region), at(OTHER)].map(({ securityGroupId }) => securityGroupId);
    const credentials = aws.addIdentity(ALICE);
    const ds = (region: string) =>
      new DirectoryServiceClient({ endpoint: aws.url, credentials, region });
    const told = await Promise.all(
      [aws.region, OTHER].map(async (region) => {
        const answer = await ds(region).send(new DescribeDirectoriesCommand({}));
        return answer.DirectoryDescriptions?.[0]?.VpcSettings?.SecurityGroupId;
      }),
    );
    expect(told).toEqual(groups);
    expect(new Set(told).size).toBe(2);
    const regions = await ds(OTHER).send(
      new DescribeRegionsCommand({ DirectoryId: 'd-926714e2b0' }),
    );
    expect(
      regions.RegionsDescription?.map(({ RegionName, RegionType }) => [RegionName, RegionType]),
    ).toEqual([
      [aws.region, 'Primary'],
      [OTHER, 'Additional'],
    ]);
  });
});
