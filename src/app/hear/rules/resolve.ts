import type { Direction, RuleChange } from '../../../domain/change/exposure-change.ts';
import { doorKey } from '../../../domain/change/security-group-rule.ts';
import type { GroupFacts } from '../../../domain/guard/group-facts.ts';
import { STANDING_UNKNOWN, type Standing } from '../../../domain/guard/standing.ts';
import { type Instant, parseInstant, SECOND_MS } from '../../../domain/instant.ts';
import { factsOf, type GroupState } from '../../../domain/inventory/group-state.ts';
import type { ListState } from '../../../domain/inventory/list-state.ts';
import { plannedDoorKey } from '../../../domain/plan/planned-rule.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { READ_GAP_MS } from '../../doors/look-at-door.ts';
import type {
  Clock,
  Directories,
  GroupAddress,
  GroupListing,
  Hosts,
  LiveRules,
  Looked,
  NetworkInterfaces,
  PrefixLists,
  SecurityGroups,
  Store,
} from '../../ports.ts';
import { standingsOf } from '../../standings.ts';
import { listsToRead, readJudgedBy } from '../lists/read-lists.ts';

/** A change of rules that all go one way. */
export type DirectedChange = RuleChange & { readonly direction: Direction };

/** A change with what is known of its group. */
export interface Resolved {
  /** The change, or its parts where it is of both directions. */
  readonly parts: readonly DirectedChange[];
  readonly changedAt: Instant;
  /** What EC2 says of the group where its rules could not be read. */
  readonly facts: GroupFacts | null;
  /** As read from EC2 just now, or from the inventory; null where neither has it. */
  readonly state: GroupState | null;
  /** The rules that the group has now, where EC2 was asked because what is known would hide what the
   * change opens: a rule that is not among them hides nothing. Null where it was not asked. */
  readonly shown: LiveRules | null;
  /** Prefix lists that rules of the change or of the group name or policy approves, as far as they are known. */
  readonly lists: readonly ListState[];
  /** What stands behind the group, where policy does not select it. */
  readonly standing: Standing;
  /** Those of them that could not be read, by id. */
  readonly unreadLists: readonly string[];
  /** What could not be looked up, in words; null when nothing is missing. */
  readonly doubt: string | null;
}

export interface ResolveNeeds {
  readonly store: Store;
  readonly groups: SecurityGroups;
  readonly lists: PrefixLists;
  readonly interfaces: NetworkInterfaces;
  readonly directories: Directories;
  readonly hosts: Hosts;
  readonly listing: GroupListing;
  readonly policy: Policy;
  readonly clock: Clock;
}

/** Adds to a change what its record does not tell: the group's name, VPC, tags and rules, from the
 * inventory, or from EC2 where the inventory lacks them or is of later; which way edited rules go; and the entries of
 * prefix lists that nothing is known of; and what stands behind the group. `isFresh` asks EC2 for the group
 * and the lists, whatever the inventory has. What cannot be looked up stays unknown and is said.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function resolve(
  change: RuleChange,
  needs: ResolveNeeds,
  { isFresh = false } = {},
): Promise<Resolved> {
  const { group, record } = change;
  const resolved = await resolveGroup(change, needs, { isFresh });
  if (group.groupId === null) return { ...resolved, standing: STANDING_UNKNOWN };
  const place = { accountId: group.ownerId, region: record.region };
  const named = listsToRead(place, resolved.state, change.rules);
  const { lists, unread, doubt } = await readJudgedBy(place, named, needs, { isFresh });
  const facts = resolved.state === null ? resolved.facts : factsOf(resolved.state);
  const matched = { reference: group, region: record.region, facts };
  const standings = await standingsOf(place, [matched], needs);
  const standing = standings.of(group.groupId);
  const doubts = resolved.doubt ?? doubt ?? standings.doubt;
  return { ...resolved, lists, unreadLists: unread, standing, doubt: doubts };
}

/** As resolved, before lists and hosts are looked at. */
type ResolvedGroup = Omit<Resolved, 'standing'>;

async function resolveGroup(
  change: RuleChange,
  needs: ResolveNeeds,
  { isFresh }: { readonly isFresh: boolean },
): Promise<ResolvedGroup> {
  const { group, record } = change;
  const changedAt = changedAtOf(change, needs.clock.now());
  const unknown = {
    parts: directed(change, null),
    changedAt,
    facts: null,
    state: null,
    shown: null,
  };
  if (group.groupId === null) {
    const doubt = 'The record names the group by name only: it could not be looked up';
    return { ...unknown, ...NO_LISTS, doubt };
  }
  const address = { accountId: group.ownerId, region: record.region, groupId: group.groupId };
  const known = isFresh ? null : await needs.store.group(address);
  const isEnough = known !== null && hasEditedRules(known, change) && !isLate(known, changedAt);
  if (isEnough) return found(change, changedAt, known);
  const { facts, state } = await readUntilShown(change, address, needs);
  if (facts.kind !== 'found') {
    return { ...unknown, state: known, ...NO_LISTS, doubt: doubtOf(facts) };
  }
  if (state.kind !== 'found') {
    return { ...unknown, facts: facts.value, state: known, ...NO_LISTS, doubt: doubtOf(state) };
  }
  return found(change, changedAt, state.value);
}

