import {
  DeleteManagedPrefixListCommand,
  ModifyManagedPrefixListCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { LISTS_PER_PAGE } from '../../../src/adapters/aws/prefix-lists.ts';
import type { ListAddress, ListSummary, Page } from '../../../src/app/ports.ts';
import { LIST_ENTRIES_PER_CALL_MAX } from '../../../src/domain/inventory/list-state.ts';
import type { PrefixListEntry } from '../../../src/sandbox/aws/world/prefix-list.ts';
import type { SeedPrefixList } from '../../../src/sandbox/aws/world/seed-groups.ts';
import { type EmulatedAws, tcpFrom } from '../../sandbox/aws/support/emulated-aws.ts';
import {
  type AdapterOnEmulator,
  ANOTHER_ACCOUNT,
  adapterOnEmulator,
  NOW,
} from './adapter-on-emulator.ts';

const CORP = '10.0.0.0/8';
const LAB = '192.0.2.0/24';
const MODIFY = 'ModifyManagedPrefixList';

function seedList(
  on: Pick<AdapterOnEmulator, 'aws' | 'place'>,
  seed: Partial<SeedPrefixList> = {},
): ListAddress {
  const usual = { name: 'vpn', family: 'ipv4', maxEntries: 5, entries: [{ cidr: CORP }] } as const;
  const { prefixListId } = on.aws.world.addPrefixList({ ...usual, ...seed });
  return { ...on.place, prefixListId };
}

async function withList(seed: Partial<SeedPrefixList> = {}) {
  const on = await adapterOnEmulator();
  return { ...on, address: seedList(on, seed) };
}

function missingFrom({ place }: Pick<AdapterOnEmulator, 'place'>): ListAddress {
  return { ...place, prefixListId: 'pl-0123456789abcdef0' };
}

function blocks(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
}

/** Somebody else adds a block to version 1 of a list. */
function addByHand({ ec2 }: EmulatedAws, { prefixListId }: ListAddress, Cidr: string) {
  const change = { PrefixListId: prefixListId, CurrentVersion: 1, AddEntries: [{ Cidr }] };
  return ec2.send(new ModifyManagedPrefixListCommand(change));
}

/** Makes the emulator hold entries that no call could have made. */
function holdEntries({ aws }: EmulatedAws, id: string, entries: readonly PrefixListEntry[]) {
  aws.world.alter((state) => {
    const list = state.prefixLists.get(id);
    if (list === undefined) throw new Error(`Seed ${id} first`);
    const held = { ...list, versions: new Map([[1, entries]]) };
    return { ...state, prefixLists: new Map(state.prefixLists).set(id, held) };
  });
}

function entriesOf({ aws }: EmulatedAws, { prefixListId }: ListAddress) {
  const list = aws.world.state.prefixLists.get(prefixListId);
  return list?.versions.get(list.version);
}

describe('describe()', () => {
  it('gives name, owner, version, size and entries of a list, and when it asked', async () => {
    const entries = [{ cidr: CORP, description: 'head office' }, { cidr: LAB }];
    const { lists, address, aws } = await withList({ entries });
    expect(await lists.describe(address)).toEqual({
      kind: 'found',
      value: {
        isSettled: true,
        list: {
          ...address,
          listName: 'vpn',
          ownerId: aws.accountId,
          version: 1,
          maxEntries: 5,
          entries: [
            { cidr: CORP, description: 'head office' },
            { cidr: LAB, description: null },
          ],
          observedAt: NOW,
        },
      },
    });
  });

  it('reads every page of entries', async () => {
    const entries = blocks(201).map((cidr) => ({ cidr }));
    const { lists, address, callsOf } = await withList({ entries, maxEntries: 300 });
    const looked = await lists.describe(address);
    expect(looked.kind === 'found' && looked.value.list.entries.map(({ cidr }) => cidr)).toEqual(
      blocks(201),
    );
    expect(callsOf('GetManagedPrefixListEntries')).toBe(3);
  });

  it('while EC2 works on a change: not settled, with what was before', async () => {
    const on = await withList();
    on.aws.behave({ prefixListReads: 1 });
    await addByHand(on, on.address, LAB);
    expect(await on.lists.describe(on.address)).toMatchObject({
      value: { isSettled: false, list: { version: 1, entries: [{ cidr: CORP }] } },
    });
    expect(await on.lists.describe(on.address)).toMatchObject({
      value: { isSettled: true, list: { version: 2, entries: [{ cidr: CORP }, { cidr: LAB }] } },
    });
  });

  it('gives the entries of the version that it tells, though the list changes meanwhile', async () => {
    const on = await withList();
    const hold = on.aws.faults.hold({ action: 'GetManagedPrefixListEntries', when: 'before' });
    const looking = on.lists.describe(on.address);
    await hold.reached;
    await addByHand(on, on.address, '0.0.0.0/0');
    hold.release();
    expect(await looking).toMatchObject({
      value: { list: { version: 1, entries: [{ cidr: CORP, description: null }] } },
    });
    expect(await on.lists.describe(on.address)).toMatchObject({
      value: { list: { version: 2, entries: [{ cidr: CORP }, { cidr: '0.0.0.0/0' }] } },
    });
  });

  it('throws, to be asked again, when the entries lag behind the version', async () => {
    const on = await withList();
    await addByHand(on, on.address, LAB);
    on.aws.faults.stale({ action: 'GetManagedPrefixListEntries' });
    await expect(on.lists.describe(on.address)).rejects.toMatchObject({
      isRetryable: true,
      message: expect.stringContaining('version 2'),
    });
  });

  it.each(['modify-failed', 'delete-failed'] as const)('%s: settled, as it was', async (state) => {
    const { lists, address } = await withList({ state });
    expect(await lists.describe(address)).toMatchObject({
      value: { isSettled: true, list: { version: 1, entries: [{ cidr: CORP }] } },
    });
  });

  it("knows AWS's own lists: no version, no size", async () => {
    const { lists, address, aws } = await withList({ ownerId: 'AWS', name: 'com.amazonaws.s3' });
    expect(await lists.describe(address)).toMatchObject({
      value: {
        list: { ownerId: 'AWS', version: 0, maxEntries: null, entries: [{ cidr: CORP }] },
      },
    });
    const { params } = aws.calls.at(-1) ?? {};
    expect(params).not.toHaveProperty('TargetVersion');
  });

  it('describes a list that another account shares, and says whose it is', async () => {
    const { lists, address, aws } = await withList({ ownerId: ANOTHER_ACCOUNT });
    expect(await lists.describe(address)).toMatchObject({
      value: {
        list: { ownerId: ANOTHER_ACCOUNT, accountId: aws.accountId, entries: [{ cidr: CORP }] },
      },
    });
  });

  it('spells blocks as the domain does', async () => {
    const on = await withList();
    holdEntries(on, on.address.prefixListId, [{ cidr: '10.1.2.3/8' }, { cidr: '2001:DB8:0::/32' }]);
    expect(await on.lists.describe(on.address)).toMatchObject({
      value: { list: { entries: [{ cidr: CORP }, { cidr: '2001:db8::/32' }] } },
    });
  });

  it('leaves no entry out that it does not understand: it could not look', async () => {
    const on = await withList();
    holdEntries(on, on.address.prefixListId, [{ cidr: CORP }, { cidr: 'everywhere' }]);
    expect(await on.lists.describe(on.address)).toMatchObject({
      kind: 'couldNotLook',
      reason: expect.stringContaining('everywhere'),
    });
  });

  it('a list that is being deleted is there until it is gone, between two calls of a look too', async () => {
    const on = await withList();
    on.aws.behave({ prefixListReads: 2 });
    await on.ec2.send(
      new DeleteManagedPrefixListCommand({ PrefixListId: on.address.prefixListId }),
    );
    expect(await on.lists.describe(on.address)).toMatchObject({ value: { isSettled: false } });
    expect(await on.lists.describe(on.address)).toEqual({ kind: 'notThere' });
  });

  it('a list that EC2 still tells of as deleted is not there', async () => {
    const { lists, address } = await withList({ state: 'delete-complete' });
    expect(await lists.describe(address)).toEqual({ kind: 'notThere' });
  });

  it.each(['DescribeManagedPrefixLists', 'GetManagedPrefixListEntries'])(
    'names the permission that is missing: %s',
    async (action) => {
      const { lists, address, aws } = await withList();
      aws.faults.deny({ action });
      expect(await lists.describe(address)).toMatchObject({
        kind: 'couldNotLook',
        reason: expect.stringContaining(`ec2:${action}`),
      });
    },
  );

  it.each(['DescribeManagedPrefixLists', 'GetManagedPrefixListEntries'])(
    'throws what may heal, after the tries of the SDK: %s',
    async (action) => {
      const { lists, address, aws, callsOf } = await withList();
      aws.faults.throttle({ action, times: 3 });
      await expect(lists.describe(address)).rejects.toMatchObject({
        code: 'aws_throttled',
        isRetryable: true,
      });
      expect(callsOf(action)).toBe(3);
    },
  );

  it('knows a list that is not there, and does not ask for another account', async () => {
    const on = await withList();
    expect(await on.lists.describe(missingFrom(on))).toEqual({ kind: 'notThere' });
    const calls = on.aws.calls.length;
    const foreign = { ...on.address, accountId: ANOTHER_ACCOUNT };
    expect(await on.lists.describe(foreign)).toMatchObject({ kind: 'couldNotLook' });
    expect(await on.lists.associations(foreign)).toMatchObject({ kind: 'couldNotLook' });
    expect(on.aws.calls).toHaveLength(calls);
  });
});

describe('associations()', () => {
  it('names groups of every account, page after page', async () => {
    const foreignAssociations = Array.from({ length: 255 }, (_, i) => {
      return { resourceId: `sg-${i}`, resourceOwner: ANOTHER_ACCOUNT };
    });
    const { lists, address, group, aws, callsOf } = await withList({ foreignAssociations });
    const source = { kind: 'prefix-list', prefixListId: address.prefixListId } as const;
    const { groupId } = group([tcpFrom('0.0.0.0/0', 3389, { source })]);
    const looked = await lists.associations(address);
    if (looked.kind !== 'found') throw new Error(looked.kind);
    expect(looked.value).toHaveLength(256);
    expect(looked.value).toEqual(
      expect.arrayContaining([
        { resourceId: groupId, ownerId: aws.accountId },
        { resourceId: 'sg-254', ownerId: ANOTHER_ACCOUNT },
      ]),
    );
    expect(callsOf('GetManagedPrefixListAssociations')).toBe(2);
  });

  it('could not look at those of a list of another owner', async () => {
    const on = await withList({ ownerId: ANOTHER_ACCOUNT });
    expect(await on.lists.associations(on.address)).toMatchObject({
      kind: 'couldNotLook',
      reason: expect.stringContaining('ec2:GetManagedPrefixListAssociations'),
    });
    const ofAws = seedList(on, { ownerId: 'AWS' });
    expect(await on.lists.associations(ofAws)).toMatchObject({ kind: 'couldNotLook' });
    expect(await on.lists.associations(missingFrom(on))).toEqual({ kind: 'notThere' });
  });
});

describe('modify()', () => {
  const CHANGE = { version: 1, add: [{ cidr: LAB, description: 'lab' }], remove: [CORP] };

  it('adds and removes entries in one call, made of the version that it names', async () => {
    const on = await withList();
    const { lists, address, callsOf } = on;
    expect(await lists.modify({ address, ...CHANGE })).toEqual({
      kind: 'accepted',
      requestId: expect.stringMatching(/./),
    });
    expect(entriesOf(on, address)).toEqual([{ cidr: LAB, description: 'lab' }]);
    expect(callsOf(MODIFY)).toBe(1);
  });

  it.each([
    ['only adds', { add: [{ cidr: LAB, description: null }], remove: [] }, [CORP, LAB]],
    ['only removes', { add: [], remove: [CORP] }, []],
  ])('%s', async (_, change, left) => {
    const on = await withList();
    const { lists, address } = on;
    expect(await lists.modify({ address, version: 1, ...change })).toMatchObject({
      kind: 'accepted',
    });
    expect(entriesOf(on, address)).toEqual(left.map((cidr) => ({ cidr })));
  });

  it('takes as many entries as a call may name, and EC2 takes no more', async () => {
    const on = await withList({ maxEntries: 300 });
    const { lists, address } = on;
    const add = blocks(LIST_ENTRIES_PER_CALL_MAX).map((cidr) => ({ cidr, description: null }));
    expect(await lists.modify({ address, version: 1, add, remove: [CORP] })).toMatchObject({
      kind: 'refused',
    });
    expect(await lists.modify({ address, version: 1, add, remove: [] })).toMatchObject({
      kind: 'accepted',
    });
    expect(entriesOf(on, address)).toHaveLength(1 + LIST_ENTRIES_PER_CALL_MAX);
  });

  it('of a version that is not the current one is refused', async () => {
    const on = await withList();
    await addByHand(on, on.address, '198.51.100.0/24');
    expect(await on.lists.modify({ address: on.address, ...CHANGE })).toMatchObject({
      kind: 'refused',
      code: 'PrefixListVersionMismatch',
      advice: expect.stringContaining('approve again'),
    });
    expect(entriesOf(on, on.address)).toEqual([{ cidr: CORP }, { cidr: '198.51.100.0/24' }]);
  });

  it('while EC2 works on another change is refused', async () => {
    const on = await withList();
    on.aws.behave({ prefixListReads: 1 });
    await addByHand(on, on.address, '198.51.100.0/24');
    expect(await on.lists.modify({ address: on.address, ...CHANGE })).toMatchObject({
      kind: 'refused',
      code: 'IncorrectState',
      advice: expect.stringContaining('in a minute'),
    });
  });

  it('that does not fit says what to do', async () => {
    const { lists, address } = await withList({ maxEntries: 1 });
    expect(await lists.modify({ address, ...CHANGE, remove: [] })).toMatchObject({
      kind: 'refused',
      code: 'PrefixListMaxEntriesExceeded',
      advice: expect.stringContaining('make it larger'),
    });
  });

  it.each([
    ['AWS', 'UnsupportedOperation', 'managed by AWS'],
    [ANOTHER_ACCOUNT, 'UnauthorizedOperation', ANOTHER_ACCOUNT],
  ])('of a list of %s is refused', async (ownerId, code, said) => {
    const { lists, address } = await withList({ ownerId });
    expect(await lists.modify({ address, ...CHANGE })).toMatchObject({
      kind: 'refused',
      code,
      advice: expect.stringContaining(said),
    });
  });

  it('of a list that is not there did nothing', async () => {
    const on = await withList();
    const address = missingFrom(on);
    expect(await on.lists.modify({ address, ...CHANGE })).toEqual({ kind: 'notThere' });
  });

  it('that is denied names the permission and what it is needed on', async () => {
    const { lists, address, aws } = await withList();
    aws.faults.deny({ action: MODIFY });
    expect(await lists.modify({ address, ...CHANGE })).toMatchObject({
      kind: 'refused',
      advice: expect.stringContaining('Allow ec2:ModifyManagedPrefixList on the prefix list'),
    });
  });

  it('that is throttled was not done; whose reply is lost may have been: neither is sent again', async () => {
    const on = await withList();
    const { lists, address, aws, callsOf } = on;
    aws.faults.throttle({ action: MODIFY });
    expect(await lists.modify({ address, ...CHANGE })).toMatchObject({
      kind: 'refused',
      code: 'RequestLimitExceeded',
    });
    expect(entriesOf(on, address)).toEqual([{ cidr: CORP }]);
    aws.faults.drop({ action: MODIFY });
    expect(await lists.modify({ address, ...CHANGE })).toMatchObject({ kind: 'noAnswer' });
    expect(entriesOf(on, address)).toMatchObject([{ cidr: LAB }]);
    expect(callsOf(MODIFY)).toBe(2);
  });

  it('in another account is refused before it is asked for', async () => {
    const { lists, address, aws } = await withList();
    const foreign = { ...address, accountId: ANOTHER_ACCOUNT };
    expect(await lists.modify({ address: foreign, ...CHANGE })).toMatchObject({
      kind: 'refused',
      advice: expect.stringContaining(ANOTHER_ACCOUNT),
    });
    expect(aws.calls).toEqual([]);
  });
});

describe('list()', () => {
  async function all(on: AdapterOnEmulator): Promise<readonly ListSummary[]> {
    const items: ListSummary[] = [];
    let pageToken: string | null = null;
    do {
      const page: Page<ListSummary> = await on.lists.list(on.place, pageToken);
      items.push(...page.items);
      pageToken = page.nextPageToken;
    } while (pageToken !== null);
    return items;
  }

  it("names every list with its version, page after page, AWS's and shared ones included", async () => {
    const on = await adapterOnEmulator();
    const ids = Array.from({ length: LISTS_PER_PAGE }, () => seedList(on).prefixListId);
    const ofAws = seedList(on, { ownerId: 'AWS', name: 'com.amazonaws.s3' });
    const shared = seedList(on, { ownerId: ANOTHER_ACCOUNT, name: 'theirs' });
    seedList(on, { state: 'delete-complete' });
    const listed = await all(on);
    expect(listed.map(({ prefixListId }) => prefixListId)).toEqual([
      ...ids,
      ofAws.prefixListId,
      shared.prefixListId,
    ]);
    expect(listed.slice(-2)).toEqual([
      { ...nameOf(ofAws), listName: 'com.amazonaws.s3', ownerId: 'AWS', version: 0 },
      { ...nameOf(shared), listName: 'theirs', ownerId: ANOTHER_ACCOUNT, version: 1 },
    ]);
    expect(on.callsOf('DescribeManagedPrefixLists')).toBe(2);
  });

  it('that is denied names the permission', async () => {
    const { lists, place, aws } = await adapterOnEmulator();
    aws.faults.deny({ action: 'DescribeManagedPrefixLists' });
    await expect(lists.list(place, null)).rejects.toMatchObject({
      code: 'aws_denied',
      message: expect.stringContaining('ec2:DescribeManagedPrefixLists'),
    });
  });

  it('is not asked for of another account', async () => {
    const { lists, place, aws } = await adapterOnEmulator();
    const foreign = { ...place, accountId: ANOTHER_ACCOUNT };
    await expect(lists.list(foreign, null)).rejects.toMatchObject({ isRetryable: false });
    expect(aws.calls).toEqual([]);
  });
});

function nameOf({ prefixListId }: ListAddress) {
  return { prefixListId };
}
