import type { GroupListing, ListedGroup, ListedRule, Page } from '../../src/app/ports.ts';
import type { PlannedRule } from '../../src/domain/plan/planned-rule.ts';
import type { FakeGroups } from './fake-groups.ts';
import { GROUP } from './findings.ts';

/** EC2's lists: the one group of the fake, and more that a test adds. */
export interface FakeListing extends GroupListing {
  /** Groups besides the one of the fake, with their rules. */
  readonly others: Map<string, { readonly group: ListedGroup; readonly rules: ListedRule[] }>;
  /** Whether the group of the fake is listed. */
  isListed: boolean;
  /** Groups and rules of one page. */
  pageSize: number;
  /** Errors of the next calls, in order; null lets one pass. */
  readonly nextFailures: (Error | null)[];
  readonly calls: readonly string[];
}

export function fakeListing(groups: FakeGroups): FakeListing {
  const calls: string[] = [];
  const listing: FakeListing = {
    others: new Map(),
    isListed: true,
    pageSize: 100,
    nextFailures: [],
    calls,
    groups: async (_, pageToken) => {
      calls.push('groups');
      fail(listing);
      const own = listing.isListed ? [WIN_WEB] : [];
      const others = [...listing.others.values()].map(({ group }) => group);
      return pageOf([...own, ...others], pageToken, listing.pageSize);
    },
    named: async (_, groupIds) => {
      calls.push('named');
      fail(listing);
      const own = listing.isListed ? [WIN_WEB] : [];
      const all = [...own, ...[...listing.others.values()].map(({ group }) => group)];
      return all.filter(({ groupId }) => groupIds.includes(groupId));
    },
    ofNames: async (_, groupNames) => {
      calls.push('ofNames');
      fail(listing);
      const own = listing.isListed ? [WIN_WEB] : [];
      const all = [...own, ...[...listing.others.values()].map(({ group }) => group)];
      return all.filter(({ groupName }) => groupNames.includes(groupName));
    },
    rules: async ({ groupIds }, pageToken) => {
      calls.push('rules');
      fail(listing);
      const listed =
        (kind: 'inbound' | 'outbound') =>
        (rule: PlannedRule): ListedRule => {
          return { kind, groupId: GROUP.groupId, rule: { description: null, ...rule } };
        };
      const own = [
        ...groups.rules.map(listed('inbound')),
        ...groups.outbound.map(listed('outbound')),
      ];
      const others = [...listing.others.values()].flatMap(({ rules }) => rules);
      const asked = [...own, ...others].filter(({ groupId }) => groupIds.includes(groupId));
      return pageOf(asked, pageToken, listing.pageSize);
    },
  };
  return listing;
}

/** The group of the fake, as a list shows it. */
export const WIN_WEB: ListedGroup = {
  groupId: GROUP.groupId,
  groupName: 'win-web',
  vpcId: 'vpc-1',
  tags: new Map(),
};

function fail({ nextFailures }: FakeListing): void {
  const failure = nextFailures.shift() ?? null;
  if (failure !== null) throw failure;
}

function pageOf<Item>(
  all: readonly Item[],
  pageToken: string | null,
  pageSize: number,
): Page<Item> {
  const start = Number(pageToken ?? 0);
  const end = start + pageSize;
  return { items: all.slice(start, end), nextPageToken: end < all.length ? `${end}` : null };
}
