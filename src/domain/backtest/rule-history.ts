import { DIRECTIONS, type Direction, type RuleChange } from '../change/exposure-change.ts';
import { doorKey, type SecurityGroupRule } from '../change/security-group-rule.ts';
import { difference, type Exposure, isEmpty, NO_EXPOSURE, unionOf } from '../net/exposure.ts';
import { evaluate } from '../policy/evaluate.ts';
import type { Guard } from '../policy/policy.ts';
import { close, type HeldDoor } from './held-door.ts';
import type { Judged, Opening } from './judged.ts';
import type { KnownRule } from './rule-book.ts';
import {
  directedMatch,
  doorOf,
  groupKeyOf,
  guardOf,
  knownRule,
  matchTold,
  openIn,
  permitted,
  type Told,
} from './told.ts';

/** Takes a change of rules in, and judges it. */
export function tellRules(told: Told, change: RuleChange): Judged {
  switch (change.kind) {
    case 'rulesAdded':
      return add(told, change);
    case 'rulesEdited':
      return edit(told, change);
    case 'rulesRemoved':
      return remove(told, change);
  }
}

/** The known rules that a removal names, by what they open or by id. */
export function namedRules({ rules }: Told, change: RuleChange): readonly KnownRule[] {
  const place = { groupKey: groupKeyOf(change), direction: directionOf(change) };
  return [
    ...change.rules.map((rule) => rules.find(place, rule)),
    ...change.ruleIds.map((ruleId) => rules.byId(ruleId)),
  ].filter((known) => known !== undefined);
}

function add(told: Told, change: RuleChange): Judged {
  const direction = directionOf(change);
  const match = directedMatch(matchOf(told, change), direction);
  const guard = guardOf(match);
  const before = openIn(told, { groupKey: groupKeyOf(change), direction });
  const held = change.rules.flatMap((rule) => open(told, change, { rule, direction }, guard) ?? []);
  if (match.kind !== 'guarded') return match;
  const verdict = evaluate(change, match.guard);
  if (verdict.kind === 'permitted') return permitted(verdict.reason);
  const excess = unionOf(held.map(({ door }) => door.excess));
  const openings = [{ direction, excess, newlyOpened: difference(excess, before) }];
  const offending = verdict.offending.map((rule) => ({ direction, rule }));
  return { kind: 'violates', openings, offending, doors: doorsOf(held), isDirectionKnown: true };
}

/** Takes a rule that is new in, as a door where it lets through more than is approved. */
function open(
  told: Told,
  change: RuleChange,
  about: Pick<KnownRule, 'rule' | 'direction'>,
  guard: Guard | null,
): HeldDoor | undefined {
  const known = knownRule(change, about, []);
  const again = told.rules.find(known, about.rule);
  if (again !== undefined) {
    for (const held of again.doors) close(held, 'unseen', change.record);
    told.rules.remove(again);
  }
  const held = doorOf(told, change, about, guard);
  told.rules.put({ ...known, doors: held === undefined ? [] : [held] });
  return held;
}

/** Edits of rules that are known to go out are judged where outbound traffic is guarded. */
function edit(told: Told, change: RuleChange): Judged {
  const match = matchOf(told, change);
  const groupKey = groupKeyOf(change);
  const before = {
    inbound: openIn(told, { groupKey, direction: 'inbound' }),
    outbound: openIn(told, { groupKey, direction: 'outbound' }),
  };
  const edits = change.rules.map((rule) => editOne(told, change, rule));
  if (match.kind !== 'guarded') return match;
  const judged = edits.filter(({ isGuarded }) => isGuarded);
  if (judged.length === 0) return permitted('onlyOutbound');
  const isDirectionKnown = judged.every((each) => each.isDirectionKnown);
  const offending = judged.filter(({ opened }) => !isEmpty(opened));
  if (offending.length === 0) {
    if (judged.some(({ held }) => held !== null)) return permitted('opensNothingNew');
    return permitted(reasonOf(judged, change, match.guard), isDirectionKnown);
  }
  const openings = DIRECTIONS.flatMap((direction) => {
    const some = offending.filter((each) => each.direction === direction);
    return openingOf(direction, some, before[direction]) ?? [];
  });
  const doors = doorsOf(offending.flatMap(({ held }) => held ?? []));
  return { kind: 'violates', openings, offending, doors, isDirectionKnown };
}

