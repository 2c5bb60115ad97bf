import type { Finding } from '../finding/finding.ts';
import type { LockOut } from '../lock-out/lock-out.ts';
import { exemptionQuorum } from '../people/authorise.ts';
import { actorUserIdOf } from '../people/subject.ts';
import type { Policy } from '../policy/policy.ts';
import { APPROVAL_TTL_MS } from './approval.ts';
import {
  type ApprovalRules,
  EXEMPTION_MS_MAX,
  REMINDER_FACTOR,
  REQUEST_TTL_MS,
  REVERT_UNDO_MS,
} from './approval-rules.ts';
import { approvalsOf, countFor, quorumOf } from './quorum.ts';
import type { MatterKind } from './request.ts';

/** What policy says of one matter of a finding, where its plan would cut so much. A finding that is not
 * weighed yet counts as the worst; it has no deadline. Pure, total. */
export function rulesFor(
  policy: Policy,
  finding: Pick<Finding, 'weight' | 'actorTie'>,
  matter: MatterKind,
  lockOuts: readonly LockOut[],
): ApprovalRules {
  const approvals = approvalsOf(policy);
  const severity = finding.weight?.severity ?? null;
  const base = countFor(approvals[matter], severity);
  const { reminders, deadlines = {} } = approvals;
  return {
    quorum: quorumOf(asked(base, matter, finding), lockOuts, approvals, severity),
    requestTtlMs: approvals.requestTtlMs ?? REQUEST_TTL_MS,
    approvalTtlMs: APPROVAL_TTL_MS,
    undoMs: approvals.undoMs ?? REVERT_UNDO_MS,
    deadline: severity === null ? null : (deadlines[severity] ?? null),
    reminders:
      reminders === undefined
        ? null
        : { firstMs: reminders.firstMs, factor: REMINDER_FACTOR, max: reminders.max },
    escalateAfterMs: reminders?.escalateAfterMs ?? null,
    exemptionMsMax: policy.exemptions?.msMax ?? EXEMPTION_MS_MAX,
  };
}

/** Where nobody knows who opened a door, no single person lets it stand open. */
function asked(base: number, matter: MatterKind, finding: Pick<Finding, 'actorTie'>): number {
  return matter === 'exempt'
    ? exemptionQuorum(base, { actorUserId: actorUserIdOf(finding) })
    : base;
}
