import { assert } from '../domain/assert.ts';
import type { Direction } from '../domain/change/exposure-change.ts';
import type { SecurityGroupRule } from '../domain/change/security-group-rule.ts';
import { exempt, exemptionsOf, isLetThrough } from '../domain/exemption/let-through.ts';
import type { StandingExemption } from '../domain/exemption/standing-exemption.ts';
import { besideOf } from '../domain/finding/beside.ts';
import type { DirectedExcess } from '../domain/finding/directed-excess.ts';
import { probableCallOf } from '../domain/finding/directory-call.ts';
import type { ListDoor, RulesDoor } from '../domain/finding/door.ts';
import type { FindingEvent } from '../domain/finding/events.ts';
import type { Finding } from '../domain/finding/finding.ts';
import { isFollowed } from '../domain/finding/wanted.ts';
import { managementOf } from '../domain/guard/managed-by.ts';
import type { GuardedMatch, MeantGuard } from '../domain/guard/match.ts';
import type { Instant } from '../domain/instant.ts';
import {
  hasSameRules,
  rulesWithDoorsOf,
  rulesWithNewDoors,
} from '../domain/inventory/compare-states.ts';
import {
  factsOf,
  type GroupState,
  type KnownRule,
  withSince,
} from '../domain/inventory/group-state.ts';
import { admissionsOf } from '../domain/inventory/known-lists.ts';
import { toRows, unionOf } from '../domain/net/exposure.ts';
import { compareLive } from '../domain/plan/compare-live.ts';
import { asAdmission, bareRule, plannedDoorKey, plannedRule } from '../domain/plan/planned-rule.ts';
import { excessOf, isOnGuardedTraffic } from '../domain/policy/evaluate.ts';
import { directionsGuarded, guardsOutbound } from '../domain/policy/guarded-directions.ts';
import { type Judgement, judge, ownGroupOf } from '../domain/policy/judge.ts';
import { USES_READ_MAX } from './doors/look-at-list.ts';
import { exemptRules, withoutEnded } from './hear/exempted.ts';
import { listsAtHand } from './hear/lists/lists-at-hand.ts';
import { findingsOfRules } from './hear/rules/findings-of-rules.ts';
import { settled } from './hear/rules/judge-change.ts';
import type { KeptUnasked, Observation } from './ports.ts';

/** A guarded group as a sweep sees it. */
export interface Sighting {
  readonly live: GroupState;
  readonly match: GuardedMatch;
  /** The exemptions that policy holds. */
  readonly standing: readonly StandingExemption[];
  readonly now: Instant;
}

/** A sighting, and the ids that new findings would get. */
export interface SightingToAdmit extends Sighting {
  readonly findingIds: Readonly<Record<Direction, string>>;
}

type Change = Observation['changes'][number];

/** What a first look at a group gives.
 *
 * - `born`: nothing was known of it; `excess` is what it lets in, and out where that is guarded, beyond
 *   what is approved, as it stands.
 * - `known`: it is as was known, or something later is known already.
 * - `differs`: to be read again before it is believed. */
export type FirstLook = Observation &
  (
    | { readonly kind: 'born'; readonly excess: readonly DirectedExcess[] }
    | { readonly kind: 'known' }
    | { readonly kind: 'differs' }
  );

/** Holds a group against what is known of it. Pure. */
export function lookAtGroup(sighting: Sighting, kept: KeptUnasked): FirstLook {
  const { live } = sighting;
  const group = kept.groups.get(live.groupId) ?? null;
  if (group === null) {
    return { kind: 'born', excess: excessAtBirth(sighting, kept), ...moved(sighting, kept) };
  }
  if (group.observedAt > live.observedAt) return { kind: 'known', changes: [], group: null };
  const isSame =
    hasSameRules(group.inbound, live.inbound) && hasSameRules(group.outbound, live.outbound);
  if (isSame && !isProtectionOver(sighting, kept)) {
    return { kind: 'known', ...moved(sighting, kept) };
  }
  return { kind: 'differs', changes: [], group: null };
}

/** Whether rules stand that policy let through for a time which is over, and of which nobody is told. */
function isProtectionOver(sighting: Sighting, kept: KeptUnasked): boolean {
  return directionsGuarded(sighting.match).some(
    (direction) => overRules(sighting, direction, kept).length > 0,
  );
}

