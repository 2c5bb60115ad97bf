import { InvariantError } from '../assert.ts';
import { DIRECTIONS, type Direction } from '../change/exposure-change.ts';
import type { KnownRule } from '../inventory/group-state.ts';
import { knownLists } from '../inventory/known-lists.ts';
import { intersection, isEmpty, sourceSet } from '../net/source.ts';
import { sourceOf } from '../plan/planned-rule.ts';
import { isOnSameTraffic, narrowestFirst } from './fewest-rules.ts';
import { ofDirection, tagsKey } from './group-rules.ts';
import type { DirectedRule, GroupRules, HardenStep, OverQuota, QuotaRow } from './harden-plan.ts';
import {
  FAMILIES,
  fullFamily,
  highestOf,
  type ListStates,
  lessOf,
  NO_WEIGHT,
  RULES_PER_CALL_MAX,
  sumOf,
  totalOf,
  type Weight,
  weightOf,
} from './quota.ts';
import { isWithin, reachOf } from './reach.ts';

/** What is to happen to a group: `add` and `revoke` in whatever order is safe. Together, `add` and what
 * stays admit all that is wanted. */
export interface Change {
  readonly before: GroupRules;
  readonly add: readonly DirectedRule[];
  readonly revoke: readonly DirectedRule[];
  readonly lists: ListStates;
  /** The quota of each direction and family, in rules. */
  readonly rulesMax: number;
}

/** Steps in a safe order, and what they come to against the quota. */
export interface Ordered {
  readonly kind: 'ordered';
  readonly steps: readonly HardenStep[];
  readonly quota: readonly QuotaRow[];
}

/** The calls of a change in an order that cuts nothing on its way of what is open before and wanted, and
 * never needs more rules than the quota has. Everything is added before anything is removed where there
 * is room for that. Where there is none, rules go first that the rest of the group makes superfluous, then
 * each as soon as everything is there that is wanted of its traffic and may reach whom it reaches.
 * Pure, total. */
export function orderSteps(change: Change): Ordered | OverQuota {
  const parts: Sequence[] = [];
  for (const direction of DIRECTIONS) {
    const sequence = sequenceOf(change, direction);
    if (sequence.kind === 'overQuota') return sequence;
    parts.push(sequence);
  }
  return {
    kind: 'ordered',
    steps: [
      ...parts.flatMap(({ steps }) => leadingAdds(steps)),
      ...parts.flatMap(({ steps }) => steps.slice(leadingAdds(steps).length)),
    ],
    quota: parts.flatMap(({ quota }) => quota),
  };
}

interface Sequence {
  readonly kind: 'sequence';
  readonly steps: readonly HardenStep[];
  readonly quota: readonly QuotaRow[];
}

function leadingAdds(steps: readonly HardenStep[]): readonly HardenStep[] {
  const firstRevoke = steps.findIndex(({ kind }) => kind === 'revoke');
  return firstRevoke < 0 ? steps : steps.slice(0, firstRevoke);
}

function sequenceOf(change: Change, direction: Direction): Sequence | OverQuota {
  const { lists, rulesMax } = change;
  const before = change.before[direction];
  const add = ofDirection(change.add, direction);
  const revoke = ofDirection(change.revoke, direction);
  const total = totalOf(before, lists);
  const added = totalOf(add, lists);
  const after = sumOf(lessOf(total, totalOf(revoke, lists)), added);
  const full = FAMILIES.find((family) => added[family] > 0 && after[family] > rulesMax);
  if (full !== undefined) {
    return {
      kind: 'overQuota',
      when: 'atTheEnd',
      direction,
      family: full,
      needed: after[full],
      max: rulesMax,
    };
  }
  const isRoomForAll = fullFamily(total, added, rulesMax) === undefined;
  const moves = isRoomForAll ? addsFirst(add, revoke) : interleaved(change, direction);
  if (moves.kind === 'overQuota') return moves;
  const peak = peakOf(total, moves.moves, lists);
  const quota = FAMILIES.map((family) => ({
    direction,
    family,
    before: total[family],
    peak: peak[family],
    after: after[family],
    max: rulesMax,
  }));
  return { kind: 'sequence', steps: inCalls(moves.moves, direction), quota };
}

/** One rule made or revoked. */
interface Move {
  readonly kind: 'add' | 'revoke';
  readonly rule: KnownRule;
}

interface Moves {
  readonly kind: 'moves';
  readonly moves: readonly Move[];
}

function addsFirst(add: readonly KnownRule[], revoke: readonly KnownRule[]): Moves {
  const together = [...Map.groupBy(add, tagsKey).values()].flat();
  return { kind: 'moves', moves: [...movesOf('add', together), ...movesOf('revoke', revoke)] };
}

function movesOf(kind: Move['kind'], rules: readonly KnownRule[]): readonly Move[] {
  return rules.map((rule) => ({ kind, rule }));
}

/** How far an interleaved order has come. */
interface Progress {
  readonly used: Weight;
  readonly toAdd: readonly KnownRule[];
  readonly toRevoke: readonly KnownRule[];
  readonly moves: readonly Move[];
}

