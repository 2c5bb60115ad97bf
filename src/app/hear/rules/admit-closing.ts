import type { RuleChange } from '../../../domain/change/exposure-change.ts';
import { doorKey } from '../../../domain/change/security-group-rule.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import type { Instant } from '../../../domain/instant.ts';
import {
  applyChange,
  isSeenBefore,
  rulesSeen,
} from '../../../domain/inventory/before-and-after.ts';
import type { GroupState } from '../../../domain/inventory/group-state.ts';
import { plannedDoorKey } from '../../../domain/plan/planned-rule.ts';
import type { Admission, Kept } from '../../ports.ts';
import { keptGroup } from './judge-change.ts';
import { changedAtOf } from './resolve.ts';

/** What a record of removed rules does to the open findings of the group: those whose rules it
 * names are looked at again. The record alone closes nothing: what is closed is read back. */
export function admitClosing(change: RuleChange, kept: Kept, now: Instant): Admission {
  const { eventId, actor } = change.record;
  const group = keptGroup(kept, change);
  const doors = new Set(change.rules.map(doorKey));
  const ids = new Set([...change.ruleIds, ...change.rules.flatMap((rule) => rule.ruleId ?? [])]);
  const concerned = findingsByRules(kept.open, change).filter(({ rules }) =>
    rules.some(
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
  if (!isSeenBefore(seen, change, changedAt)) return group;
  const observedAt = Math.max(group.observedAt, changedAt);
  const direction = change.direction === 'outbound' ? 'outbound' : 'inbound';
  return { ...group, [direction]: applyChange(seen.rules, change), observedAt };
}

/** The findings whose doors are rules of the direction of a change; of either where the record does not
 * tell it. */
export function findingsOfRules(
  open: readonly Finding[],
  { direction }: Pick<RuleChange, 'direction'>,
): readonly Finding[] {
  return open.filter(
    ({ door }) =>
      door.kind === 'rules' && (direction === 'unknown' || door.direction === direction),
  );
}

/** These, and those whose group lets in by rules wherever it was put: without the rules that door is
 * shut as well. */
export function findingsByRules(
  open: readonly Finding[],
  change: Pick<RuleChange, 'direction' | 'group'>,
): readonly Finding[] {
  const attached = open.filter(
    ({ door }) =>
      door.kind === 'attachment' &&
      door.groupId === change.group.groupId &&
      change.direction !== 'outbound',
  );
  return [...findingsOfRules(open, change), ...attached];
}

function isLeftAlone({ state }: Finding): boolean {
  return state.kind === 'open';
}