function overRules(
  { live, standing, now: at }: Sighting,
  direction: Direction,
  kept: KeptUnasked,
): readonly KnownRule[] {
  if (standing.length === 0) return [];
  const way = { groupId: live.groupId, direction, at };
  const rules = live[direction];
  const still = withoutEnded(rules, way, { standing, lists: listsAtHand(kept, []).rules });
  const open = findingsOfRules(kept.open, { direction });
  return rules.filter((rule) => !still.includes(rule) && !isTold(rule, open));
}

/** What follows from agreeing reads of a group that is not as was known: what it opened since, beyond
 * what is approved and what findings tell of already, is a finding. Pure. */
export function admitDrift(sighting: SightingToAdmit, kept: KeptUnasked): Observation {
  const group = kept.groups.get(sighting.live.groupId) ?? null;
  if (group !== null && group.observedAt > sighting.live.observedAt) {
    return { changes: [], group: null };
  }
  const observation = moved(sighting, kept);
  if (group === null) return observation;
  const drifts = directionsGuarded(sighting.match).flatMap((direction) =>
    driftFinding(sighting, direction, group, kept),
  );
  return { ...observation, changes: [...drifts, ...observation.changes] };
}

/** The group is kept as it is seen, and findings whose rules are not as they were are looked at. */
function moved({ live, now }: Sighting, { open, groups }: KeptUnasked): Observation {
  const isMissed = ({ door, rules, previous }: Finding): boolean => {
    if (door.kind === 'list') return isUseMissed(door, live);
    // Who is approved as a source is let in whatever the rules of its group.
    if (rules.length === 0) return false;
    const there = door.kind === 'rules' ? live[door.direction] : live.inbound;
    return compareLive(rules, there.map(bareRule), previous).kind !== 'same';
  };
  const known = groups.get(live.groupId);
  const group = {
    ...live,
    inbound: withSince(live.inbound, known?.inbound ?? []),
    outbound: withSince(live.outbound, known?.outbound ?? []),
  };
  return { changes: missedDoors(open.filter(isMissed), now), group };
}

/** Whether rules of a group by which a list's entries let in are there no more, as a look would find. */
function isUseMissed({ uses }: ListDoor, live: GroupState): boolean {
  if (uses.length > USES_READ_MAX) return false;
  return uses.some(
    ({ groupId, direction, rules }) =>
      groupId === live.groupId && rulesWithDoorsOf(live[direction], rules).length < rules.length,
  );
}

/** Findings whose doors a sweep did not find are to be looked at, unless that is asked for already or
 * a revert under way looks by itself. */
export function missedDoors(open: readonly Finding[], now: Instant): readonly Change[] {
  return open
    .filter((finding) => isFollowed(finding) && finding.lookAt === null)
    .map(({ id }) => ({ findingId: id, events: [{ kind: 'door.missed', at: now }] }));
}

function excessAtBirth(
  { live, match, standing, now: at }: Sighting,
  kept: KeptUnasked,
): readonly DirectedExcess[] {
  const lists = listsAtHand(kept, []);
  const meant = [match, ...match.also];
  return directionsGuarded(match).flatMap((direction) => {
    const guards = meant.filter(guardsWay(direction));
    const open = kept.open.filter((finding) => isOfDirection(finding, direction));
    // What is on other traffic can be no excess; its source, dear to read, is left unread.
    const rules = live[direction].filter(
      (rule) => guards.some(({ guard }) => isOnGuardedTraffic(rule, guard)) && !isTold(rule, open),
    );
    const admissions = rules.map(asAdmission);
    const excess = unionOf(
      guards.map(({ guard, why }) => {
        const ownGroupId = ownGroupOf(live.groupId, why);
        return excessOf(admissions, guard, ownGroupId, { direction, lists }).excess;
      }),
    );
    const way = { groupId: live.groupId, direction, at };
    const { left } = exempt(excess, exemptionsOf(way, { findings: kept.open, standing }));
    return left.length === 0 ? [] : [{ direction, rules, excess: toRows(left) }];
  });
}

function guardsWay(direction: Direction): (meant: MeantGuard) => boolean {
  return ({ guard }) => direction === 'inbound' || guardsOutbound(guard);
}

/** Whether a finding's rules go that way: a list may be named by rules of either, and a group that was
 * attached lets in. */
function isOfDirection({ door }: Finding, direction: Direction): boolean {
  switch (door.kind) {
    case 'rules':
      return door.direction === direction;
    case 'list':
      return door.uses.some((use) => use.direction === direction);
    case 'attachment':
      return direction === 'inbound';
  }
}

