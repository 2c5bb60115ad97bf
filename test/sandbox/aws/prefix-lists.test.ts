import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  DeleteManagedPrefixListCommand,
  DescribeManagedPrefixListsCommand,
  GetManagedPrefixListAssociationsCommand,
  GetManagedPrefixListEntriesCommand,
  ModifyManagedPrefixListCommand,
  type ModifyManagedPrefixListCommandInput,
  paginateGetManagedPrefixListEntries,
  RestoreManagedPrefixListVersionCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { SeedPrefixList } from '../../../src/sandbox/aws/world/seed-groups.ts';
import { type EmulatedAws, emulatedAws, refusalOf } from './support/emulated-aws.ts';

const CORP = '10.0.0.0/8';
const LAB = '192.0.2.0/24';
const ANYWHERE = '0.0.0.0/0';

function seedList(cloud: EmulatedAws, seed: Partial<SeedPrefixList> = {}): string {
  const usual = { name: 'vpn', family: 'ipv4', maxEntries: 5, entries: [{ cidr: CORP }] } as const;
  return cloud.aws.world.addPrefixList({ ...usual, ...seed }).prefixListId;
}

async function cidrs(cloud: EmulatedAws, PrefixListId: string, TargetVersion?: number) {
  const request = { PrefixListId, ...(TargetVersion === undefined ? {} : { TargetVersion }) };
  const answer = await cloud.ec2.send(new GetManagedPrefixListEntriesCommand(request));
  return (answer.Entries ?? []).map((entry) => entry.Cidr);
}

async function shown(cloud: EmulatedAws, PrefixListId: string) {
  const PrefixListIds = [PrefixListId];
  const answer = await cloud.ec2.send(new DescribeManagedPrefixListsCommand({ PrefixListIds }));
  const list = answer.PrefixLists?.[0];
  return `${list?.State} v${list?.Version}`;
}

function add(PrefixListId: string, CurrentVersion: number, ...added: string[]) {
  const AddEntries = added.map((Cidr) => ({ Cidr }));
  return new ModifyManagedPrefixListCommand({ PrefixListId, CurrentVersion, AddEntries });
}

describe('CreateManagedPrefixList', () => {
  it('makes a list at version 1 with its entries, size and tags', async () => {
    await using cloud = await emulatedAws();
    const Tags = [{ Key: 'owner', Value: 'net' }];
    const made = await cloud.ec2.send(
      new CreateManagedPrefixListCommand({
        PrefixListName: 'vpn',
        AddressFamily: 'IPv4',
        MaxEntries: 2,
        Entries: [{ Cidr: '10.1.2.3/8', Description: 'corp' }],
        TagSpecifications: [{ ResourceType: 'prefix-list', Tags }],
      }),
    );
    const PrefixListId = made.PrefixList?.PrefixListId ?? '';
    expect(made.PrefixList).toMatchObject({ State: 'create-in-progress', Version: 1, Tags });
    expect(await shown(cloud, PrefixListId)).toBe('create-complete v1');
    const entries = await cloud.ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId }));
    expect(entries.Entries).toEqual([{ Cidr: CORP, Description: 'corp' }]);
  });

  it.each([
    ['InvalidParameterValue', { PrefixListName: 'com.amazonaws.mine' }],
    ['InvalidParameterValue', { MaxEntries: 0 }],
    ['InvalidParameterValue', { Entries: [{ Cidr: '2001:db8::/32' }] }],
    ['InvalidParameterValue', { Entries: [{ Cidr: 'anywhere' }] }],
    ['InvalidPrefixListModification', { Entries: [{ Cidr: CORP }, { Cidr: '10.9.9.9/8' }] }],
    ['PrefixListMaxEntriesExceeded', { Entries: [{ Cidr: CORP }, { Cidr: LAB }] }],
  ])('refuses with %s: %j', async (code, odd) => {
    await using cloud = await emulatedAws();
    const usual = { PrefixListName: 'vpn', AddressFamily: 'IPv4', MaxEntries: 1 };
    const call = cloud.ec2.send(new CreateManagedPrefixListCommand({ ...usual, ...odd }));
    expect(await refusalOf(call)).toBe(code);
  });
});

