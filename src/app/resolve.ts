import type { RuleChange } from '../domain/change/exposure-change.ts';
import type { GroupFacts } from '../domain/guard/match.ts';
import { type Instant, parseInstant } from '../domain/instant.ts';
import type { GroupState } from '../domain/inventory/group-state.ts';
import type { Clock, GroupAddress, Looked, SecurityGroups, Store } from './ports.ts';

/** A change with what is known of its group. */
export interface Resolved {
  readonly change: RuleChange;
  readonly changedAt: Instant;
  /** What EC2 says of the group where its rules could not be read. */
  readonly facts: GroupFacts | null;
  /** As read from EC2 just now, or from the inventory; null where neither has it. */
  readonly state: GroupState | null;
  /** What could not be looked up, in words; null when nothing is missing. */
  readonly doubt: string | null;
}

export interface ResolveNeeds {
  readonly store: Store;
  readonly groups: SecurityGroups;
  readonly clock: Clock;
}

/** Adds to a change what its record does not tell: the group's name, VPC, tags and rules, from the
 * inventory, or from EC2 where the inventory lacks them; and leaves out edited rules that are
 * outbound. `isFresh` asks EC2 whatever the inventory has. What cannot be looked up stays unknown and
 * is said.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function resolve(
  change: RuleChange,
  needs: ResolveNeeds,
  { isFresh = false } = {},
): Promise<Resolved> {
  const { group, record } = change;
  const changedAt = changedAtOf(change, needs.clock.now());
  const unknown: Resolved = { change, changedAt, facts: null, state: null, doubt: null };
  if (group.groupId === null) {
    const doubt = 'The record names the group by name only: it could not be looked up';
    return { ...unknown, doubt };
  }
  const address = { accountId: group.ownerId, region: record.region, groupId: group.groupId };
  const known = isFresh ? null : await needs.store.group(address);
  if (known !== null && hasEditedRules(known, change)) {
    return { ...unknown, change: inboundOnly(change, known), state: known };
  }
  const { facts, state } = await readGroup(address, needs);
  if (facts.kind !== 'found') return { ...unknown, state: known, doubt: doubtOf(facts) };
  if (state.kind !== 'found') {
    return { ...unknown, facts: facts.value, state: known, doubt: doubtOf(state) };
  }
  return { ...unknown, change: inboundOnly(change, state.value), state: state.value };
}

/** When the call of a record was made. It was not later than `now`, whatever our clock says, and a
 * record that does not tell its time is taken as of now: what happened may not be lost over when. */
export function changedAtOf({ record }: RuleChange, now: Instant): Instant {
  return Math.min(parseInstant(record.eventTime) ?? now, now);
}

function doubtOf(looked: Exclude<Looked<unknown>, { readonly kind: 'found' }>): string {
  const why = looked.kind === 'notThere' ? 'EC2 does not know the group' : looked.reason;
  return `Could not look at the group: ${why}`;
}

interface GroupRead {
  readonly facts: Looked<GroupFacts>;
  readonly state: Looked<GroupState>;
}

/** What EC2 says of a group, and with it its rules. Both are asked for at once, since the alert waits
 * for them. */
async function readGroup(
  address: GroupAddress,
  { groups, clock }: ResolveNeeds,
): Promise<GroupRead> {
  // What is read was so at the beginning of the reads or later.
  const observedAt = clock.now();
  const [facts, rules] = await Promise.all([
    groups.describeGroup(address),
    groups.describeRules(address),
  ]);
  if (facts.kind !== 'found') return { facts, state: facts };
  if (rules.kind !== 'found') return { facts, state: rules };
  const { groupName, vpcId, tags } = facts.value;
  const known = { ...address, groupName, vpcId, tags: Object.fromEntries(tags), observedAt };
  return { facts, state: { kind: 'found', value: { ...known, ...rules.value } } };
}

/** Whether the inventory knows every rule that a change edits, so that it can tell their direction. */
function hasEditedRules(state: GroupState, change: RuleChange): boolean {
  if (change.kind !== 'rulesEdited') return true;
  const known = new Set([
    ...state.inbound.map((rule) => rule.ruleId),
    ...state.outbound.map((rule) => rule.ruleId),
  ]);
  return change.rules.every((rule) => known.has(rule.ruleId));
}

/** A record of an edit does not tell a rule's direction: those that are outbound are left out. A
 * rule that is nowhere to be seen counts as inbound. */
function inboundOnly(change: RuleChange, state: GroupState): RuleChange {
  if (change.kind !== 'rulesEdited') return change;
  const outbound = new Set(state.outbound.map((rule) => rule.ruleId));
  const rules = change.rules.filter((rule) => rule.ruleId === null || !outbound.has(rule.ruleId));
  return { ...change, rules };
}