const NO_LISTS = { lists: [], unreadLists: [] } as const;

/** What is known may have been moved by later records, past this one: only EC2 can tell whether its
 * rules are still there. */
function isLate({ observedAt }: GroupState, changedAt: Instant): boolean {
  return observedAt >= changedAt + SECOND_MS;
}

function found(change: RuleChange, changedAt: Instant, state: GroupState): ResolvedGroup {
  const parts = directed(change, state);
  return { parts, changedAt, facts: null, state, shown: null, ...NO_LISTS, doubt: null };
}

/** When the call of a record was made. It was not later than `now`, whatever our clock says, and a
 * record that does not tell its time is taken as of now: what happened may not be lost over when. */
export function changedAtOf(
  { record }: { readonly record: Pick<RuleChange['record'], 'eventTime'> },
  now: Instant,
): Instant {
  return Math.min(parseInstant(record.eventTime) ?? now, now);
}

function doubtOf(looked: Exclude<Looked<unknown>, { readonly kind: 'found' }>): string {
  const why = looked.kind === 'notThere' ? 'EC2 does not know the group' : looked.reason;
  return `Could not look at the group: ${why}`;
}

/** A group as EC2 has it, read once more where it does not show what the change made: EC2's answers may
 * be old just after a change. What it does not show then either was changed again or removed. */
async function readUntilShown(
  change: RuleChange,
  address: GroupAddress,
  needs: ResolveNeeds,
): Promise<GroupRead> {
  const first = await readGroup(address, needs);
  if (first.state.kind !== 'found' || shows(first.state.value, change)) return first;
  await needs.clock.wait(READ_GAP_MS);
  return readGroup(address, needs);
}

/** An edit keeps the rule's id: that one is there does not show what it made of it. */
function shows({ inbound, outbound }: GroupState, { kind, rules }: RuleChange): boolean {
  const there = [...inbound, ...outbound];
  const ids = new Set(there.map(({ ruleId }) => ruleId));
  const doors = new Set(there.map(plannedDoorKey));
  return rules.every(
    (rule) =>
      doors.has(doorKey(rule)) ||
      (kind !== 'rulesEdited' && rule.ruleId !== null && ids.has(rule.ruleId)),
  );
}

export interface GroupRead {
  readonly facts: Looked<GroupFacts>;
  /** The group with its rules. */
  readonly state: Looked<GroupState>;
}

/** A group and its rules, as EC2 has them. Both are asked for at once, since an alert waits for them.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readGroup(
  address: GroupAddress,
  { groups, clock }: Pick<ResolveNeeds, 'groups' | 'clock'>,
): Promise<GroupRead> {
  // What is read was so at the beginning of the reads or later.
  const observedAt = clock.now();
  const [facts, rules] = await Promise.all([
    groups.describeGroup(address),
    groups.describeRules(address),
  ]);
  if (facts.kind !== 'found') return { facts, state: facts };
  if (rules.kind !== 'found') return { facts, state: rules };
  const { accountId, region, groupId } = address;
  const { groupName, vpcId, tags } = facts.value;
  const known = { accountId, region, groupId, groupName, vpcId, tags: Object.fromEntries(tags) };
  return { facts, state: { kind: 'found', value: { ...known, ...rules.value, observedAt } } };
}

/** Whether the inventory knows every rule that a change edits, so that it can tell their direction. */
function hasEditedRules(state: GroupState, change: RuleChange): boolean {
  if (change.kind !== 'rulesEdited') return true;
  const known = new Set([...state.inbound, ...state.outbound].map(({ ruleId }) => ruleId));
  return change.rules.every((rule) => known.has(rule.ruleId));
}

/** A record of an edit does not tell which way a rule goes. One that is nowhere to be seen counts as
 * inbound. */
function directed(change: RuleChange, state: GroupState | null): readonly DirectedChange[] {
  if (change.direction !== 'unknown') return [{ ...change, direction: change.direction }];
  const outboundIds = new Set(state?.outbound.map(({ ruleId }) => ruleId));
  const isOutbound = (ruleId: string | null): boolean => ruleId !== null && outboundIds.has(ruleId);
  const inbound = change.rules.filter(({ ruleId }) => !isOutbound(ruleId));
  const outbound = change.rules.filter(({ ruleId }) => isOutbound(ruleId));
  return [
    ...(inbound.length === 0 ? [] : [{ ...change, direction: 'inbound' as const, rules: inbound }]),
    ...(outbound.length === 0
      ? []
      : [{ ...change, direction: 'outbound' as const, rules: outbound }]),
  ];
}
