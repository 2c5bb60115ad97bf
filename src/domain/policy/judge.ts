import type { RuleChange } from '../change/exposure-change.ts';
import type { SecurityGroupRule } from '../change/security-group-rule.ts';
import { type GuardMatch, guardsMeant, type MeantGuard } from '../guard/match.ts';
import { type ListsAtHand, NO_LISTS } from '../inventory/known-lists.ts';
import { type Admission, unionOf } from '../net/exposure.ts';
import { evaluate, type PermittedReason, type Verdict } from './evaluate.ts';
import { guardsOutbound } from './guarded-directions.ts';
import type { Guard } from './policy.ts';

/** What policy makes of a change, the question whether the group is guarded at all included. */
export type Judgement =
  | { readonly kind: 'notGuarded'; readonly why: 'noGuard' | 'outbound' }
  | { readonly kind: 'permitted'; readonly guard: Guard; readonly reason: PermittedReason }
  | {
      readonly kind: 'violates';
      /** The first guard that is violated. */
      readonly guard: Guard;
      /** All that are, those that are meant for certain first. */
      readonly by: readonly [MeantGuard, ...MeantGuard[]];
      /** False where a rule offends only if a guard is meant of which that could not be told: what cannot
       * be looked at counts as guarded. */
      readonly isCertain: boolean;
      /** Over all guards. */
      readonly verdict: Verdict & { readonly kind: 'violates' };
    };

/** As much of a change as is judged. */
export type JudgedRules = Pick<RuleChange, 'kind' | 'group' | 'direction' | 'rules'>;

/** Judges a change on a matched group, where the rules `before` it, of its direction, are known as far as they
 * are. Of several guards that count or may, any that is violated makes it a violation: the one that
 * matches for certain is asked first. Pure, total. */
export function judge(
  match: GuardMatch,
  change: JudgedRules,
  before: readonly Admission[],
  lists: ListsAtHand = NO_LISTS,
): Judgement {
  const judged = guardsMeant(match).map((meant) => ({
    meant,
    answer: judgeAs(meant, { change, before, lists }),
  }));
  const violated = judged.flatMap(({ meant, answer }) =>
    answer.kind === 'violates' ? [{ meant, verdict: answer }] : [],
  );
  const [first] = violated;
  if (first !== undefined) return violationOf([first, ...violated.slice(1)], change.rules);
  const passed = judged.flatMap(({ meant, answer }) =>
    answer.kind === 'permitted'
      ? [{ kind: answer.kind, guard: meant.guard, reason: answer.reason }]
      : [],
  );
  return passed[0] ?? { kind: 'notGuarded', why: judged.length === 0 ? 'noGuard' : 'outbound' };
}

interface Violated {
  readonly meant: MeantGuard & { readonly isCertain: boolean };
  readonly verdict: Verdict & { readonly kind: 'violates' };
}

function violationOf(
  violated: readonly [Violated, ...Violated[]],
  rules: readonly SecurityGroupRule[],
): Judgement {
  const [first, ...others] = violated;
  const offendBy = (some: readonly Violated[]): readonly SecurityGroupRule[] =>
    rules.filter((rule) => some.some(({ verdict }) => verdict.offending.includes(rule)));
  const offending = offendBy(violated);
  const certainly = offendBy(violated.filter(({ meant }) => meant.isCertain));
  const verdict = { ...first.verdict, offending, excess: excessOver(violated) };
  return {
    kind: 'violates',
    guard: first.meant.guard,
    by: [meantOf(first), ...others.map(meantOf)],
    isCertain: certainly.length === offending.length,
    verdict: others.length === 0 ? first.verdict : verdict,
  };
}

function excessOver(violated: readonly Violated[]): Violated['verdict']['excess'] {
  return unionOf(violated.map(({ verdict }) => verdict.excess));
}

function meantOf({ meant: { guard, why } }: Violated): MeantGuard {
  return { guard, why };
}

interface Case {
  readonly change: JudgedRules;
  readonly before: readonly Admission[];
  readonly lists: ListsAtHand;
}

function judgeAs(
  { guard, why }: MeantGuard,
  { change, before, lists }: Case,
): Verdict | { readonly kind: 'outbound' } {
  if (change.direction === 'outbound' && !guardsOutbound(guard)) return { kind: 'outbound' };
  const group = { ...change.group, groupId: ownGroupOf(change.group.groupId, why) };
  return evaluate({ ...change, group }, guard, before, lists);
}

/** The group whose members may reach each other wherever a guard is meant for a group. Beside others,
 * a group's own members may be on hosts that nobody guards. */
export function ownGroupOf(groupId: string | null, why: MeantGuard['why']): string | null {
  switch (why.kind) {
    case 'selected':
      return groupId;
    case 'beside':
      return why.ownGroupId;
    case 'unknown':
      return null;
  }
}
