import type { Direction, GroupReference, RuleChange } from '../change/exposure-change.ts';
import type { SecurityGroupRule } from '../change/security-group-rule.ts';
import type { GroupFacts, GuardMatch } from '../guard/match.ts';
import { type Exposure, isEmpty, unionOf } from '../net/exposure.ts';
import { guardsOutbound } from '../policy/guarded-directions.ts';
import type { Guard } from '../policy/policy.ts';
import type { GroupBook } from './group-book.ts';
import { type Blocks, excessOfRule, type HeldDoor, NO_BLOCKS } from './held-door.ts';
import type { Judged } from './judged.ts';
import type { ListBook } from './list-book.ts';
import type { KnownRule, Place, RuleBook } from './rule-book.ts';

/** Whether and by what a group is guarded, with what is known of it. */
export type MatchGroup = (
  reference: GroupReference,
  region: string,
  facts: GroupFacts | null,
) => GuardMatch;

/** What the records so far have told. */
export interface Told {
  readonly match: MatchGroup;
  readonly rules: RuleBook;
  readonly groups: GroupBook;
  readonly lists: ListBook;
}

/** Whether and by what a group is guarded, by what is told of it. Where only some tags are known, they
 * can say yes but not no. */
export function matchTold(
  { match, groups }: Told,
  { group, region }: Pick<KnownRule, 'group' | 'region'>,
): GuardMatch {
  const told = groups.told(group.groupId);
  const known = told === undefined ? undefined : match(group, region, told.facts);
  if (known !== undefined && (told?.isWhole || known.kind === 'guarded')) return known;
  return match(group, region, null);
}

/** A match as it counts for rules of one direction. */
export type DirectedMatch = GuardMatch | { readonly kind: 'outbound' };

/** What of a match counts for a direction: not every guard guards outbound traffic. Pure. */
export function directedMatch(match: GuardMatch, direction: Direction): DirectedMatch {
  if (direction === 'inbound' || match.kind === 'notGuarded') return match;
  if (match.kind === 'guarded') return guardsOutbound(match.guard) ? match : { kind: 'outbound' };
  const [first, ...rest] = match.guards.filter(guardsOutbound);
  return first === undefined ? { kind: 'outbound' } : { ...match, guards: [first, ...rest] };
}

/** The guard by which rules are judged, or null. */
export function guardOf(match: DirectedMatch): Guard | null {
  return match.kind === 'guarded' ? match.guard : null;
}

/** What stands open one way in a group beyond what is approved. */
export function openIn({ rules }: Told, { groupKey, direction }: Place): Exposure {
  const known = rules.rulesOf(groupKey).filter((each) => each.direction === direction);
  return unionOf(known.flatMap(({ doors }) => doors.map(({ door }) => door.excess)));
}

/** The door that a rule of a change is, where it lets through more than is approved. */
export function doorOf(
  told: Told,
  change: RuleChange,
  { rule, direction }: Pick<KnownRule, 'rule' | 'direction'>,
  guard: Guard | null,
): HeldDoor | undefined {
  if (guard === null) return undefined;
  const { record: opening, group } = change;
  const [blocks, reach] = [blocksOf(told, rule), { rule, direction, group, guard }];
  const excess = excessOfRule(reach, blocks);
  if (isEmpty(excess)) return undefined;
  const facts = told.groups.told(group.groupId)?.facts ?? null;
  const about = { opening, group, facts, guardName: guard.name, direction, rule };
  return { door: { ...about, prefixListId: null, excess, closing: null }, reach, blocks };
}

function blocksOf({ lists }: Told, { source }: SecurityGroupRule): Blocks {
  return source.kind === 'prefixList' ? new Map(lists.told(source.prefixListId)) : NO_BLOCKS;
}

/** The rule of a change as it stands in its group from then on. */
export function knownRule(
  { group, record }: RuleChange,
  { rule, direction }: Pick<KnownRule, 'rule' | 'direction'>,
  doors: readonly HeldDoor[],
): KnownRule {
  const groupKey = groupKeyOf({ group, record });
  return { rule, direction, group, groupKey, region: record.region, doors };
}

/** The key of a change's group in the book of rules. */
export function groupKeyOf({ group, record }: Pick<RuleChange, 'group' | 'record'>): string {
  return group.groupId ?? `${group.ownerId}/${record.region}/${group.groupName}`;
}

/** The answer for a change that is no finding. */
export function permitted(
  reason: Extract<Judged, { kind: 'permitted' }>['reason'],
  isDirectionKnown = true,
): Judged {
  return { kind: 'permitted', reason, isDirectionKnown };
}
