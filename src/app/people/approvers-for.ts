import type { Action } from '../../domain/people/actions.ts';
import { approversOf, userGroupsOf } from '../../domain/people/approver-list.ts';
import type { HomeTeam } from '../../domain/people/person.ts';
import {
  APPROVERS_LOOKED_UP_MAX,
  candidates,
  type PossibleApprovers,
  possibleApprovers,
} from '../../domain/people/possible-approvers.ts';
import type { Subject } from '../../domain/people/subject.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { People } from '../ports.ts';

export interface ApproversNeeds {
  readonly people: Pick<People, 'glance' | 'membersOf'>;
  readonly policy: Pick<Policy, 'approvers' | 'breakGlass'>;
  readonly home: HomeTeam;
}

/** Who can do `action` about a subject, as of a minute ago at the most: to be told before anybody is asked. What
 * cannot be looked up counts for nobody, and is among the problems. It never throws for what Slack does. */
export async function approversFor(
  action: Action,
  subject: Subject,
  { people, policy, home }: ApproversNeeds,
): Promise<PossibleApprovers> {
  const groupIds = userGroupsOf(policy);
  const members = new Map(
    await Promise.all(groupIds.map(async (id) => [id, await people.membersOf(id)] as const)),
  );
  const named = candidates(approversOf(policy.approvers, subject), members);
  const looked = named.slice(0, APPROVERS_LOOKED_UP_MAX);
  const persons = new Map(
    await Promise.all(looked.map(async (id) => [id, await people.glance(id, groupIds)] as const)),
  );
  return possibleApprovers(action, subject, { policy, home }, { people: persons, members });
}
