import { DIRECTIONS, type Direction } from '../change/exposure-change.ts';
import type { GroupState, KnownRule } from '../inventory/group-state.ts';
import { trafficInterval } from '../net/traffic.ts';
import { bareRule, plannedDoorKey } from '../plan/planned-rule.ts';
import type { DirectedRule, GroupRules } from './harden-plan.ts';

/** A group's rules as a plan takes them: without since when they are so, and in one order, so that the
 * same rules give the same plan in whatever order EC2 lists them. */
export function imageOf({
  inbound,
  outbound,
}: Pick<GroupState, 'inbound' | 'outbound'>): GroupRules {
  return { inbound: ordered(inbound.map(imageRule)), outbound: ordered(outbound.map(imageRule)) };
}

function imageRule(rule: KnownRule): KnownRule {
  const { description, tags } = rule;
  return { ...bareRule(rule), description, ...(tags === undefined ? {} : { tags }) };
}

/** A rule's tags as one text, equal for equal tags. */
export function tagsKey({ tags = {} }: Pick<KnownRule, 'tags'>): string {
  return JSON.stringify(Object.entries(tags).sort());
}

/** By traffic, then by source, then by id. */
function ordered(rules: readonly KnownRule[]): readonly KnownRule[] {
  return [...rules].sort(byDoor);
}

function byDoor(a: KnownRule, b: KnownRule): number {
  const left = trafficInterval(a);
  const right = trafficInterval(b);
  return (
    left.start - right.start ||
    left.end - right.end ||
    compareTexts(a.source, b.source) ||
    compareTexts(a.ruleId ?? '', b.ruleId ?? '')
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The rules of both directions, each with its own. */
export function directedRules(rules: GroupRules): readonly DirectedRule[] {
  return DIRECTIONS.flatMap((direction) => directed(rules[direction], direction));
}

/** Rules with their direction. */
export function directed(
  rules: readonly KnownRule[],
  direction: Direction,
): readonly DirectedRule[] {
  return rules.map((rule) => ({ direction, ...imageRule(rule) }));
}

/** The rules of one direction, without it. */
export function ofDirection(
  rules: readonly DirectedRule[],
  direction: Direction,
): readonly KnownRule[] {
  return rules.filter((rule) => rule.direction === direction).map(imageRule);
}

/** A group's rules after some were added and some revoked, by their doors, as EC2 does it. */
export function withChanges(
  rules: GroupRules,
  direction: Direction,
  { add = [], revoke = [] }: { add?: readonly KnownRule[]; revoke?: readonly KnownRule[] },
): GroupRules {
  const gone = new Set(revoke.map(plannedDoorKey));
  const left = rules[direction].filter((rule) => !gone.has(plannedDoorKey(rule)));
  return { ...rules, [direction]: ordered([...left, ...add.map(imageRule)]) };
}
