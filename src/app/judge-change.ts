import type { RuleChange } from '../domain/change/exposure-change.ts';
import type { Finding } from '../domain/finding/finding.ts';
import { type GroupFacts, type GroupToMatch, matchGuard } from '../domain/guard/match.ts';
import type { Instant } from '../domain/instant.ts';
import {
  type BeforeAndAfter,
  beforeAndAfter,
  isSeenBefore,
} from '../domain/inventory/before-and-after.ts';
import type { GroupState, KnownRule } from '../domain/inventory/group-state.ts';
import type { Admission } from '../domain/net/exposure.ts';
import { asAdmission, plannedDoorKey } from '../domain/plan/planned-rule.ts';
import { type Judgement, judge } from '../domain/policy/judge.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { Kept } from './ports.ts';
import type { Resolved } from './resolve.ts';

/** A change with the group's rules before and after it, and what policy says. */
export interface JudgedChange {
  readonly change: RuleChange;
  readonly changedAt: Instant;
  /** The latest that is known of the group, before this change is counted in if it is older. */
  readonly state: GroupState | null;
  /** Null where nothing is known of the group. */
  readonly told: BeforeAndAfter | null;
  /** The inbound rules that were there before and that no open finding is about. */
  readonly before: readonly Admission[];
  readonly judgement: Judgement;
  readonly doubt: string | null;
}

/** Judges a resolved change. `kept` is what the store has of the group at this moment, which may
 * be more than when the change was resolved: the later of the two counts. Pure. */
export function judgeChange(
  { change, changedAt, facts, state, doubt }: Resolved,
  kept: Pick<Kept, 'open' | 'group'>,
  policy: Policy,
): JudgedChange {
  const latest = laterOf(kept.group, state);
  const told = latest === null ? null : beforeAndAfter(latest, change, changedAt);
  const match = matchGuard(policy, toMatch(change, latest, facts));
  const before = settled(told?.before ?? [], kept.open).map(asAdmission);
  const judgement = judge(match, change, before);
  return { change, changedAt, state: latest, told, before, judgement, doubt };
}

/** The rules that no open finding asks to be closed. What else lets in the same as one of those does
 * not count as open already: it would stay when that one is reverted. */
export function settled(
  rules: readonly KnownRule[],
  open: readonly Finding[],
): readonly KnownRule[] {
  const contested = new Set(open.flatMap((finding) => finding.rules.map(plannedDoorKey)));
  return rules.filter((rule) => !contested.has(plannedDoorKey(rule)));
}

/** What is known of the group once the change is counted in: never moved backwards. Where rules are
 * known (`kept`), a read that was made to judge this change does not replace them: it may show others,
 * of which no record has told, and a sweep has to find those. */
export function stateAfter(
  { change, state, changedAt }: JudgedChange,
  kept: GroupState | null,
): GroupState | null {
  const base = kept ?? state;
  if (base === null || state === null) return null;
  const { inbound, observedAt } = base;
  const known = { ...state, inbound, observedAt };
  if (!isSeenBefore(base, change, changedAt)) return known;
  const { after } = beforeAndAfter(base, change, changedAt);
  return { ...known, inbound: after, observedAt: Math.max(observedAt, changedAt) };
}

function laterOf(a: GroupState | null, b: GroupState | null): GroupState | null {
  if (a === null || b === null) return a ?? b;
  return a.observedAt >= b.observedAt ? a : b;
}

function toMatch(
  { group, record }: RuleChange,
  state: GroupState | null,
  facts: GroupFacts | null,
): GroupToMatch {
  const known = state === null ? facts : { ...state, tags: new Map(Object.entries(state.tags)) };
  return { reference: group, region: record.region, facts: known };
}
