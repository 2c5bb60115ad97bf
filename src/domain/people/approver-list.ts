import type { ApproverScope, Approvers, PeopleList, Policy } from '../policy/policy.ts';
import type { Person } from './person.ts';
import type { Subject } from './subject.ts';

/** Whether somebody is on a list. `unknown`: by id they are not, and a user group of it could not be
 * looked up. */
export type Listed = 'yes' | 'no' | 'unknown';

/** Who may approve a subject: the first rule that matches it, else the general list. Pure, total. */
export function approversOf(approvers: Approvers, subject: Subject): PeopleList {
  return approvers.rules?.find((rule) => matches(rule.for, subject)) ?? approvers;
}

function matches({ kinds, accounts, severities }: ApproverScope, subject: Subject): boolean {
  const { accountId, severity } = subject;
  if (kinds !== undefined && !kinds.some((kind) => subject.kinds.includes(kind))) return false;
  if (accounts !== undefined && (accountId === null || !accounts.includes(accountId))) return false;
  return severities === undefined || (severity !== null && severities.includes(severity));
}

/** Whether a person is on a list. Pure, total. */
export function listed(person: Person, list: PeopleList | undefined): Listed {
  if (list === undefined) return 'no';
  if (list.userIds.includes(person.userId)) return 'yes';
  if (list.userGroupIds.some((id) => person.userGroupIds.includes(id))) return 'yes';
  const unknown = person.unknownGroupIds ?? [];
  return list.userGroupIds.some((id) => unknown.includes(id)) ? 'unknown' : 'no';
}

/** Every user group that a policy names, once each: what is asked of Slack about a person. Pure. */
export function userGroupsOf({
  approvers,
  breakGlass,
}: Pick<Policy, 'approvers' | 'breakGlass'>): readonly string[] {
  const lists = [approvers, ...(approvers.rules ?? []), approvers.deny, breakGlass];
  return [...new Set(lists.flatMap((list) => list?.userGroupIds ?? []))];
}
