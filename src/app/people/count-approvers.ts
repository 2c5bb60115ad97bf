import { rulesFor } from '../../domain/approval/rules-for.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import { actionOfVote } from '../../domain/people/actions.ts';
import type { HomeTeam } from '../../domain/people/person.ts';
import type { PossibleApprovers } from '../../domain/people/possible-approvers.ts';
import { subjectOfFinding } from '../../domain/people/subject.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { inTime } from '../in-time.ts';
import type { ApproversCounted, Clock, People } from '../ports.ts';
import { approversFor } from './approvers-for.ts';

/** How long an alert or a form waits to know who can approve, in ms: nobody should hear of an open door later for
 * its sake. */
export const COUNT_APPROVERS_MS_MAX = SECOND_MS;

export interface CountApproversNeeds {
  readonly people: Pick<People, 'glance' | 'membersOf'>;
  readonly policy: Policy;
  readonly home: HomeTeam;
  readonly clock: Clock;
}

/** Who can approve what a finding waits for, or a revert of it where nothing is asked for. It never throws, and
 * never takes longer than {@link COUNT_APPROVERS_MS_MAX}. */
export async function countApprovers(
  finding: Finding,
  needs: CountApproversNeeds,
): Promise<ApproversCounted> {
  const { request } = finding;
  const matter =
    request?.matter ?? ({ kind: 'plan', intent: A_REVERT[finding.state.kind] } as const);
  const subject = subjectOfFinding(finding);
  const counting: Promise<PossibleApprovers | null> = approversFor(
    actionOfVote(matter),
    subject,
    needs,
  );
  const possible = await inTime(counting.catch(notKnown), {
    ms: COUNT_APPROVERS_MS_MAX,
    clock: needs.clock,
    late: notKnown,
  });
  return { possible, quorum: quorumFor(finding, needs.policy) };
}

function notKnown(): null {
  return null;
}

/** What would be asked for, where nothing is. */
const A_REVERT = {
  open: 'revert',
  executing: 'revert',
  exempted: 'revert',
  closed: 'undo',
} as const satisfies Record<Finding['state']['kind'], string>;

function quorumFor(finding: Finding, policy: Policy): number {
  const { request, state } = finding;
  if (request !== null) return request.quorum;
  return rulesFor(policy, finding, A_REVERT[state.kind], []).quorum;
}