describe('ModifyManagedPrefixList', () => {
  it('adds and removes entries as a new version and keeps the old one', async () => {
    await using cloud = await emulatedAws();
    const id = seedList(cloud);
    const RemoveEntries = [{ Cidr: CORP }];
    const AddEntries = [{ Cidr: ANYWHERE, Description: 'temp' }];
    const answer = await cloud.ec2.send(
      new ModifyManagedPrefixListCommand({
        PrefixListId: id,
        CurrentVersion: 1,
        AddEntries,
        RemoveEntries,
      }),
    );
    expect(answer.PrefixList).toMatchObject({ State: 'modify-in-progress', Version: 1 });
    expect(await shown(cloud, id)).toBe('modify-complete v2');
    expect(await cidrs(cloud, id)).toEqual([ANYWHERE]);
    expect(await cidrs(cloud, id, 1)).toEqual([CORP]);
    expect(await refusalOf(cidrs(cloud, id, 3))).toBe('InvalidParameterValue');
  });

  it('is under way for as many reads as told, and meanwhile holds the old entries', async () => {
    await using cloud = await emulatedAws();
    cloud.aws.behave({ prefixListReads: 2 });
    const id = seedList(cloud);
    await cloud.ec2.send(add(id, 1, LAB));
    expect(await cidrs(cloud, id)).toEqual([CORP]);
    expect(await refusalOf(cloud.ec2.send(add(id, 1, ANYWHERE)))).toBe('IncorrectState');
    expect(await shown(cloud, id)).toBe('modify-in-progress v1');
    expect(await shown(cloud, id)).toBe('modify-in-progress v1');
    expect(await shown(cloud, id)).toBe('modify-complete v2');
    expect(await cidrs(cloud, id)).toEqual([CORP, LAB]);
  });

  it.each<[string, Partial<ModifyManagedPrefixListCommandInput>]>([
    ['PrefixListVersionMismatch', { CurrentVersion: 7, AddEntries: [{ Cidr: LAB }] }],
    ['MissingParameter', { AddEntries: [{ Cidr: LAB }] }],
    ['MissingParameter', {}],
    [
      'InvalidParameterCombination',
      { CurrentVersion: 1, AddEntries: [{ Cidr: LAB }], MaxEntries: 9 },
    ],
    ['InvalidPrefixListModification', { CurrentVersion: 1, RemoveEntries: [{ Cidr: LAB }] }],
    ['InvalidPrefixListModification', { CurrentVersion: 1, AddEntries: [{ Cidr: CORP }] }],
    [
      'InvalidPrefixListModification',
      { CurrentVersion: 1, AddEntries: [{ Cidr: CORP }], RemoveEntries: [{ Cidr: CORP }] },
    ],
    ['InvalidPrefixListID.NotFound', { PrefixListId: 'pl-0bad', PrefixListName: 'x' }],
  ])('refuses with %s: %j', async (code, input) => {
    await using cloud = await emulatedAws();
    const PrefixListId = seedList(cloud);
    const call = new ModifyManagedPrefixListCommand({ PrefixListId, ...input });
    expect(await refusalOf(cloud.ec2.send(call))).toBe(code);
    expect(await shown(cloud, PrefixListId)).toBe('create-complete v1');
  });

  it('takes a hundred entries in one call and not one more', async () => {
    await using cloud = await emulatedAws();
    const id = seedList(cloud, { maxEntries: 1_000 });
    const many = (count: number) => Array.from({ length: count }, (_, at) => `192.0.2.${at}/32`);
    expect(await refusalOf(cloud.ec2.send(add(id, 1, ...many(101))))).toBe('InvalidParameterValue');
    await cloud.ec2.send(add(id, 1, ...many(100)));
    expect(await cidrs(cloud, id), 'the first page').toHaveLength(100);
    const pages = paginateGetManagedPrefixListEntries(
      { client: cloud.ec2, pageSize: 100 },
      { PrefixListId: id },
    );
    const sizes: (number | undefined)[] = [];
    for await (const page of pages) sizes.push(page.Entries?.length);
    expect(sizes).toEqual([100, 1]);
  });

  it('changes name and size without a new version, and not below what the list holds', async () => {
    await using cloud = await emulatedAws();
    const id = seedList(cloud, { entries: [{ cidr: CORP }, { cidr: LAB }] });
    const resize = (MaxEntries: number) =>
      cloud.ec2.send(new ModifyManagedPrefixListCommand({ PrefixListId: id, MaxEntries }));
    await resize(9);
    expect(cloud.aws.world.state.prefixLists.get(id)).toMatchObject({ maxEntries: 9, version: 1 });
    expect(await refusalOf(resize(1))).toBe('PrefixListMaxEntriesExceeded');
  });

  it('fails later when the rules that refer to the list would be too many', async () => {
    await using cloud = await emulatedAws();
    const id = seedList(cloud);
    const source = { kind: 'prefix-list', prefixListId: id } as const;
    cloud.group([{ direction: 'ingress', protocol: 'tcp', fromPort: 1, toPort: 1, source }]);
    await cloud.ec2.send(new ModifyManagedPrefixListCommand({ PrefixListId: id, MaxEntries: 61 }));
    expect(await shown(cloud, id)).toBe('modify-failed v1');
    expect(cloud.aws.world.state.prefixLists.get(id)?.maxEntries).toBe(5);
  });
});

