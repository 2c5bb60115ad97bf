import type { RuleChange } from '../../../domain/change/exposure-change.ts';
import { doorKey } from '../../../domain/change/security-group-rule.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { isFollowed } from '../../../domain/finding/wanted.ts';
import type { Instant } from '../../../domain/instant.ts';
import {
  applyChange,
  isSeenBefore,
  rulesSeen,
} from '../../../domain/inventory/before-and-after.ts';
import type { GroupState, KnownRule, RemovedRule } from '../../../domain/inventory/group-state.ts';
import {
  rememberRemoved,
  removedRules,
  replacedBy,
} from '../../../domain/inventory/removed-rules.ts';
import { plannedDoorKey } from '../../../domain/plan/planned-rule.ts';
import { missedDoors } from '../../observe-group.ts';
import type { Admission, Kept } from '../../ports.ts';
import { admitOwnCall } from '../prepared.ts';
import { findingsOfRules, findingsOn, rulesOn } from './findings-of-rules.ts';
import { keptGroup } from './judge-change.ts';
import { changedAtOf } from './resolve.ts';

/** What a record of removed rules does to the open findings of the group: those whose rules it
 * names are looked at again. The record alone closes nothing: what is closed is read back. Those whose
 * rules took the place of what it removed are told of it. */
export function admitClosing(change: RuleChange, kept: Kept, now: Instant): Admission {
  const { eventId, actor } = change.record;
  const group = keptGroup(kept, change);
  const removed = removedRules(change, group, changedAtOf(change, now));
  const learnt: Admission['learnt'] =
    group === null ? [] : [{ kind: 'group', state: withoutRules(group, change, now) }];
  const doors = new Set(change.rules.map(doorKey));
  const ids = new Set([...change.ruleIds, ...change.rules.flatMap((rule) => rule.ruleId ?? [])]);
  const concerned = findingsOn(kept.open, change).filter((finding) =>
    rulesOn(finding, change).some(
      (rule) => doors.has(plannedDoorKey(rule)) || (rule.ruleId !== null && ids.has(rule.ruleId)),
    ),
  );
  // What was reverted for the sake of one finding may have been how the list of another let in.
  if (kept.isOwnCall) return admitOwnCall(learnt, missedDoors(concerned, now));
  // A revert under way makes this very record, and reads back by itself.
  const touched = concerned.filter(isFollowed).map((finding) => ({
    findingId: finding.id,
    events: [{ kind: 'door.touched', how: 'removed', eventId, name: actor.name, at: now } as const],
  }));
  const paired = findingsOfRules(kept.open, change).flatMap(
    (finding) => pairing(finding, removed, { eventId, now }) ?? [],
  );
  const firstId = concerned[0]?.id ?? paired[0]?.findingId;
  return {
    outcome:
      firstId === undefined
        ? { kind: 'permitted', reason: 'It only closes' }
        : { kind: 'finding', findingId: firstId, isNew: false },
    changes: [...touched, ...paired],
    notice: null,
    learnt,
  };
}

/** The rules of a finding were added a moment before others were removed: told as one edit. */
function pairing(
  { id, door, opening, rules }: Finding,
  removed: readonly RemovedRule[],
  { eventId, now }: { readonly eventId: string; readonly now: Instant },
): Admission['changes'][number] | null {
  if (door.kind !== 'rules' || opening.kind !== 'rulesAdded') return null;
  const { actor, at } = opening;
  const inPlaceOf = replacedBy({ rules, direction: door.direction, actor, at }, removed);
  if (inPlaceOf.length === 0) return null;
  return { findingId: id, events: [{ kind: 'finding.paired', eventId, inPlaceOf, at: now }] };
}

function withoutRules(group: GroupState, change: RuleChange, now: Instant): GroupState {
  const changedAt = changedAtOf(change, now);
  const removed = removedRules(change, group, changedAt);
  const remembered = { ...group, removed: rememberRemoved(group.removed ?? [], removed) };
  const seen = rulesSeen(group, change);
  const direction = change.direction === 'outbound' ? 'outbound' : 'inbound';
  if (!isSeenBefore(seen, change, changedAt)) {
    return { ...remembered, [direction]: withoutIds(seen.rules, change) };
  }
  const observedAt = Math.max(group.observedAt, changedAt);
  return { ...remembered, [direction]: applyChange(seen.rules, change, changedAt), observedAt };
}

/** A rule's id is never given again: one that was removed is gone, however late that is heard. */
function withoutIds(rules: readonly KnownRule[], change: RuleChange): readonly KnownRule[] {
  const gone = new Set([...change.ruleIds, ...change.rules.flatMap(({ ruleId }) => ruleId ?? [])]);
  return rules.filter(({ ruleId }) => ruleId === null || !gone.has(ruleId));
}
