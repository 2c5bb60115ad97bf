import { describe, expect, it } from 'vitest';
import { SSM_TARGET } from '../../../src/sandbox/aws/ssm/service.ts';
import { type EmulatedAws, emulatedAws, STARTED_AT } from './support/emulated-aws.ts';
import { jsonCaller } from './support/json-call.ts';

const ACTION = 'DescribeInstanceInformation';

function managed(cloud: EmulatedAws, pingStatus: 'Online' | 'ConnectionLost' = 'Online'): string {
  const seed = { platform: 'windows', vpcId: cloud.vpcId, launchedAt: STARTED_AT } as const;
  const agent = { pingStatus, lastPingAt: STARTED_AT };
  return cloud.aws.world.addInstance({ ...seed, agent }).instanceId;
}

function unmanaged({ aws, vpcId }: EmulatedAws): string {
  return aws.world.addInstance({ platform: 'windows', vpcId, launchedAt: STARTED_AT }).instanceId;
}

function idsIn(body: { InstanceInformationList: readonly { InstanceId: string }[] }) {
  return body.InstanceInformationList.map(({ InstanceId }) => InstanceId);
}

describe('DescribeInstanceInformation', () => {
  it('tells the managed instances only, in pages', async () => {
    await using cloud = await emulatedAws();
    unmanaged(cloud);
    const ids = Array.from({ length: 12 }, () => managed(cloud));
    const ssm = jsonCaller(cloud.aws, SSM_TARGET);
    const first = (await ssm(ACTION)).body;
    expect(first.InstanceInformationList[0]).toMatchObject({
      InstanceId: ids[0],
      PingStatus: 'Online',
      PlatformType: 'Windows',
      ResourceType: 'EC2Instance',
      LastPingDateTime: STARTED_AT.getTime() / 1_000,
    });
    const second = (await ssm(ACTION, { NextToken: first.NextToken, MaxResults: 50 })).body;
    expect([...idsIn(first), ...idsIn(second)]).toEqual(ids);
    expect(second.NextToken).toBeUndefined();
    expect((await ssm(ACTION, { NextToken: 'odd' })).body.__type).toBe('InvalidNextToken');
    expect(cloud.aws.records).toEqual([]);
  });

  it('filters by ids, ping status and platform, all of which have to hold', async () => {
    await using cloud = await emulatedAws();
    const online = managed(cloud);
    const lost = managed(cloud, 'ConnectionLost');
    const other = unmanaged(cloud);
    const ssm = jsonCaller(cloud.aws, SSM_TARGET);
    const asked = async (...Filters: readonly object[]) =>
      idsIn((await ssm(ACTION, { Filters })).body);
    const byId = { Key: 'InstanceIds', Values: [lost, other, online] };
    expect(await asked(byId)).toEqual([online, lost]);
    expect(await asked(byId, { Key: 'PingStatus', Values: ['Online'] })).toEqual([online]);
    expect(await asked(byId, { Key: 'PlatformTypes', Values: ['Linux'] })).toEqual([]);
    const odd = { Filters: [{ Key: 'Colour', Values: ['blue'] }] };
    expect((await ssm(ACTION, odd)).body.__type).toBe('InvalidFilterKey');
    const mixed = { Filters: [byId, { Key: 'tag:Name', Values: ['dc-1'] }] };
    expect((await ssm(ACTION, mixed)).body.__type).toBe('InvalidInstanceInformationFilterValue');
  });

  it('is denied and throttled as any other call', async () => {
    await using cloud = await emulatedAws();
    const ssm = jsonCaller(cloud.aws, SSM_TARGET);
    cloud.aws.faults.deny({ action: ACTION });
    expect((await ssm(ACTION)).body.__type).toBe('AccessDeniedException');
    cloud.aws.faults.throttle({ action: ACTION });
    expect((await ssm(ACTION)).body.__type).toBe('ThrottlingException');
    expect((await ssm(ACTION)).status).toBe(200);
  });
});