function driftFinding(
  sighting: SightingToAdmit,
  direction: Direction,
  before: GroupState,
  kept: KeptUnasked,
): readonly Change[] {
  const { live, match, standing, findingIds, now } = sighting;
  const findingId = findingIds[direction];
  const open = findingsOfRules(kept.open, { direction });
  const added = rulesWithNewDoors(before[direction], live[direction]);
  const telling = open.filter((finding) => !isLetThrough(finding, now));
  const over = overRules(sighting, direction, kept).filter((rule) => !added.includes(rule));
  const untold = [...added.filter((rule) => !isTold(rule, telling)), ...over];
  const rules = untold.map(asAdmission);
  const found = judgementOn(rules, { direction, before, live, kept, match, standing, now });
  if (found.kind !== 'violates') return [];
  const { judged: judgement, joins } = exemptRules(found, rules, {
    way: { groupId: live.groupId, direction, at: now },
    eventId: null,
    now,
    open,
    standing,
    lists: listsAtHand(kept, []).rules,
  });
  if (judgement.kind !== 'violates') return joins;
  const { verdict } = judgement;
  const offending = verdict.offending.map(plannedRule);
  const ids = new Set(offending.map(({ ruleId }) => ruleId));
  // A rule that is as it was, and was exempted until now, has no other value to be given back.
  const doors = new Set(offending.map(plannedDoorKey));
  const door = doorOf(live, direction, judgement);
  const otherwiseAt = before.observedAt;
  const opening = { kind: 'drift', at: live.observedAt, otherwiseAt, call: null } as const;
  const probableCall = probableCallOf({ door, opening }, kept.directoryCalls);
  const opened: FindingEvent = {
    kind: 'finding.opened',
    id: findingId,
    door,
    opening,
    rules: offending,
    excess: toRows(verdict.excess),
    previous: before[direction].filter(
      (rule) => rule.ruleId !== null && ids.has(rule.ruleId) && !doors.has(plannedDoorKey(rule)),
    ),
    doubt: null,
    lookAt: null,
    ...(probableCall === null ? {} : { probableCall }),
    at: now,
  };
  return [{ findingId, events: [opened] }, ...joins];
}

/** What rules that were found open beyond what stood open before. */
function judgementOn(
  rules: readonly SecurityGroupRule[],
  { direction, before, live, kept, match, standing, now: at }: Circumstances,
): Judgement {
  const { accountId: ownerId, groupId, groupName } = before;
  const group = { groupId, groupName, ownerId };
  const change = { kind: 'rulesAdded', direction, group, rules } as const;
  const lists = listsAtHand(kept, []);
  const asked = findingsOfRules(kept.open, { direction });
  const held = settled(stillThere(before[direction], live[direction]), asked);
  const way = { groupId, direction, at };
  const still = withoutEnded(held, way, { standing, lists: lists.rules });
  const stood = admissionsOf(still, lists.approved);
  return judge(match, change, stood, lists);
}

/** Known rules that are there still, as they were or edited since: one that is gone may have been so when
 * another opened the same. */
function stillThere(
  before: readonly KnownRule[],
  live: readonly KnownRule[],
): readonly KnownRule[] {
  const ids = new Set(live.map(({ ruleId }) => ruleId));
  const still = new Set(rulesWithDoorsOf(live, before));
  return before.filter((rule) => still.has(rule) || (rule.ruleId !== null && ids.has(rule.ruleId)));
}

interface Circumstances {
  readonly direction: Direction;
  readonly before: GroupState;
  readonly live: GroupState;
  readonly kept: KeptUnasked;
  readonly match: GuardedMatch;
  readonly standing: Sighting['standing'];
  readonly now: Instant;
}

/** Whether an open finding has the rule already: the same door, or the same rule edited again. */
function isTold(rule: KnownRule, open: readonly Finding[]): boolean {
  return open.some(({ rules }) =>
    rules.some(
      (held) =>
        plannedDoorKey(held) === plannedDoorKey(rule) ||
        (held.ruleId !== null && held.ruleId === rule.ruleId),
    ),
  );
}

function doorOf(
  live: GroupState,
  direction: Direction,
  { guard, by }: Judgement & { readonly kind: 'violates' },
): RulesDoor {
  const { accountId, region, groupId, groupName } = live;
  assert(groupId !== '', 'EC2 lists groups with their ids');
  const guarded = { guardName: guard.name, guardKind: guard.kind };
  const place = { accountId, region, groupId, groupName, ...managementOf(factsOf(live), null) };
  return { kind: 'rules', direction, ...place, ...guarded, ...besideOf(by) };
}
