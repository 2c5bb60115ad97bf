import type { RuleChange } from '../change/exposure-change.ts';
import type { GuardMatch } from '../guard/match.ts';
import { type ListsAtHand, NO_LISTS } from '../inventory/known-lists.ts';
import type { Admission } from '../net/exposure.ts';
import { evaluate, type PermittedReason, type Verdict } from './evaluate.ts';
import { guardsOutbound } from './guarded-directions.ts';
import type { Guard } from './policy.ts';

/** What policy makes of a change, the question whether the group is guarded at all included.
 * `isCertain` is false where that could not be told: what cannot be looked at counts as guarded. */
export type Judgement =
  | { readonly kind: 'notGuarded'; readonly why: 'noGuard' | 'outbound' }
  | { readonly kind: 'permitted'; readonly guard: Guard; readonly reason: PermittedReason }
  | {
      readonly kind: 'violates';
      readonly guard: Guard;
      readonly isCertain: boolean;
      readonly verdict: Verdict & { readonly kind: 'violates' };
    };

/** Judges a change on a matched group, where the rules `before` it, of its direction, are known as far as they
 * are. Of several guards that might be meant, any that is violated makes it a violation: the one that
 * matches for certain is asked first. Pure, total. */
export function judge(
  match: GuardMatch,
  change: RuleChange,
  before: readonly Admission[],
  lists: ListsAtHand = NO_LISTS,
): Judgement {
  if (match.kind === 'notGuarded') return { kind: 'notGuarded', why: 'noGuard' };
  const [certain, possible] =
    match.kind === 'guarded' ? [[match.guard], match.unless] : [[], match.guards];
  const judgements = [
    ...certain.map((guard) => judgeAs(guard, { change, before, lists, isCertain: true })),
    ...possible.map((guard) => judgeAs(guard, { change, before, lists, isCertain: false })),
  ];
  const violation = judgements.find((judgement) => judgement.kind === 'violates');
  return violation ?? judgements[0] ?? { kind: 'notGuarded', why: 'noGuard' };
}

interface Case {
  readonly change: RuleChange;
  readonly before: readonly Admission[];
  readonly lists: ListsAtHand;
  readonly isCertain: boolean;
}

function judgeAs(guard: Guard, { change, before, lists, isCertain }: Case): Judgement {
  if (change.direction === 'outbound' && !guardsOutbound(guard)) {
    return { kind: 'notGuarded', why: 'outbound' };
  }
  const verdict = evaluate(change, guard, before, lists);
  if (verdict.kind === 'permitted') return { kind: 'permitted', guard, reason: verdict.reason };
  return { kind: 'violates', guard, isCertain, verdict };
}
