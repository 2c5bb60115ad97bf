import type { Finding } from '../finding/finding.ts';
import { sha256Hex } from '../hash.ts';
import type { PlannedRule } from './planned-rule.ts';

/** The exact calls that close a finding's door, bound by a hash to what an approver was shown.
 * A plan names only rules that its finding names. */
export interface Plan {
  readonly intent: 'revert';
  readonly findingId: string;
  readonly accountId: string;
  readonly region: string;
  readonly groupId: string;
  /** Revoked in one call, each by its exact properties. */
  readonly revoke: readonly PlannedRule[];
  /** What this plan cannot give back; to be said before it is approved. */
  readonly caveat: 'earlierValuesUnknown' | null;
  /** SHA-256 over everything above: equal hashes are equal plans. */
  readonly hash: string;
}

/** Why no plan can be made. */
export type NoPlanReason = 'groupIdUnknown' | 'foreignAccount';

/** The plan that reverts what a finding tells of: an added rule is revoked. Of an edited rule the
 * values before the edit are not known, so all that can be done is to revoke it as it is now, and
 * the plan says what it cannot give back. Pure, total.
 *
 * `homeAccountId` is the account whose groups Portcullis may change: a group of another owner is
 * alert-only. */
export function planRevert(finding: Finding, homeAccountId: string): Plan | NoPlanReason {
  const { door } = finding;
  if (door.groupId === null) return 'groupIdUnknown';
  if (door.accountId !== homeAccountId) return 'foreignAccount';
  const plan = {
    intent: 'revert',
    findingId: finding.id,
    accountId: door.accountId,
    region: door.region,
    groupId: door.groupId,
    revoke: finding.rules,
    caveat: finding.opening.kind === 'rulesEdited' ? 'earlierValuesUnknown' : null,
  } as const;
  return { ...plan, hash: sha256Hex(planText(plan)) };
}

/** A plan's content as one text, its keys always in this order. */
function planText(plan: Omit<Plan, 'hash'>): string {
  const { intent, findingId, accountId, region, groupId, caveat } = plan;
  const revoke = plan.revoke.map(({ ruleId, protocol, fromPort, toPort, source }) => [
    ruleId,
    protocol,
    fromPort,
    toPort,
    source,
  ]);
  return JSON.stringify([intent, findingId, accountId, region, groupId, revoke, caveat]);
}