describe('RestoreManagedPrefixListVersion', () => {
  it('makes the old entries the newest version', async () => {
    await using cloud = await emulatedAws();
    const id = seedList(cloud);
    await cloud.ec2.send(add(id, 1, ANYWHERE));
    const restore = (PreviousVersion: number, CurrentVersion: number) => {
      const input = { PrefixListId: id, PreviousVersion, CurrentVersion };
      return cloud.ec2.send(new RestoreManagedPrefixListVersionCommand(input));
    };
    expect(await refusalOf(restore(1, 1))).toBe('PrefixListVersionMismatch');
    expect(await refusalOf(restore(7, 2))).toBe('InvalidParameterValue');
    expect((await restore(1, 2)).PrefixList?.State).toBe('restore-in-progress');
    expect(await shown(cloud, id)).toBe('restore-complete v3');
    expect(await cidrs(cloud, id)).toEqual([CORP]);
  });
});

describe('GetManagedPrefixListAssociations', () => {
  it('tells the owner of the groups that use the list, in other accounts too', async () => {
    await using cloud = await emulatedAws();
    const there = { resourceId: 'sg-0there', resourceOwner: '444455556666' };
    const PrefixListId = seedList(cloud, { foreignAssociations: [there] });
    const GroupId = cloud.group().groupId;
    const PrefixListIds = [{ PrefixListId }];
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, PrefixListIds }];
    await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const answer = await cloud.ec2.send(
      new GetManagedPrefixListAssociationsCommand({ PrefixListId }),
    );
    expect(answer.PrefixListAssociations).toEqual([
      { ResourceId: GroupId, ResourceOwner: '111122223333' },
      { ResourceId: 'sg-0there', ResourceOwner: '444455556666' },
    ]);
    const doomed = cloud.ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId }));
    expect(await refusalOf(doomed)).toBe('DependencyViolation');
  });
});

describe('DeleteManagedPrefixList', () => {
  it('takes the list away', async () => {
    await using cloud = await emulatedAws();
    const PrefixListId = seedList(cloud);
    const answer = await cloud.ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId }));
    expect(answer.PrefixList?.State).toBe('delete-in-progress');
    expect(await refusalOf(shown(cloud, PrefixListId))).toBe('InvalidPrefixListID.NotFound');
  });
});

describe("lists that are not the account's own", () => {
  it.each([
    ['AWS', 'UnsupportedOperation', undefined],
    ['444455556666', 'UnauthorizedOperation', 1],
  ])('of %s can be read and not changed: %s', async (ownerId, code, Version) => {
    await using cloud = await emulatedAws();
    const id = seedList(cloud, { ownerId, name: 'com.amazonaws.eu-central-1.s3' });
    const Filters = [{ Name: 'owner-id', Values: [ownerId] }];
    const found = await cloud.ec2.send(new DescribeManagedPrefixListsCommand({ Filters }));
    expect(found.PrefixLists).toMatchObject([{ PrefixListId: id, OwnerId: ownerId }]);
    expect(found.PrefixLists?.[0]?.Version).toBe(Version);
    expect(await cidrs(cloud, id)).toEqual([CORP]);
    expect(await refusalOf(cloud.ec2.send(add(id, 1, LAB)))).toBe(code);
    const PrefixListId = id;
    const associations = new GetManagedPrefixListAssociationsCommand({ PrefixListId });
    expect(await refusalOf(cloud.ec2.send(associations))).toBe(code);
    const doomed = new DeleteManagedPrefixListCommand({ PrefixListId });
    expect(await refusalOf(cloud.ec2.send(doomed))).toBe(code);
  });
});

describe('the faults', () => {
  it('stale hides a change of a list, and denied entries cannot be read', async () => {
    await using cloud = await emulatedAws();
    const id = seedList(cloud);
    await cloud.ec2.send(add(id, 1, LAB));
    cloud.aws.faults.stale({ action: 'GetManagedPrefixListEntries' });
    expect(await cidrs(cloud, id)).toEqual([CORP]);
    expect(await cidrs(cloud, id)).toEqual([CORP, LAB]);
    cloud.aws.faults.deny({ action: 'GetManagedPrefixListEntries' });
    expect(await refusalOf(cidrs(cloud, id))).toBe('UnauthorizedOperation');
  });
});
