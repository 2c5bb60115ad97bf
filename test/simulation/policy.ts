import { HOUR_MS, MINUTE_MS } from '../../src/domain/instant.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { Severity } from '../../src/domain/weight/severity.ts';
import { windowsGuard } from '../domain/policy/change-of.ts';

/** RDP is approved from here, and nothing else. */
export const APPROVED = '10.9.8.0/28';
export const APPROVER_USERS = ['U1', 'U2'];
export const APPROVER_GROUP = 'S1';
/** How long a request waits for its votes, in ms. */
export const REQUEST_MS = 40 * MINUTE_MS;
/** When a door is closed though nobody decides, in ms. */
const DEADLINES = { medium: { afterMs: 4 * HOUR_MS }, low: { afterMs: 9 * HOUR_MS } };

/** The policy of all days: two people for what is critical, for exemptions, and where somebody may be locked
 * out; deadlines for what is not so bad. */
export const POLICY: Policy = {
  guards: [{ ...windowsGuard(APPROVED), match: [{ name: 'win-*' }] }],
  approvers: { userIds: APPROVER_USERS, userGroupIds: [APPROVER_GROUP] },
  channelId: 'C1',
  approvals: {
    harden: 1,
    lockOut: 2,
    revert: { critical: 2 },
    exempt: 2,
    undo: 1,
    requestTtlMs: REQUEST_MS,
    undoMs: 6 * HOUR_MS,
    reminders: { firstMs: 15 * MINUTE_MS, max: 4, escalateTo: 'S2', escalateAfterMs: HOUR_MS },
    deadlines: DEADLINES,
  },
};

/** How many people have to approve at least, in the simulation's own reading of that policy. A severity that
 * is not known counts as the worst. */
export function quorumMin(
  matter: 'revert' | 'undo' | 'exemption',
  severity: Severity | null,
): number {
  if (matter === 'undo') return 1;
  if (matter === 'exemption') return 2;
  return severity === null || severity === 'critical' ? 2 : 1;
}
