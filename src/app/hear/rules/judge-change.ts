import type { RuleChange } from '../../../domain/change/exposure-change.ts';
import { doorKey } from '../../../domain/change/security-group-rule.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import type { GroupFacts } from '../../../domain/guard/group-facts.ts';
import { type GuardMatch, matchGuard } from '../../../domain/guard/match.ts';
import type { Instant } from '../../../domain/instant.ts';
import {
  type BeforeAndAfter,
  beforeAndAfter,
  isSeenBefore,
  rulesSeen,
} from '../../../domain/inventory/before-and-after.ts';
import { rulesWithDoorsOf } from '../../../domain/inventory/compare-states.ts';
import {
  factsOf,
  type GroupState,
  type KnownRule,
  withSince,
} from '../../../domain/inventory/group-state.ts';
import { admissionsOf, type ListsAtHand } from '../../../domain/inventory/known-lists.ts';
import type { Admission } from '../../../domain/net/exposure.ts';
import { plannedDoorKey } from '../../../domain/plan/planned-rule.ts';
import { type Judgement, judge } from '../../../domain/policy/judge.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { Kept, LiveRules } from '../../ports.ts';
import { standingOf, withoutEnded } from '../exempted.ts';
import { listsAtHand } from '../lists/lists-at-hand.ts';
import { findingsOfRules } from './findings-of-rules.ts';
import type { DirectedChange, Resolved } from './resolve.ts';

/** A change with the group's rules before and after it, and what policy says. */
export interface JudgedChange {
  readonly change: DirectedChange;
  readonly changedAt: Instant;
  /** The latest that is known of the group, before this change is counted in if it is older. */
  readonly state: GroupState | null;
  /** What is known of the group besides its rules; null where that could not be looked up. */
  readonly facts: GroupFacts | null;
  /** Null where nothing is known of the group. */
  readonly told: BeforeAndAfter | null;
  /** What was let in before by rules and entries that no open finding is about. */
  readonly before: readonly Admission[];
  readonly lists: ListsAtHand;
  readonly match: GuardMatch;
  readonly judgement: Judgement;
  readonly doubt: string | null;
}

/** Judges one part of a resolved change. `kept` is what the store has of the group at this moment,
 * which may be more than when the change was resolved: the later of the two counts. Pure. */
export function judgeChange(
  change: DirectedChange,
  { changedAt, facts, state, shown, lists: read, unreadLists, standing, doubt }: Resolved,
  kept: Pick<Kept, 'open' | 'groups' | 'lists'>,
  policy: Policy,
): JudgedChange {
  const known = keptGroup(kept, change);
  const latest = laterOf(known, state);
  const told =
    latest === null ? null : beforeAndAfter(rulesSeen(latest, change), change, changedAt);
  const besides = latest === null ? facts : factsOf(latest);
  const { group, record } = change;
  const toMatch = { reference: group, region: record.region, facts: besides, standing };
  const match = matchGuard(policy, toMatch);
  const lists = listsAtHand(kept, read, unreadLists);
  const heard = known === null ? (told?.before ?? []) : heardOf(told?.before ?? [], known, change);
  const stood = shown === null ? heard : stillOf(heard, shown, change);
  const asked = findingsOfRules(kept.open, change);
  const way = { groupId: group.groupId, direction: change.direction, at: changedAt };
  const over = { standing: standingOf(policy), lists: lists.rules };
  const still = withoutEnded(settled(stood, asked), way, over);
  const before = admissionsOf(still, lists.approved);
  const judgement = judge(match, change, before, lists);
  return {
    change,
    changedAt,
    state: latest,
    facts: besides,
    told,
    before,
    lists,
    match,
    judgement,
    doubt,
  };
}

/** The rules of before that were known of, as they were known. One that a read shows, or shows edited, and nobody
 * has told of yet may be so since after the change: its own record will be judged by this one, and they may not
 * both be taken to have been open already. */
function heardOf(
  before: readonly KnownRule[],
  known: GroupState,
  { direction }: DirectedChange,
): readonly KnownRule[] {
  const doors = new Set(known[direction].map(plannedDoorKey));
  return before.filter((rule) => doors.has(plannedDoorKey(rule)));
}

/** The rules of before that EC2 shows still, and what edited ones said, which it cannot show. */
function stillOf(
  before: readonly KnownRule[],
  shown: LiveRules,
  { kind, direction, rules }: DirectedChange,
): readonly KnownRule[] {
  const edited = new Set(kind === 'rulesEdited' ? rules.map(({ ruleId }) => ruleId) : []);
  const still = new Set(rulesWithDoorsOf(shown[direction], before));
  return before.filter((rule) => edited.has(rule.ruleId) || still.has(rule));
}

/** What is kept of the group that a change is about. */
export function keptGroup(
  { groups }: Pick<Kept, 'groups'>,
  { group }: Pick<RuleChange, 'group'>,
): GroupState | null {
  return group.groupId === null ? null : (groups.get(group.groupId) ?? null);
}

/** The rules that no open finding asks to be closed. What else lets in the same as one of those does
 * not count as open already: it would stay when that one is reverted. */
export function settled(
  rules: readonly KnownRule[],
  open: readonly Finding[],
): readonly KnownRule[] {
  const asked = open.filter(({ door }) => door.kind === 'rules');
  const contested = new Set(asked.flatMap((finding) => finding.rules.map(plannedDoorKey)));
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
  const { inbound, outbound, observedAt, removed = [] } = base;
  const known = { ...state, inbound, outbound, observedAt, removed };
  const seen = rulesSeen(base, change);
  if (!isSeenBefore(seen, change, changedAt)) {
    return {
      ...known,
      [change.direction]: withLateRules(seen.rules, { change, changedAt }, state),
    };
  }
  const { after } = beforeAndAfter(seen, change, changedAt);
  return {
    ...known,
    [change.direction]: after,
    observedAt: Math.max(observedAt, changedAt),
  };
}

/** Rules that a late record tells of, as EC2 shows them now: what was known had been moved past the
 * record without them. Those that EC2 does not show were changed again or removed. */
function withLateRules(
  known: readonly KnownRule[],
  { change, changedAt }: Pick<JudgedChange, 'change' | 'changedAt'>,
  live: GroupState,
): readonly KnownRule[] {
  const ids = new Set(change.rules.flatMap(({ ruleId }) => ruleId ?? []));
  // A rule of the same door under another id is one that was made again, and not the one told of.
  const nameless = change.rules.filter(({ ruleId }) => ruleId === null);
  const doors = new Set(nameless.map(doorKey));
  const told = live[change.direction].filter(
    (rule) => ids.has(rule.ruleId ?? '') || doors.has(plannedDoorKey(rule)),
  );
  const toldIds = new Set(told.map(({ ruleId }) => ruleId));
  const toldDoors = new Set(told.map(plannedDoorKey));
  const others = known.filter(
    (rule) => !toldIds.has(rule.ruleId) && !toldDoors.has(plannedDoorKey(rule)),
  );
  return [...others, ...told.map((rule) => ({ ...rule, since: changedAt }))];
}

/** The later of what is kept and what was read, which does not tell since when rules are as they are. */
function laterOf(kept: GroupState | null, read: GroupState | null): GroupState | null {
  if (kept === null || read === null) return kept ?? read;
  if (kept.observedAt >= read.observedAt) return kept;
  return {
    ...read,
    inbound: withSince(read.inbound, kept.inbound),
    outbound: withSince(read.outbound, kept.outbound),
  };
}
