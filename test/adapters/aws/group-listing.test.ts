import { describe, expect, it } from 'vitest';
import { ec2GroupListing, GROUPS_PER_PAGE } from '../../../src/adapters/aws/group-listing.ts';
import type { Page } from '../../../src/app/ports.ts';
import { homeOnly } from '../../support/accounts.ts';
import { type AdapterOnEmulator, adapterOnEmulator } from './adapter-on-emulator.ts';

/** An emulator with groups of two inbound rules each. */
async function withGroups(count: number): Promise<AdapterOnEmulator> {
  const on = await adapterOnEmulator();
  const { vpcId } = on.aws.world.addVpc({ cidr: '10.0.0.0/16' });
  for (let i = 1; i <= count; i += 1) {
    const rules = ['10.9.8.0/28', '10.9.9.0/28'].map((cidr) => ({
      direction: 'ingress' as const,
      protocol: 'tcp',
      fromPort: 3389,
      toPort: 3389,
      source: { kind: 'ipv4' as const, cidr },
    }));
    const tags = [{ key: 'Tier', value: `${i}` }];
    on.aws.world.addGroup({ groupName: `win-${i}`, vpcId, rules, tags });
  }
  return on;
}

async function all<Item>(read: (pageToken: string | null) => Promise<Page<Item>>) {
  const items: Item[] = [];
  let pageToken: string | null = null;
  do {
    const page: Page<Item> = await read(pageToken);
    items.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
  return items;
}

describe('ec2GroupListing()', () => {
  it('lists every group, page after page, with what tells whether it is guarded', async () => {
    const on = await withGroups(GROUPS_PER_PAGE + 5);
    const listing = ec2GroupListing(homeOnly(on.aws.accountId));
    const groups = await all((pageToken) => listing.groups(on.place, pageToken));
    const names = groups.map(({ groupName }) => groupName);
    expect(names.filter((name) => name.startsWith('win-'))).toHaveLength(GROUPS_PER_PAGE + 5);
    expect(groups.find(({ groupName }) => groupName === 'win-7')).toMatchObject({
      groupId: expect.stringMatching(/^sg-/),
      tags: new Map([['Tier', '7']]),
    });
    expect(on.callsOf('DescribeSecurityGroups')).toBe(2);
  });

  it('reads the rules of the groups that are asked for, and no others', async () => {
    const on = await withGroups(3);
    const listing = ec2GroupListing(homeOnly(on.aws.accountId));
    const { items } = await listing.groups(on.place, null);
    const asked = items.filter(({ groupName }) => groupName === 'win-2');
    const groupIds = asked.map(({ groupId }) => groupId);
    const rules = await all((pageToken) => listing.rules({ ...on.place, groupIds }, pageToken));
    const inbound = rules.flatMap((each) => (each.kind === 'inbound' ? [each.rule.source] : []));
    expect(inbound.sort()).toEqual(['10.9.8.0/28', '10.9.9.0/28']);
    expect(new Set(rules.map(({ groupId }) => groupId))).toEqual(new Set(groupIds));
  });

  it('gives the groups that are named and are there, of the account', async () => {
    const on = await withGroups(3);
    const listing = ec2GroupListing(homeOnly(on.aws.accountId));
    const { items } = await listing.groups(on.place, null);
    const asked = items.filter(({ groupName }) => groupName === 'win-2');
    const groupIds = [...asked.map(({ groupId }) => groupId), 'sg-0123456789abcdef0'];
    expect(await listing.named(on.place, groupIds)).toEqual(asked);
    const elsewhere = ec2GroupListing(homeOnly('999999999999')).named(on.place, groupIds);
    await expect(elsewhere).rejects.toMatchObject({ code: 'aws_denied' });
  });

  it('a denied list names the permission', async () => {
    const on = await withGroups(1);
    on.aws.faults.deny({ action: 'DescribeSecurityGroups' });
    const listing = ec2GroupListing(homeOnly(on.aws.accountId));
    await expect(listing.groups(on.place, null)).rejects.toMatchObject({
      code: 'aws_denied',
      message: expect.stringContaining('ec2:DescribeSecurityGroups'),
    });
  });
});
