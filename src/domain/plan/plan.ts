import type { Finding } from '../finding/finding.ts';
import { sha256Hex } from '../hash.ts';
import type { KnownRule } from '../inventory/group-state.ts';
import type { PlannedRule } from './planned-rule.ts';

/** The exact calls that close a finding's door, bound by a hash to what an approver was shown.
 * A plan names only rules that its finding names. */
export interface Plan {
  readonly intent: 'revert';
  readonly findingId: string;
  readonly accountId: string;
  readonly region: string;
  readonly groupId: string;
  /** Edited rules that get their old values back, in one call. */
  readonly restore: readonly Restore[];
  /** Revoked in one call, each by its exact properties. */
  readonly revoke: readonly PlannedRule[];
  /** What this plan cannot give back; to be said before it is approved. */
  readonly caveat: 'earlierValuesUnknown' | null;
  /** SHA-256 over everything above: equal hashes are equal plans. */
  readonly hash: string;
}

/** A rule whose values go from `now` back to `was`, under the same id. */
export interface Restore {
  readonly now: PlannedRule;
  readonly was: KnownRule;
}

/** Why no plan can be made. */
export type NoPlanReason = 'groupIdUnknown' | 'foreignAccount';

/** The plan that reverts what a finding tells of: an added rule is revoked, an edited rule gets its
 * old values back. Where these are not known, all that can be done is to revoke the rule as it is
 * now, and the plan says what it cannot give back. Pure, total.
 *
 * `homeAccountId` is the account whose groups Portcullis may change: a group of another owner is
 * alert-only. */
export function planRevert(finding: Finding, homeAccountId: string): Plan | NoPlanReason {
  const { door } = finding;
  if (door.groupId === null) return 'groupIdUnknown';
  if (door.accountId !== homeAccountId) return 'foreignAccount';
  const isEdit = finding.opening.kind === 'rulesEdited';
  const { restore, revoke } = stepsOf(finding);
  const plan = {
    intent: 'revert',
    findingId: finding.id,
    accountId: door.accountId,
    region: door.region,
    groupId: door.groupId,
    restore,
    revoke,
    caveat: isEdit && revoke.length > 0 ? 'earlierValuesUnknown' : null,
  } as const;
  return { ...plan, hash: sha256Hex(planText(plan)) };
}

function stepsOf({ rules, previous }: Finding): Pick<Plan, 'restore' | 'revoke'> {
  const restore: Restore[] = [];
  const revoke: PlannedRule[] = [];
  for (const now of rules) {
    const was = previous.find((rule) => rule.ruleId !== null && rule.ruleId === now.ruleId);
    if (was === undefined) revoke.push(now);
    else restore.push({ now, was });
  }
  return { restore, revoke };
}

/** A plan's content as one text, its keys always in this order. */
function planText(plan: Omit<Plan, 'hash'>): string {
  const { intent, findingId, accountId, region, groupId, caveat } = plan;
  const revoke = plan.revoke.map(ruleText);
  const restore = plan.restore.map(({ now, was }) => [
    ruleText(now),
    ruleText(was),
    was.description,
  ]);
  return JSON.stringify([intent, findingId, accountId, region, groupId, restore, revoke, caveat]);
}

function ruleText({ ruleId, protocol, fromPort, toPort, source }: PlannedRule): readonly unknown[] {
  return [ruleId, protocol, fromPort, toPort, source];
}
