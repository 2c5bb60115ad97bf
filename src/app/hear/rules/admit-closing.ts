import type { RuleChange } from '../../../domain/change/exposure-change.ts';
import { doorKey } from '../../../domain/change/security-group-rule.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import type { Instant } from '../../../domain/instant.ts';
import {
  applyChange,
  isSeenBefore,
  rulesSeen,
} from '../../../domain/inventory/before-and-after.ts';
import type { GroupState, KnownRule } from '../../../domain/inventory/group-state.ts';
import { plannedDoorKey } from '../../../domain/plan/planned-rule.ts';
import type { Admission, Kept } from '../../ports.ts';
import { findingsOn, rulesOn } from './findings-of-rules.ts';
import { keptGroup } from './judge-change.ts';
import { changedAtOf } from './resolve.ts';

/** What a record of removed rules does to the open findings of the group: those whose rules it
 * names are looked at again. The record alone closes nothing: what is closed is read back. */
export function admitClosing(change: RuleChange, kept: Kept, now: Instant): Admission {
  const { eventId, actor } = change.record;
  const group = keptGroup(kept, change);
  const doors = new Set(change.rules.map(doorKey));
  const ids = new Set([...change.ruleIds, ...change.rules.flatMap((rule) => rule.ruleId ?? [])]);
  const concerned = findingsOn(kept.open, change).filter((finding) =>
    rulesOn(finding, change).some(
      (rule) => doors.has(plannedDoorKey(rule)) || (rule.ruleId !== null && ids.has(rule.ruleId)),
    ),
  );
  const [first] = concerned;
  return {
    outcome:
      first === undefined
        ? { kind: 'permitted', reason: 'It only closes' }
        : { kind: 'finding', findingId: first.id, isNew: false },
    // A revert under way makes this very record, and reads back by itself.
    changes: concerned.filter(isLeftAlone).map((finding) => ({
      findingId: finding.id,
      events: [{ kind: 'door.touched', how: 'removed', eventId, name: actor.name, at: now }],
    })),
    notice: null,
    learnt: group === null ? [] : [{ kind: 'group', state: withoutRules(group, change, now) }],
  };
}

function withoutRules(group: GroupState, change: RuleChange, now: Instant): GroupState {
  const changedAt = changedAtOf(change, now);
  const seen = rulesSeen(group, change);
  const direction = change.direction === 'outbound' ? 'outbound' : 'inbound';
  if (!isSeenBefore(seen, change, changedAt)) {
    return { ...group, [direction]: withoutIds(seen.rules, change) };
  }
  const observedAt = Math.max(group.observedAt, changedAt);
  return { ...group, [direction]: applyChange(seen.rules, change, changedAt), observedAt };
}

/** A rule's id is never given again: one that was removed is gone, however late that is heard. */
function withoutIds(rules: readonly KnownRule[], change: RuleChange): readonly KnownRule[] {
  const gone = new Set([...change.ruleIds, ...change.rules.flatMap(({ ruleId }) => ruleId ?? [])]);
  return rules.filter(({ ruleId }) => ruleId === null || !gone.has(ruleId));
}

function isLeftAlone({ state }: Finding): boolean {
  return state.kind === 'open';
}
