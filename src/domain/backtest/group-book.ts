import type { GroupFacts } from '../guard/group-facts.ts';
import type { GroupEvent } from './group-event.ts';

/** What records have told of a group. `isWhole` where they told of its making, and so all of it;
 * else the tags are only those that were seen being set. */
export interface ToldFacts {
  readonly facts: GroupFacts;
  readonly isWhole: boolean;
}

/** Names, VPCs and tags of groups, as far as records have told them, and the rules that are known
 * to be outbound. */
export class GroupBook {
  readonly #told = new Map<string, ToldFacts>();
  readonly #outboundRuleIds = new Set<string>();

  told(groupId: string | null): ToldFacts | undefined {
    return groupId === null ? undefined : this.#told.get(groupId);
  }

  isOutbound(ruleId: string | null): boolean {
    return ruleId !== null && this.#outboundRuleIds.has(ruleId);
  }

  apply(event: GroupEvent): void {
    switch (event.kind) {
      case 'groupCreated':
        this.#told.set(event.groupId, { facts: event.facts, isWhole: true });
        break;
      case 'groupDeleted':
        this.#told.delete(event.groupId);
        break;
      case 'tagsSet':
        this.#retag(event.groupIds, (tags) => new Map([...tags, ...event.tags]));
        break;
      case 'tagsRemoved':
        this.#retag(event.groupIds, (tags) => without(tags, event.tags));
        break;
      case 'outboundAdded':
        for (const ruleId of event.ruleIds) this.#outboundRuleIds.add(ruleId);
    }
  }

  #retag(groupIds: readonly string[], change: (tags: Tags) => Tags): void {
    for (const groupId of groupIds) {
      const { facts, isWhole } = this.#told.get(groupId) ?? NOTHING_TOLD;
      this.#told.set(groupId, { facts: { ...facts, tags: change(facts.tags) }, isWhole });
    }
  }
}

type Tags = ReadonlyMap<string, string>;

const NOTHING_TOLD: ToldFacts = {
  facts: { groupName: '', vpcId: null, tags: new Map() },
  isWhole: false,
};

function without(tags: Tags, removed: ReadonlyMap<string, string | null>): Tags {
  if (removed.size === 0) return new Map();
  return new Map([...tags].filter(([key, value]) => !isRemoved(removed.get(key), value)));
}

/** `undefined`: the key is not removed; null: whatever its value. */
function isRemoved(wanted: string | null | undefined, value: string): boolean {
  return wanted === null || wanted === value;
}
