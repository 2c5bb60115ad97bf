import type { RecordHeader } from '../change/exposure-change.ts';
import type { GroupFacts } from '../guard/group-facts.ts';

/** What a record tells of a security group beside its inbound rules. None of these opens a door:
 * they say what a group is, which rules are not inbound, and that a group is gone. */
export type GroupEvent =
  | {
      readonly kind: 'groupCreated';
      readonly record: RecordHeader;
      readonly groupId: string;
      readonly facts: GroupFacts;
    }
  | { readonly kind: 'groupDeleted'; readonly record: RecordHeader; readonly groupId: string }
  | {
      readonly kind: 'tagsSet';
      readonly record: RecordHeader;
      readonly groupIds: readonly string[];
      readonly tags: ReadonlyMap<string, string>;
    }
  | {
      readonly kind: 'tagsRemoved';
      readonly record: RecordHeader;
      readonly groupIds: readonly string[];
      /** Key, and the value that a tag must have to be removed, or null for any. Empty: all tags. */
      readonly tags: ReadonlyMap<string, string | null>;
    }
  | {
      readonly kind: 'outboundAdded';
      readonly record: RecordHeader;
      readonly ruleIds: readonly string[];
    };
