import { describe, expect, it } from 'vitest';
import { awsDirectories } from '../../../src/adapters/aws/directories.ts';
import type { Directories } from '../../../src/app/ports.ts';
import type { DirectoryFacts } from '../../../src/domain/guard/estate.ts';
import type { Known } from '../../../src/domain/weight/known.ts';
import { homeOnly } from '../../support/accounts.ts';
import { ANOTHER_ACCOUNT, adapterOnEmulator } from './adapter-on-emulator.ts';

async function onEmulator() {
  const made = await adapterOnEmulator();
  const { aws, place } = made;
  const { vpcId } = aws.world.addVpc({ cidr: '10.0.0.0/16' });
  const subnetIds = ['10.0.1.0/24', '10.0.2.0/24'].map(
    (cidr) => aws.world.addSubnet({ vpcId, cidr }).subnetId,
  );
  return { aws, place, vpcId, subnetIds, directories: awsDirectories(homeOnly(place.accountId)) };
}

type Place = Parameters<Directories['list']>[0];

async function allOf(directories: Directories, place: Place): Promise<readonly DirectoryFacts[]> {
  const found: DirectoryFacts[] = [];
  let pageToken: string | null = null;
  do {
    const page: Awaited<ReturnType<Directories['list']>> = await directories.list(place, pageToken);
    const { items, nextPageToken } = known(page);
    found.push(...items);
    pageToken = nextPageToken;
  } while (pageToken !== null);
  return found;
}

function known<T>(looked: Known<T>): T {
  if (looked.kind === 'unknown') throw new Error(looked.reason);
  return looked.value;
}

describe('awsDirectories().list()', () => {
  it('tells each type with its place and group', async () => {
    const { aws, place, vpcId, subnetIds, directories } = await onEmulator();
    const where = { vpcId, subnetIds };
    const managed = aws.world.addDirectory({ ...where, additionalRegions: ['eu-west-1'] });
    const simple = aws.world.addDirectory({ ...where, type: 'SimpleAD' });
    const connector = aws.world.addDirectory({ ...where, type: 'ADConnector' });
    const common = {
      name: 'corp.example.com',
      stage: 'Active',
      ownerAccountId: place.accountId,
      shareStatus: null,
      ...where,
    };
    const elsewhere = { primaryRegion: null, additionalRegions: [] };
    expect(known(await directories.list(place, null))).toEqual({
      items: [
        {
          ...common,
          directoryId: managed.directoryId,
          ownerDirectoryId: managed.directoryId,
          type: 'microsoftAd',
          primaryRegion: place.region,
          additionalRegions: ['eu-west-1'],
          securityGroupId: managed.securityGroupId,
        },
        {
          ...common,
          ...elsewhere,
          directoryId: simple.directoryId,
          ownerDirectoryId: simple.directoryId,
          type: 'simpleAd',
          securityGroupId: simple.securityGroupId,
        },
        {
          ...common,
          ...elsewhere,
          directoryId: connector.directoryId,
          ownerDirectoryId: connector.directoryId,
          type: 'adConnector',
          securityGroupId: connector.securityGroupId,
        },
      ],
      nextPageToken: null,
    });
    expect(managed.securityGroupId).toMatch(/^sg-/);
  });

  it('tells of a shared directory whose it is, and no group', async () => {
    const { aws, place, vpcId, directories } = await onEmulator();
    aws.world.addDirectory({
      vpcId,
      type: 'SharedMicrosoftAD',
      directoryId: 'd-0000000002',
      ownerAccountId: ANOTHER_ACCOUNT,
      ownerDirectoryId: 'd-0000000001',
      shareStatus: 'PendingAcceptance',
    });
    expect(known(await directories.list(place, null)).items).toMatchObject([
      {
        directoryId: 'd-0000000002',
        type: 'sharedMicrosoftAd',
        ownerAccountId: ANOTHER_ACCOUNT,
        ownerDirectoryId: 'd-0000000001',
        shareStatus: 'PendingAcceptance',
        securityGroupId: null,
        vpcId,
      },
    ]);
  });

  it('tells of one that is being made, which has no group yet, and of many in pages', async () => {
    const { aws, place, vpcId, directories } = await onEmulator();
    aws.world.addDirectory({ vpcId, stage: 'Requested' });
    const made = Array.from({ length: 11 }, () => aws.world.addDirectory({ vpcId }));
    const found = await allOf(directories, place);
    expect(found.slice(1).map(({ directoryId }) => directoryId)).toEqual(
      made.map(({ directoryId }) => directoryId),
    );
    expect(found[0]).toMatchObject({ stage: 'Requested', securityGroupId: null });
    expect(aws.calls).toHaveLength(2);
  });

  it('knows none there from could not look', async () => {
    const { aws, place, directories } = await onEmulator();
    expect(known(await directories.list(place, null)).items).toEqual([]);
    aws.faults.deny({ action: 'DescribeDirectories' });
    expect(await directories.list(place, null)).toEqual({
      kind: 'unknown',
      reason: expect.stringContaining('AWS refused ds:DescribeDirectories'),
    });
    const foreign = { ...place, accountId: ANOTHER_ACCOUNT };
    expect(await directories.list(foreign, null)).toMatchObject({ kind: 'unknown' });
    aws.faults.throttle({ action: 'DescribeDirectories', times: 3 });
    await expect(directories.list(place, null)).rejects.toMatchObject({ isRetryable: true });
  });
});

describe('awsDirectories().trusts()', () => {
  it('tells every trust, of all pages', async () => {
    const { aws, place, vpcId, directories } = await onEmulator();
    const trusts = Array.from({ length: 11 }, (_, index) => ({
      trustId: `t-${index}`,
      remoteDomainName: `site${index}.example`,
      type: 'Forest' as const,
      direction: index === 0 ? ('Two-Way' as const) : ('One-Way: Outgoing' as const),
      state: 'Verified' as const,
    }));
    const { directoryId } = aws.world.addDirectory({ vpcId, trusts });
    const found = await directories.trusts({ ...place, directoryId });
    expect(found).toMatchObject({ kind: 'found', value: { length: 11 } });
    expect(found.kind === 'found' && found.value[0]).toEqual({
      trustId: 't-0',
      remoteDomainName: 'site0.example',
      type: 'forest',
      direction: 'twoWay',
      state: 'Verified',
    });
  });

  it('knows no trust, no directory and could not look from each other', async () => {
    const { aws, place, vpcId, directories } = await onEmulator();
    const { directoryId } = aws.world.addDirectory({ vpcId });
    const address = { ...place, directoryId };
    expect(await directories.trusts(address)).toEqual({ kind: 'found', value: [] });
    const gone = { ...place, directoryId: 'd-0000000000' };
    expect(await directories.trusts(gone)).toEqual({ kind: 'notThere' });
    const simple = aws.world.addDirectory({ vpcId, type: 'SimpleAD' });
    const ofSimple = await directories.trusts({ ...place, directoryId: simple.directoryId });
    expect(ofSimple).toMatchObject({ kind: 'couldNotLook' });
    aws.faults.deny({ action: 'DescribeTrusts' });
    expect(await directories.trusts(address)).toEqual({
      kind: 'couldNotLook',
      reason: expect.stringContaining('AWS refused ds:DescribeTrusts'),
    });
  });
});
