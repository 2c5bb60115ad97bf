import type { ApprovalRules } from '../../src/domain/approval/approval-rules.ts';
import { rulesFor } from '../../src/domain/approval/rules-for.ts';
import { POLICY } from './findings.ts';

/** What counts where policy says nothing: one approver, no reminders, no deadline. */
export const RULES: ApprovalRules = rulesFor(POLICY, { weight: null }, 'revert', []);
