import type { PeopleList } from '../policy/policy.ts';
import type { Action } from './actions.ts';
import { approversOf } from './approver-list.ts';
import { type AuthoriseContext, authorise, type RefusedReason } from './authorise.ts';
import type { Person } from './person.ts';
import type { Subject } from './subject.ts';

/** How many people are looked up to count who can approve: more are counted as "at least". Each is one call
 * to Slack, and somebody waits for the form. */
export const APPROVERS_LOOKED_UP_MAX = 40;

/** The members of a user group. `gone`: Slack knows no such group. `couldNotLook`: nobody of it counts. */
export type GroupMembers =
  | { readonly kind: 'members'; readonly userIds: readonly string[] }
  | { readonly kind: 'gone' }
  | { readonly kind: 'couldNotLook' };

/** What keeps an approver of the policy from counting. */
export type ApproverProblem =
  | {
      readonly kind: 'group';
      readonly userGroupId: string;
      readonly why: 'gone' | 'couldNotLook';
    }
  | { readonly kind: 'user'; readonly userId: string; readonly why: RefusedReason };

/** Who can approve something. */
export interface PossibleApprovers {
  /** Who can, once each. */
  readonly userIds: readonly string[];
  /** Who could, if it were not their own door or request. */
  readonly own: readonly string[];
  /** There are more than were looked up. */
  readonly isAtLeast: boolean;
  /** Why others whom the policy names cannot. */
  readonly problems: readonly ApproverProblem[];
}

/** Whom to look up, to know who can approve a subject: by id, then the members of groups; each once. Pure. */
export function candidates(
  list: PeopleList,
  members: ReadonlyMap<string, GroupMembers>,
): readonly string[] {
  const inGroups = list.userGroupIds.flatMap((id) => {
    const group = members.get(id);
    return group?.kind === 'members' ? group.userIds : [];
  });
  return [...new Set([...list.userIds, ...inGroups])];
}

/** Who can do `action`, of the approvers of a subject: exactly those whom {@link authorise} allows it. A person
 * who is missing from `people` was not looked up. Pure, total. */
export function possibleApprovers(
  action: Action,
  subject: Subject,
  context: AuthoriseContext,
  {
    people,
    members,
  }: {
    readonly people: ReadonlyMap<string, Person | null>;
    readonly members: ReadonlyMap<string, GroupMembers>;
  },
): PossibleApprovers {
  const list = approversOf(context.policy.approvers, subject);
  const named = candidates(list, members);
  const answers = named
    .filter((userId) => people.has(userId))
    .map((userId) => ({
      userId,
      answer: authorise(action, people.get(userId) ?? null, subject, context),
    }));
  const refused = answers.flatMap(({ userId, answer }) =>
    answer.kind === 'refused' ? [{ kind: 'user' as const, userId, why: answer.reason }] : [],
  );
  return {
    userIds: answers.flatMap(({ userId, answer }) => (answer.kind === 'allowed' ? [userId] : [])),
    own: refused.filter(({ why }) => isOwn(why)).map(({ userId }) => userId),
    isAtLeast: answers.length < named.length,
    problems: [
      ...groupProblems(list, members),
      ...groupProblems(context.policy.approvers.deny, members),
      ...refused.filter(({ why }) => !isOwn(why)),
    ],
  };
}

function isOwn(why: RefusedReason): boolean {
  return why === 'ownDoor' || why === 'ownRequest' || why === 'ownReview';
}

function groupProblems(
  list: PeopleList | undefined,
  members: ReadonlyMap<string, GroupMembers>,
): readonly ApproverProblem[] {
  return (list?.userGroupIds ?? []).flatMap((userGroupId): readonly ApproverProblem[] => {
    const why = members.get(userGroupId)?.kind ?? 'couldNotLook';
    return why === 'members' ? [] : [{ kind: 'group', userGroupId, why }];
  });
}
