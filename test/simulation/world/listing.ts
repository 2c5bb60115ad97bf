import type { GroupListing, ListedGroup, ListedRule } from '../../../src/app/ports.ts';
import type { Cloud } from './cloud.ts';
import { GROUP_IDS, nameOf } from './scene.ts';

/** EC2's lists of groups and of their rules, each on one page. */
export function groupListing({ groups }: Cloud): GroupListing {
  const all: readonly ListedGroup[] = GROUP_IDS.map((groupId) => ({
    groupId,
    groupName: nameOf(groupId),
    vpcId: null,
    tags: new Map(),
  }));
  return {
    groups: async () => ({ items: all, nextPageToken: null }),
    named: async (_, ids) => all.filter(({ groupId }) => ids.includes(groupId)),
    ofNames: async (_, names) => all.filter(({ groupName }) => names.includes(groupName)),
    rules: async ({ groupIds, region }) => {
      const items: ListedRule[] = [];
      for (const groupId of groupIds) {
        const looked = await groups.describeRules({ accountId: '', region, groupId });
        if (looked.kind !== 'found') continue;
        items.push(
          ...looked.value.inbound.map((rule) => ({ kind: 'inbound' as const, groupId, rule })),
        );
      }
      return { items, nextPageToken: null };
    },
  };
}
