import type { GuardMatch } from '../guard/match.ts';
import { guardedTraffic } from '../guard/services.ts';
import type { ListsAtHand } from '../inventory/known-lists.ts';
import { cidr } from '../net/cidr.ts';
import type { Admission } from '../net/exposure.ts';
import { toRanges } from '../net/traffic.ts';
import { asAdmission, bareRule, type PlannedRule } from '../plan/planned-rule.ts';
import { evaluate, type PermittedReason, type Verdict } from './evaluate.ts';
import type { Guard } from './policy.ts';

/** A group as it stands on a host. */
export interface StandingGroup {
  readonly groupId: string;
  readonly groupName: string | null;
  /** Whether policy guards it. */
  readonly match: GuardMatch;
  /** Its inbound rules; null where they could not be read: then it lets everybody in to everything. */
  readonly rules: readonly PlannedRule[] | null;
}

/** A group that is new on an interface of a host. */
export interface Newcomer {
  readonly group: StandingGroup;
  /** The other groups on the host, on whichever of its interfaces: they say whether it is guarded. */
  readonly others: readonly StandingGroup[];
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

/** Whether a group that is put on a host lets in more there than is approved: by its own guard where it
 * has one, else by those of the other groups on the host. Of several guards any that is violated makes
 * it a violation, those that match for certain first. Pure, total. */
export function judgeNewcomer(newcomer: Newcomer, lists: ListsAtHand): AttachmentJudgement {
  const judgements = candidates(newcomer).map((candidate) => judgeAs(candidate, newcomer, lists));
  const violation = judgements.find(({ kind }) => kind === 'violates');
  return violation ?? judgements[0] ?? { kind: 'notGuarded' };
}

interface Candidate {
  readonly guard: Guard;
  readonly isCertain: boolean;
  /** The group by which the guard is meant: its members may reach each other. */
  readonly ownGroupId: string;
}

function candidates({ group, others }: Newcomer): readonly Candidate[] {
  const own = guardsOf(group);
  if (group.match.kind === 'guarded') return own;
  const all = [...own, ...others.flatMap(guardsOf)];
  const inOrder = all.toSorted((a, b) => Number(b.isCertain) - Number(a.isCertain));
  return [
    ...new Map(inOrder.toReversed().map((each) => [each.guard.name, each])).values(),
  ].reverse();
}

function guardsOf({ groupId: ownGroupId, match }: StandingGroup): readonly Candidate[] {
  switch (match.kind) {
    case 'guarded':
      return [
        { guard: match.guard, isCertain: true, ownGroupId },
        ...match.unless.map((guard) => ({ guard, isCertain: false, ownGroupId })),
      ];
    case 'possible':
      return match.guards.map((guard) => ({ guard, isCertain: false, ownGroupId }));
    case 'notGuarded':
      return [];
  }
}

function judgeAs(
  { guard, isCertain, ownGroupId }: Candidate,
  { group, before }: Newcomer,
  lists: ListsAtHand,
): AttachmentJudgement {
  const rules = (group.rules ?? everythingOf(guard)).map((rule) => ({
    ...asAdmission(bareRule(rule)),
    description: null,
  }));
  const reference = { groupId: ownGroupId, groupName: null, ownerId: '' };
  const change = { kind: 'rulesAdded', direction: 'inbound', group: reference, rules } as const;
  const verdict = evaluate(change, guard, before, lists);
  if (verdict.kind === 'permitted') return { kind: 'permitted', guard, reason: verdict.reason };
  const offending = (group.rules ?? []).filter((_, i) =>
    verdict.offending.some((rule) => rule === rules[i]),
  );
  return { kind: 'violates', guard, isCertain, verdict, rules: offending.map(bareRule) };
}

/** What a group may let in of which nothing is known: what cannot be looked at counts as open. */
function everythingOf({ kind }: Guard): readonly PlannedRule[] {
  const ranges = guardedTraffic(kind).flatMap(toRanges);
  return ranges.flatMap((range) =>
    ANYBODY.map((source) => ({ ruleId: null, ...range, source: source.text })),
  );
}

const ANYBODY = [cidr('0.0.0.0/0'), cidr('::/0')];
