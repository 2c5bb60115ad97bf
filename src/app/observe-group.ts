import { assert } from '../domain/assert.ts';
import type { FindingEvent } from '../domain/finding/events.ts';
import type { Finding } from '../domain/finding/finding.ts';
import type { Instant } from '../domain/instant.ts';
import { hasSameRules, rulesWithNewDoors } from '../domain/inventory/compare-states.ts';
import type { GroupState, KnownRule } from '../domain/inventory/group-state.ts';
import { type ExposureRow, toRows } from '../domain/net/exposure.ts';
import { compareLive } from '../domain/plan/compare-live.ts';
import { asAdmission, plannedDoorKey, plannedRule } from '../domain/plan/planned-rule.ts';
import { evaluate, excessOf, isOnGuardedTraffic, type Verdict } from '../domain/policy/evaluate.ts';
import type { Guard } from '../domain/policy/policy.ts';
import { settled } from './judge-change.ts';
import type { Kept, Observation } from './ports.ts';

/** A guarded group as a sweep sees it. */
export interface Sighting {
  readonly live: GroupState;
  readonly guard: Guard;
  readonly now: Instant;
}

type KeptOfGroup = Omit<Kept, 'isOwnCall'>;
type Change = Observation['changes'][number];

/** What a first look at a group gives.
 *
 * - `born`: nothing was known of it; `excess` is what it lets in beyond what is approved, as it stands.
 * - `known`: it is as was known, or something later is known already.
 * - `differs`: to be read again before it is believed. */
export type FirstLook = Observation &
  (
    | { readonly kind: 'born'; readonly excess: readonly ExposureRow[] }
    | { readonly kind: 'known' }
    | { readonly kind: 'differs' }
  );

/** Holds a group against what is known of it. Pure. */
export function lookAtGroup(sighting: Sighting, kept: KeptOfGroup): FirstLook {
  const { live } = sighting;
  const { group, open } = kept;
  if (group === null) {
    return { kind: 'born', excess: excessAtBirth(sighting, open), ...moved(sighting, open) };
  }
  if (group.observedAt > live.observedAt) return { kind: 'known', changes: [], group: null };
  if (hasSameRules(group.inbound, live.inbound)) {
    return { kind: 'known', ...moved(sighting, open) };
  }
  return { kind: 'differs', changes: [], group: null };
}

/** What follows from agreeing reads of a group that is not as was known: what it opened since, beyond
 * what is approved and what findings tell of already, is a finding. Pure. */
export function admitDrift(
  sighting: Sighting & { readonly findingId: string },
  kept: KeptOfGroup,
): Observation {
  const { group, open } = kept;
  if (group !== null && group.observedAt > sighting.live.observedAt) {
    return { changes: [], group: null };
  }
  const observation = moved(sighting, open);
  const drift = group === null ? null : driftFinding(sighting, group, open);
  return drift === null
    ? observation
    : { ...observation, changes: [drift, ...observation.changes] };
}

/** The group is kept as it is seen, and findings whose rules are not as they were are looked at. */
function moved({ live, now }: Sighting, open: readonly Finding[]): Observation {
  const isMissed = ({ rules, previous }: Finding): boolean =>
    compareLive(rules, live.inbound, previous).kind !== 'same';
  return { changes: missedDoors(open.filter(isMissed), now), group: live };
}

/** Findings whose doors a sweep did not find are to be looked at, unless that is asked for already or
 * a revert under way looks by itself. */
export function missedDoors(open: readonly Finding[], now: Instant): readonly Change[] {
  return open
    .filter(({ state, lookAt }) => state.kind === 'open' && lookAt === null)
    .map(({ id }) => ({ findingId: id, events: [{ kind: 'door.missed', at: now }] }));
}

function excessAtBirth(
  { live, guard }: Sighting,
  open: readonly Finding[],
): readonly ExposureRow[] {
  // What is on other traffic can be no excess; its source, dear to read, is left unread.
  const untold = live.inbound.filter(
    (rule) => isOnGuardedTraffic(rule, guard) && !isTold(rule, open),
  );
  return toRows(excessOf(untold.map(asAdmission), guard, live.groupId).excess);
}

function driftFinding(
  sighting: Sighting & { readonly findingId: string },
  before: GroupState,
  open: readonly Finding[],
): Change | null {
  const { live, guard, findingId, now } = sighting;
  const added = rulesWithNewDoors(before.inbound, live.inbound);
  const untold = added.filter((rule) => !isTold(rule, open));
  const stood = settled(before.inbound, open);
  const verdict = verdictOn(untold, { ...before, inbound: stood }, guard);
  if (verdict.kind === 'permitted') return null;
  const rules = verdict.offending.map(plannedRule);
  const ids = new Set(rules.map(({ ruleId }) => ruleId));
  const opened: FindingEvent = {
    kind: 'finding.opened',
    id: findingId,
    door: doorOf(live, guard),
    opening: { kind: 'drift', at: live.observedAt, otherwiseAt: before.observedAt, call: null },
    rules,
    excess: toRows(verdict.excess),
    previous: before.inbound.filter(({ ruleId }) => ruleId !== null && ids.has(ruleId)),
    doubt: null,
    lookAt: null,
    at: now,
  };
  return { findingId, events: [opened] };
}

/** What rules that were found open beyond what stood open before. */
function verdictOn(found: readonly KnownRule[], before: GroupState, guard: Guard): Verdict {
  const { accountId: ownerId, groupId, groupName } = before;
  const rules = found.map(asAdmission);
  const change = { kind: 'rulesAdded', group: { groupId, groupName, ownerId }, rules } as const;
  return evaluate(change, guard, before.inbound.map(asAdmission));
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
  { accountId, region, groupId, groupName }: GroupState,
  guard: Guard,
): Finding['door'] {
  assert(groupId !== '', 'EC2 lists groups with their ids');
  const guarded = { guardName: guard.name, guardKind: guard.kind };
  return { accountId, region, groupId, groupName, ...guarded };
}