function interleaved(change: Change, direction: Direction): Moves | OverQuota {
  const { lists, rulesMax } = change;
  let progress = withoutSuperfluous(change, direction);
  while (progress.toRevoke.length > 0) {
    const next = cheapest(progress, lists, rulesMax);
    if (next === undefined) return stuck(progress, direction, lists, rulesMax);
    progress = afterRevoking(progress, next, lists);
  }
  const last = movesOf('add', progress.toAdd);
  return { kind: 'moves', moves: [...progress.moves, ...last] };
}

/** Rules that go first since what is left of the group admits all that they admit: nothing is cut. */
function withoutSuperfluous(change: Change, direction: Direction): Progress {
  const { lists } = change;
  const blocks = knownLists(lists.values());
  const revoke = ofDirection(change.revoke, direction);
  let live = change.before[direction];
  const gone: KnownRule[] = [];
  for (const rule of narrowestFirst(revoke)) {
    const others = live.filter((each) => !isSameRule(each, rule));
    const beside = others.filter((each) => isOnSameTraffic(each, rule));
    if (!isWithin(reachOf([rule], blocks), reachOf(beside, blocks))) continue;
    live = others;
    gone.push(rule);
  }
  return {
    used: totalOf(live, lists),
    toAdd: ofDirection(change.add, direction),
    toRevoke: revoke.filter((rule) => !gone.includes(rule)),
    moves: movesOf('revoke', gone),
  };
}

function isSameRule(a: KnownRule, b: KnownRule): boolean {
  return (
    a.protocol === b.protocol &&
    a.fromPort === b.fromPort &&
    a.toPort === b.toPort &&
    a.source === b.source
  );
}

/** Of the rules whose successors there is room for, the one that leaves most room. */
function cheapest(
  { used, toAdd, toRevoke }: Progress,
  lists: ListStates,
  rulesMax: number,
): KnownRule | undefined {
  let best: { readonly rule: KnownRule; readonly cost: number } | undefined;
  for (const rule of toRevoke) {
    const added = totalOf(successors(rule, toAdd), lists);
    if (fullFamily(used, added, rulesMax) !== undefined) continue;
    const cost = costOf(added) - costOf(weightOf(rule, lists));
    if (best === undefined || cost < best.cost) best = { rule, cost };
  }
  return best?.rule;
}

function costOf({ ipv4, ipv6 }: Weight): number {
  return ipv4 + ipv6;
}

function afterRevoking(progress: Progress, rule: KnownRule, lists: ListStates): Progress {
  const added = successors(rule, progress.toAdd);
  const withAdded = sumOf(progress.used, totalOf(added, lists));
  return {
    used: lessOf(withAdded, weightOf(rule, lists)),
    toAdd: progress.toAdd.filter((each) => !added.includes(each)),
    toRevoke: progress.toRevoke.filter((each) => each !== rule),
    moves: [...progress.moves, ...movesOf('add', added), { kind: 'revoke', rule }],
  };
}

/** The rules that have to be there before one is revoked: those yet to be added that admit some of what
 * it admits. Who is behind a group or a list is not known here, and may be anybody that a block admits. */
function successors(rule: KnownRule, toAdd: readonly KnownRule[]): readonly KnownRule[] {
  return toAdd.filter((each) => isOnSameTraffic(each, rule) && mayShareSources(each, rule));
}

function mayShareSources(a: KnownRule, b: KnownRule): boolean {
  const left = sourceOf(a.source);
  const right = sourceOf(b.source);
  if (left.kind !== 'cidr' || right.kind !== 'cidr') return true;
  return !isEmpty(intersection(sourceSet([left]), sourceSet([right])));
}

function stuck(
  { used, toAdd, toRevoke }: Progress,
  direction: Direction,
  lists: ListStates,
  max: number,
): OverQuota {
  const needs = toRevoke.map((rule) => totalOf(successors(rule, toAdd), lists));
  const least = needs.sort((a, b) => costOf(a) - costOf(b))[0] ?? NO_WEIGHT;
  const family = fullFamily(used, least, max);
  if (family === undefined)
    throw new InvariantError('There was room for a rule, and none was taken');
  const needed = used[family] + least[family];
  return { kind: 'overQuota', when: 'onTheWay', direction, family, needed, max };
}

function peakOf(before: Weight, moves: readonly Move[], lists: ListStates): Weight {
  let used = before;
  let peak = before;
  for (const { kind, rule } of moves) {
    const weight = weightOf(rule, lists);
    used = kind === 'add' ? sumOf(used, weight) : lessOf(used, weight);
    peak = highestOf(peak, used);
  }
  return peak;
}

/** Moves of one kind that follow each other are one call, as far as it takes them. EC2 gives all rules of a
 * call the same tags. */
function inCalls(moves: readonly Move[], direction: Direction): readonly HardenStep[] {
  const steps: HardenStep[] = [];
  for (const { kind, rule } of moves) {
    const last = steps.at(-1);
    const isSameCall = last?.kind === kind && mayJoin(last, rule);
    if (last !== undefined && isSameCall) {
      steps[steps.length - 1] = { ...last, rules: [...last.rules, rule] };
    } else steps.push({ kind, direction, rules: [rule] });
  }
  return steps;
}

function mayJoin({ kind, rules: [first, ...others] }: HardenStep, rule: KnownRule): boolean {
  if (first === undefined || others.length + 1 >= RULES_PER_CALL_MAX) return false;
  return kind === 'revoke' || tagsKey(first) === tagsKey(rule);
}
