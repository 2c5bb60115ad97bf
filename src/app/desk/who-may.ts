import { actionOfVote } from '../../domain/people/actions.ts';
import { userGroupsOf } from '../../domain/people/approver-list.ts';
import { approverReasons } from '../../domain/people/approver-reasons.ts';
import { subjectOfFinding } from '../../domain/people/subject.ts';
import { approversFor } from '../people/approvers-for.ts';
import type { TouchRefused, WhoMay } from '../ports.ts';
import { refusal } from './admit.ts';
import type { DeskNeeds } from './desk-needs.ts';

/** Who may approve a finding, by name, and why; whom policy names and who may not, too. */
export async function whoMay(
  userId: string,
  findingId: string,
  needs: DeskNeeds,
): Promise<{ readonly kind: 'who'; readonly who: WhoMay } | TouchRefused> {
  const refused = await refusal('view', userId, needs);
  if (refused !== null) return refused;
  const finding = await needs.store.finding(findingId);
  if (finding === null) return { kind: 'noSuchFinding' };
  const { people, policy } = needs;
  const subject = subjectOfFinding(finding);
  const intent = finding.state.kind === 'closed' ? 'undo' : 'revert';
  const matter = finding.request?.matter ?? ({ kind: 'plan', intent } as const);
  const members = new Map(
    await Promise.all(
      userGroupsOf(policy).map(async (id) => [id, await people.membersOf(id)] as const),
    ),
  );
  const possible = await approversFor(actionOfVote(matter), subject, needs);
  const { quorum } = await needs.countApprovers(finding);
  const reasons = approverReasons(policy.approvers, subject, members);
  return { kind: 'who', who: { finding, possible, quorum, reasons } };
}
