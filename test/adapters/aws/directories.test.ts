import { describe, expect, it } from 'vitest';
import { awsDirectories } from '../../../src/adapters/aws/directories.ts';
import { homeOnly } from '../../support/accounts.ts';
import { ANOTHER_ACCOUNT, adapterOnEmulator } from './adapter-on-emulator.ts';

async function withDirectory() {
  const made = await adapterOnEmulator();
  const { aws, place } = made;
  const vpc = aws.world.addVpc({ cidr: '10.0.0.0/16' });
  const stageChangedAt = new Date('2026-03-01T09:00:00Z');
  const { directoryId } = aws.world.addDirectory({ vpcId: vpc.vpcId, stageChangedAt });
  const directories = awsDirectories(homeOnly(place.accountId));
  return { aws, directories, address: { ...place, directoryId } };
}

describe('awsDirectories()', () => {
  it('tells the stage of a directory, and since when', async () => {
    const { directories, address } = await withDirectory();
    expect(await directories.describe(address)).toEqual({
      kind: 'found',
      value: { stage: 'Active', since: Date.parse('2026-03-01T09:00:00Z') },
    });
  });

  it('knows what is not there from what could not be looked up', async () => {
    const { aws, directories, address } = await withDirectory();
    const other = { ...address, directoryId: 'd-0000000000' };
    expect(await directories.describe(other)).toEqual({ kind: 'notThere' });
    aws.faults.deny({ action: 'DescribeDirectories' });
    expect(await directories.describe(address)).toMatchObject({
      kind: 'couldNotLook',
      reason: expect.stringContaining('ds:DescribeDirectories'),
    });
  });

  it('asks nothing of an account that is not home', async () => {
    const { aws, directories, address } = await withDirectory();
    const foreign = { ...address, accountId: ANOTHER_ACCOUNT };
    expect(await directories.describe(foreign)).toMatchObject({ kind: 'couldNotLook' });
    expect(aws.calls).toEqual([]);
  });

  it('throttled throughout, is to be asked again', async () => {
    const { aws, directories, address } = await withDirectory();
    aws.faults.throttle({ action: 'DescribeDirectories', times: 5 });
    await expect(directories.describe(address)).rejects.toMatchObject({ isRetryable: true });
  });
});
