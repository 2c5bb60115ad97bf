import { approversOf } from '../people/approver-list.ts';
import { subjectOfFinding } from '../people/subject.ts';
import type { PeopleList, Policy } from '../policy/policy.ts';
import type { FindingEvent } from './events.ts';
import type { Finding } from './finding.ts';

/** Who is named where an event is told, so that Slack calls them: the approvers where they have to act or have to
 * know that somebody acted alone, the group of the policy where nobody did. Nobody for anything else. Pure. */
export function toldTo(
  event: FindingEvent,
  finding: Finding,
  { approvers, approvals }: Pick<Policy, 'approvers' | 'approvals'>,
): PeopleList {
  switch (event.kind) {
    case 'finding.escalated': {
      const group = approvals?.reminders?.escalateTo;
      return { userIds: [], userGroupIds: group === undefined ? [] : [group] };
    }
    case 'finding.reminded':
      return event.isSilent === true ? NOBODY : approversOf(approvers, subjectOfFinding(finding));
    case 'glass.broken':
    case 'actor.disowned':
    case 'deadline.postponed':
    case 'deadline.refused':
      return approversOf(approvers, subjectOfFinding(finding));
    default:
      return NOBODY;
  }
}

const NOBODY: PeopleList = { userIds: [], userGroupIds: [] };
