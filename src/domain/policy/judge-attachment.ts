import { type GuardMatch, guardsMeant } from '../guard/match.ts';
import { guardedTraffic } from '../guard/services.ts';
import type { ListsAtHand } from '../inventory/known-lists.ts';
import { cidr } from '../net/cidr.ts';
import type { Admission } from '../net/exposure.ts';
import { toRanges } from '../net/traffic.ts';
import { asAdmission, bareRule, type PlannedRule } from '../plan/planned-rule.ts';
import type { PermittedReason, Verdict } from './evaluate.ts';
import { judge } from './judge.ts';
import type { Guard } from './policy.ts';

/** A group as it stands on a host. */
export interface StandingGroup {
  readonly groupId: string;
  readonly groupName: string | null;
  /** Whether policy selects it, wherever it stands. */
  readonly match: GuardMatch;
  /** Its inbound rules; null where they could not be read: then it lets everybody in to everything. */
  readonly rules: readonly PlannedRule[] | null;
}

/** A group that is new on an interface of a host. */
export interface Newcomer {
  readonly group: StandingGroup;
  /** Whether policy guards it there: it selects the group, or others on the host. */
  readonly match: GuardMatch;
  /** What groups that stood on the interface before let in. */
  readonly before: readonly Admission[];
}

/** What policy makes of a newcomer. `isCertain` is false where it could not be told whether the guard
 * is meant. */
export type AttachmentJudgement =
  | { readonly kind: 'notGuarded' }
  | { readonly kind: 'permitted'; readonly guard: Guard; readonly reason: PermittedReason }
  | {
      readonly kind: 'violates';
      readonly guard: Guard;
      readonly isCertain: boolean;
      readonly verdict: Verdict & { readonly kind: 'violates' };
      /** The rules of the group that let any of the excess in; none where they could not be read. */
      readonly rules: readonly PlannedRule[];
    };

/** Whether a group that is put on a host lets in more there than is approved: what all its rules would
 * be if they were added there now. Pure, total. */
export function judgeNewcomer(
  { group, match, before }: Newcomer,
  lists: ListsAtHand,
): AttachmentJudgement {
  const { groupId, groupName } = group;
  const rules = (group.rules ?? everythingOf(match)).map((rule) => ({
    ...asAdmission(bareRule(rule)),
    description: null,
  }));
  const reference = { groupId, groupName, ownerId: '' };
  const change = { kind: 'rulesAdded', direction: 'inbound', group: reference, rules } as const;
  const judgement = judge(match, change, before, lists);
  if (judgement.kind !== 'violates') return judgement;
  const { guard, isCertain, verdict } = judgement;
  const offending = (group.rules ?? []).filter((_, i) =>
    verdict.offending.some((rule) => rule === rules[i]),
  );
  return { kind: 'violates', guard, isCertain, verdict, rules: offending.map(bareRule) };
}

/** What a group may let in of which nothing is known: what cannot be looked at counts as open. */
function everythingOf(match: GuardMatch): readonly PlannedRule[] {
  const kinds = new Set(guardsMeant(match).map(({ guard }) => guard.kind));
  const ranges = [...kinds].flatMap((kind) => guardedTraffic(kind).flatMap(toRanges));
  return ranges.flatMap((range) =>
    ANYBODY.map((source) => ({ ruleId: null, ...range, source: source.text })),
  );
}

const ANYBODY = [cidr('0.0.0.0/0'), cidr('::/0')];