function openingOf(
  direction: Direction,
  edits: readonly Edit[],
  before: Exposure,
): Opening | undefined {
  if (edits.length === 0) return undefined;
  const excess = unionOf(edits.map(({ opened }) => opened));
  return { direction, excess, newlyOpened: difference(excess, before) };
}

/** Why edits that open nothing are permitted: as if their rules were new. */
function reasonOf(edits: readonly Edit[], change: RuleChange, guard: Guard) {
  const reasons = DIRECTIONS.flatMap((direction) => {
    const rules = edits.filter((each) => each.direction === direction).map(({ rule }) => rule);
    if (rules.length === 0) return [];
    const verdict = evaluate({ ...change, direction, rules }, guard);
    return verdict.kind === 'permitted' ? verdict.reason : 'opensNothingNew';
  });
  return reasons.find((reason) => reason !== 'noGuardedTraffic') ?? 'noGuardedTraffic';
}

/** An edit of a rule: what it newly lets through beyond what is approved, and the door it now is. */
interface Edit {
  readonly rule: SecurityGroupRule;
  readonly direction: Direction;
  readonly isDirectionKnown: boolean;
  readonly isGuarded: boolean;
  readonly opened: Exposure;
  readonly held: HeldDoor | null;
}

/** Gives a rule its new values. A door that lets through nothing more than it did stays the same, and
 * so do those by entries of a list that the rule names still, on the same traffic. */
function editOne(told: Told, change: RuleChange, rule: SecurityGroupRule): Edit {
  const old = told.rules.byId(rule.ruleId);
  const isOutbound = told.groups.isOutbound(rule.ruleId);
  const direction = old?.direction ?? (isOutbound ? 'outbound' : 'inbound');
  const match = directedMatch(matchOf(told, change), direction);
  const made = doorOf(told, change, { rule, direction }, guardOf(match)) ?? null;
  const doors = old?.doors ?? [];
  const openBefore = unionOf(doors.map(({ door }) => door.excess));
  const opened = difference(made?.door.excess ?? NO_EXPOSURE, openBefore);
  const same = made !== null && isEmpty(opened) ? doors[0] : undefined;
  const isUnchanged = old !== undefined && doorKey(old.rule) === doorKey(rule);
  const grown = isUnchanged ? doors.filter(({ door }) => door.prefixListId !== null) : [];
  for (const held of doors) {
    if (held !== same && !grown.includes(held)) close(held, 'edited', change.record);
  }
  const stays = same !== undefined && made !== null;
  const held = stays ? (isUnchanged && isOfList(rule) ? same : continued(same, made)) : made;
  const rest = grown.filter((each) => each !== same);
  if (old !== undefined) told.rules.remove(old);
  told.rules.put(
    knownRule(change, { rule, direction }, [...(held === null ? [] : [held]), ...rest]),
  );
  const isDirectionKnown = old !== undefined || isOutbound;
  const isGuarded = match.kind !== 'outbound';
  return { rule, direction, isDirectionKnown, isGuarded, opened, held };
}

/** A door as it goes on with the new values of its rule. */
function continued(same: HeldDoor, { door, reach, blocks }: HeldDoor): HeldDoor {
  same.door.excess = door.excess;
  return { door: same.door, reach, blocks };
}

function isOfList({ source }: SecurityGroupRule): boolean {
  return source.kind === 'prefixList';
}

function remove(told: Told, change: RuleChange): Judged {
  for (const known of namedRules(told, change)) {
    for (const held of known.doors) close(held, 'revoked', change.record);
    told.rules.remove(known);
  }
  const match = directedMatch(matchOf(told, change), directionOf(change));
  return match.kind === 'guarded' ? permitted('onlyCloses') : match;
}

function matchOf(told: Told, { group, record }: RuleChange) {
  return matchTold(told, { group, region: record.region });
}

/** Which way the rules of a change go that is no edit: those tell it. */
function directionOf({ direction }: RuleChange): Direction {
  return direction === 'outbound' ? 'outbound' : 'inbound';
}

function doorsOf(held: readonly HeldDoor[]) {
  return held.map(({ door }) => door);
}
