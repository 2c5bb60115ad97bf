import { describe, expect, it } from 'vitest';
import {
  DIRECTORY_PAGES_MAX,
  directoryOf,
  findDirectory,
  listDirectories,
} from '../../../src/app/estate/list-directories.ts';
import { readTrusts } from '../../../src/app/estate/read-trusts.ts';
import { readVpc, vpcNotRead } from '../../../src/app/estate/read-vpc.ts';
import { PAGE_GAP_MS } from '../../../src/app/tasks/list-guarded.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import { auditOnEmulator } from '../audit/audit-on-emulator.ts';

describe('listDirectories()', () => {
  it('gives each its group: by its settings, else by the name that AWS gives it in its VPC', async () => {
    const { aws, vpcId, place, readers } = await auditOnEmulator();
    const told = aws.world.addDirectory({ vpcId });
    const untold = aws.world.addDirectory({ vpcId, stage: 'Creating' });
    const groupName = `${untold.directoryId}_controllers`;
    const { vpcId: other } = aws.world.addVpc({ cidr: '10.1.0.0/16' });
    aws.world.addGroup({ vpcId: other, groupName });
    const { groupId } = aws.world.addGroup({ vpcId, groupName });
    const seen = await listDirectories(place, readers);
    const groups = seen.found.map(({ facts, controllersGroupId }) => [
      facts.directoryId,
      controllersGroupId,
    ]);
    expect(new Map(groups as [string, string][])).toEqual(
      new Map([
        [told.directoryId, told.securityGroupId],
        [untold.directoryId, groupId],
      ]),
    );
    expect(directoryOf({ groupId, groupName }, seen, place.accountId)).toMatchObject({
      kind: 'listed',
      facts: { directoryId: untold.directoryId },
    });
  });

  it('pauses between pages, and does not go on for ever', async () => {
    const { place, readers } = await auditOnEmulator();
    const waits: number[] = [];
    const clock = {
      now: () => 0,
      wait: (ms: number, signal?: AbortSignal) => {
        if (signal !== undefined) return readers.clock.wait(ms, signal);
        waits.push(ms);
        return Promise.resolve();
      },
    };
    const directories = {
      list: () =>
        Promise.resolve({ kind: 'known', value: { items: [], nextPageToken: 'on' } } as const),
    };
    const seen = await listDirectories(place, { ...readers, directories, clock });
    expect(waits).toEqual(Array(DIRECTORY_PAGES_MAX - 1).fill(PAGE_GAP_MS));
    expect(seen.reason).toContain(`${DIRECTORY_PAGES_MAX} pages`);
  });
});

describe('findDirectory()', () => {
  it('tells what is not there from what could not be looked at', async () => {
    const { aws, place, readers } = await auditOnEmulator();
    const find = async () =>
      findDirectory('d-0123456789', await listDirectories(place, readers), place, readers);
    expect(await find()).toEqual({ kind: 'notThere', known: [] });
    aws.faults.deny({ action: 'DescribeDirectories' });
    expect(await find()).toMatchObject({ kind: 'couldNotLook' });
  });

  it('finds every group that bears its name where directories may not be listed', async () => {
    const { aws, vpcId, place, readers } = await auditOnEmulator();
    const { vpcId: other } = aws.world.addVpc({ cidr: '10.1.0.0/16' });
    const groupName = 'd-0123456789_controllers';
    const ids = [vpcId, other].map((id) => aws.world.addGroup({ vpcId: id, groupName }).groupId);
    aws.faults.deny({ action: 'DescribeDirectories' });
    const seen = await listDirectories(place, readers);
    const lookup = await findDirectory('d-0123456789', seen, place, readers);
    if (lookup.kind !== 'byName') throw new Error(lookup.kind);
    expect(lookup.groups.map(({ groupId }) => groupId).sort()).toEqual(ids.sort());
    expect(lookup.reason).toContain('ds:DescribeDirectories');
  });

  it('knows one that another account owns', async () => {
    const { aws, vpcId, place, readers } = await auditOnEmulator();
    const { directoryId } = aws.world.addDirectory({
      vpcId,
      type: 'SharedMicrosoftAD',
      ownerAccountId: '999999999999',
    });
    const seen = await listDirectories(place, readers);
    expect(await findDirectory(directoryId, seen, place, readers)).toMatchObject({
      kind: 'elsewhere',
      found: { controllersGroupId: null, facts: { ownerAccountId: '999999999999' } },
    });
  });
});

describe('readTrusts()', () => {
  it('asks nothing of a type that has none', async () => {
    const { place, readers, callsOf } = await auditOnEmulator();
    const directory = { directoryId: 'd-0123456789', type: 'simpleAd' } as const;
    expect(await readTrusts(place, directory, readers)).toEqual({ kind: 'known', value: [] });
    expect(callsOf('DescribeTrusts')).toBe(0);
  });

  it('says why it does not know', async () => {
    const { place, readers } = await auditOnEmulator();
    const directory = { directoryId: 'd-0123456789', type: 'microsoftAd' } as const;
    expect(await readTrusts(place, directory, readers)).toEqual({
      kind: 'unknown',
      reason: 'Directory Service does not know the directory',
    });
  });
});

describe('readVpc()', () => {
  it('tells what is not there, what could not be looked at, and what may be tried again', async () => {
    const { aws, vpcId, place, readers } = await auditOnEmulator();
    const gone = { ...place, vpcId: 'vpc-0000000000000dead' };
    const looked = await readVpc(gone, readers);
    if (looked.kind === 'found') throw new Error('It is there');
    expect(vpcNotRead(gone, looked)).toBe(
      `the blocks of ${gone.vpcId}: EC2 does not know it in ${place.region}`,
    );
    aws.faults.deny({ action: 'DescribeVpcs' });
    expect(await readVpc({ ...place, vpcId }, readers)).toMatchObject({ kind: 'couldNotLook' });
    aws.faults.throttle({ action: 'DescribeVpcs', times: 10 });
    await expect(readVpc({ ...place, vpcId }, readers)).rejects.toThrow(OutsideError);
  });
});
