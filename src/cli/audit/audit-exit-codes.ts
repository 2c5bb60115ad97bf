import { isAsItShouldBe } from '../../domain/audit/audit-sections.ts';
import type { AuditReport } from '../../domain/audit/group-audit.ts';

/** What the process says when it ends. 2 and 3 win over 1, and 2 over 3, as in `replay`: who could not look
 * at everything cannot say that nothing is open. */
export const AUDIT_EXIT_CODES = { right: 0, wrong: 1, badInput: 2, couldNotLook: 3 } as const;
export type AuditExitCode = (typeof AUDIT_EXIT_CODES)[keyof typeof AUDIT_EXIT_CODES];

/** What a report comes to. `isTargeted`: somebody named what to look at, and that is nothing to audit. */
export function auditExitCode(
  { groups, left, remarks }: AuditReport,
  isTargeted: boolean,
): AuditExitCode {
  if (isTargeted && remarks.length > 0) return AUDIT_EXIT_CODES.badInput;
  const isPartial = left.length > 0 || groups.some(({ notKnown }) => notKnown.length > 0);
  if (isPartial) return AUDIT_EXIT_CODES.couldNotLook;
  return groups.every(isAsItShouldBe) ? AUDIT_EXIT_CODES.right : AUDIT_EXIT_CODES.wrong;
}
