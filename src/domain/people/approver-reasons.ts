import type { ApproverScope, Approvers, PeopleList } from '../policy/policy.ts';
import { approversOf } from './approver-list.ts';
import { candidates, type GroupMembers } from './possible-approvers.ts';
import type { Subject } from './subject.ts';

/** By what somebody is on the list that counts. */
export type OnListBy =
  | { readonly kind: 'id' }
  | { readonly kind: 'group'; readonly userGroupId: string };

/** Whose list counts for a subject, and by what each of them is on it. */
export interface ApproverReasons {
  /** What the rule is for whose list counts; null where it is the general one. */
  readonly rule: ApproverScope | null;
  readonly people: readonly { readonly userId: string; readonly by: OnListBy }[];
}

/** Why people are approvers of a subject, each once, by id before user groups. Pure, total. */
export function approverReasons(
  approvers: Approvers,
  subject: Subject,
  members: ReadonlyMap<string, GroupMembers>,
): ApproverReasons {
  const list = approversOf(approvers, subject);
  const rule = approvers.rules?.find((each) => each === list) ?? null;
  const people = candidates(list, members).map((userId) => ({
    userId,
    by: byWhat(userId, list, members),
  }));
  return { rule: rule?.for ?? null, people };
}

function byWhat(
  userId: string,
  { userIds, userGroupIds }: PeopleList,
  members: ReadonlyMap<string, GroupMembers>,
): OnListBy {
  if (userIds.includes(userId)) return { kind: 'id' };
  const userGroupId = userGroupIds.find((id) => {
    const group = members.get(id);
    return group?.kind === 'members' && group.userIds.includes(userId);
  });
  return userGroupId === undefined ? { kind: 'id' } : { kind: 'group', userGroupId };
}
