import type { RuleChange } from '../change/exposure-change.ts';
import { doorKey, type SecurityGroupRule } from '../change/security-group-rule.ts';
import { type Instant, SECOND_MS } from '../instant.ts';
import { plannedDoorKey, plannedRule } from '../plan/planned-rule.ts';
import type { GroupState, KnownRule } from './group-state.ts';

/** The rules of a group, of the change's direction, just before and just after a change.
 *
 * `editedFrom` maps the id of each edited rule to what it said before, as far as that is known;
 * `isBeforeComplete` is false where an edit's old values are not: then the edited rules are missing
 * from `before`, so that the whole of their new values counts as opened. */
export interface BeforeAndAfter {
  readonly before: readonly KnownRule[];
  readonly after: readonly KnownRule[];
  readonly editedFrom: ReadonlyMap<string, KnownRule>;
  readonly isBeforeComplete: boolean;
}

/** Rules of one direction, and when they were seen. */
export interface SeenRules {
  readonly rules: readonly KnownRule[];
  readonly observedAt: Instant;
}

/** The rules of a group that a change of a direction is about. */
export function rulesSeen(
  state: Pick<GroupState, 'inbound' | 'outbound' | 'observedAt'>,
  { direction }: Pick<RuleChange, 'direction'>,
): SeenRules {
  const rules = direction === 'outbound' ? state.outbound : state.inbound;
  return { rules, observedAt: state.observedAt };
}

/** What a change did to a group, told from a state that was seen before the change (it is applied)
 * or at or after it (it is taken back). Never invents: the old values of an edit that was seen only
 * afterwards stay unknown. Pure, total. */
export function beforeAndAfter(
  state: SeenRules,
  change: RuleChange,
  changedAt: Instant,
): BeforeAndAfter {
  return isSeenBefore(state, change, changedAt)
    ? forwards(state.rules, change, changedAt)
    : backwards(state.rules, change, changedAt);
}

/** Whether a state is of before a change. CloudTrail's times are whole seconds: within that second
 * the state counts as of before, which is harmless for rules added or removed that it shows already
 * or no longer; for an edit it must not show the new values. */
export function isSeenBefore(
  { rules, observedAt }: SeenRules,
  change: RuleChange,
  changedAt: Instant,
): boolean {
  if (observedAt < changedAt) return true;
  if (observedAt >= changedAt + SECOND_MS) return false;
  return change.kind !== 'rulesEdited' || !change.rules.some((rule) => shows(rules, rule));
}

function shows(inbound: readonly KnownRule[], rule: SecurityGroupRule): boolean {
  return inbound.some(
    (each) => each.ruleId === rule.ruleId && plannedDoorKey(each) === doorKey(rule),
  );
}

/** The rules after a change of a group that had these of the change's direction. */
export function applyChange(
  inbound: readonly KnownRule[],
  change: RuleChange,
  changedAt: Instant,
): readonly KnownRule[] {
  const changed = change.rules.map((rule) => knownRule(rule, changedAt));
  const rest = inbound.filter((rule) => !isNamed(rule, change));
  return change.kind === 'rulesRemoved'
    ? rest
    : [...rest, ...withOldDescriptions(changed, inbound)];
}

function forwards(
  seen: readonly KnownRule[],
  change: RuleChange,
  changedAt: Instant,
): BeforeAndAfter {
  const inbound = change.kind === 'rulesAdded' ? withoutSameDoors(seen, change) : seen;
  const after = applyChange(inbound, change, changedAt);
  const editedFrom = change.kind === 'rulesEdited' ? oldValues(inbound, change) : new Map();
  const isBeforeComplete =
    change.kind !== 'rulesEdited' ||
    change.rules.every((rule) => rule.ruleId !== null && editedFrom.has(rule.ruleId));
  return { before: inbound, after, editedFrom, isBeforeComplete };
}

/** EC2 refuses a rule that is there already: one with the same door was removed unheard. */
function withoutSameDoors(inbound: readonly KnownRule[], change: RuleChange): readonly KnownRule[] {
  const doors = new Set(change.rules.map(doorKey));
  return inbound.filter((rule) => !doors.has(plannedDoorKey(rule)));
}

function oldValues(
  inbound: readonly KnownRule[],
  change: RuleChange,
): ReadonlyMap<string, KnownRule> {
  const editedIds = new Set(change.rules.map((rule) => rule.ruleId));
  return new Map(
    inbound.flatMap((rule) =>
      rule.ruleId !== null && editedIds.has(rule.ruleId) ? [[rule.ruleId, rule]] : [],
    ),
  );
}

/** Rules that were made or edited later were not there, or not so, before. */
function backwards(
  inbound: readonly KnownRule[],
  change: RuleChange,
  changedAt: Instant,
): BeforeAndAfter {
  const changed = change.rules.map((rule) => knownRule(rule, changedAt));
  const others = inbound.filter(
    (rule) => !isNamed(rule, change) && (rule.since ?? changedAt) <= changedAt,
  );
  if (change.kind === 'rulesRemoved') {
    return {
      before: [...others, ...changed],
      after: others,
      editedFrom: new Map(),
      isBeforeComplete: change.ruleIds.length === 0,
    };
  }
  return {
    before: others,
    after: [...others, ...changed],
    editedFrom: new Map(),
    isBeforeComplete: change.kind !== 'rulesEdited',
  };
}

/** Whether a change is about a rule: by id where both have one, else by its door. */
function isNamed(rule: KnownRule, change: RuleChange): boolean {
  if (rule.ruleId !== null && change.ruleIds.includes(rule.ruleId)) return true;
  return change.rules.some((named) =>
    named.ruleId !== null && rule.ruleId !== null
      ? named.ruleId === rule.ruleId
      : plannedDoorKey(plannedRule(named)) === plannedDoorKey(rule),
  );
}

function knownRule(rule: SecurityGroupRule, since: Instant): KnownRule {
  return { ...plannedRule(rule), description: rule.description, since };
}

/** A record of an edit may leave a description out that the rule has kept. */
function withOldDescriptions(
  changed: readonly KnownRule[],
  inbound: readonly KnownRule[],
): readonly KnownRule[] {
  return changed.map((rule) => {
    const old = inbound.find((each) => each.ruleId !== null && each.ruleId === rule.ruleId);
    return rule.description === null && old !== undefined
      ? { ...rule, description: old.description }
      : rule;
  });
}
