import type { GroupReference } from '../change/exposure-change.ts';
import type { GroupSelector, Guard, Policy } from '../policy/policy.ts';
import { answersBehind, BEHIND_UNKNOWN, type BehindThing, partsOfSelector } from './behind.ts';
import type { GroupFacts } from './group-facts.ts';
import type { Standing } from './standing.ts';

/** A group to be matched, with whatever is known of it. `facts` is null when nothing but the
 * record tells of it (replay), or when the look-up failed. */
export interface GroupToMatch {
  readonly reference: GroupReference;
  readonly region: string;
  readonly facts: GroupFacts | null;
  readonly standing: Standing;
}

/** Why a guard is meant for a group.
 *
 * - `selected`: the guard selects the group itself. `by` is the entry that does, with what stands behind the
 *   group for which it does; absent where none is the reason (an assumed guard).
 * - `beside`: it selects a group that stands on the same host. `ownGroupId` is the group whose members
 *   the guard lets reach each other; null where it selects several such groups, on different hosts or not:
 *   members of the one are nobody on the hosts of the other.
 * - `unknown`: what stands beside the group could not be looked up. */
export type Why =
  | { readonly kind: 'selected'; readonly by?: SelectedBy }
  | {
      readonly kind: 'beside';
      readonly groupId: string;
      readonly groupName: string | null;
      /** All hosts on which the group stands beside any such group; never empty. */
      readonly hosts: readonly string[];
      readonly ownGroupId: string | null;
    }
  | { readonly kind: 'unknown' };

/** What of a policy selects a group, or may. */
export interface SelectedBy {
  readonly selector: GroupSelector;
  /** Why it does beyond what the group itself is: the things behind it that it asks for. */
  readonly behind: readonly BehindThing[];
}

/** A guard that is meant for a group, or may be. */
export interface MeantGuard {
  readonly guard: Guard;
  readonly why: Why;
}

/** Whether policy guards a group. `also` names further guards that count as well: a group can stand on
 * hosts of several. `possible` names the guards that would match if the facts that are missing were as
 * they say: it is neither yes nor no. `unless` names those of them that stand beside a certain one. */
export type GuardMatch =
  | (MeantGuard & {
      readonly kind: 'guarded';
      readonly also: readonly MeantGuard[];
      readonly unless: readonly MeantGuard[];
    })
  | { readonly kind: 'possible'; readonly guards: readonly [MeantGuard, ...MeantGuard[]] }
  | { readonly kind: 'notGuarded' };

/** That policy guards a group, and by what. */
export type GuardedMatch = Extract<GuardMatch, { readonly kind: 'guarded' }>;

/** The first guard of the policy that selects `group`: order in the file is precedence. Where none does,
 * all guards of the groups that stand beside it, in that order. Pure, total. */
export function matchGuard(policy: Policy, group: GroupToMatch): GuardMatch {
  const { reference, region, standing } = group;
  const own = matchSelected(policy, group);
  if (own.kind === 'guarded') return own;
  if (standing.beside === null) return matchUnknown(policy, group, own);
  const beside = standing.beside.map(({ groupId, hosts, facts, behind }): MatchedBeside => {
    const { ownerId } = reference;
    const groupName = facts?.groupName ?? null;
    const others = { beside: [], behind: behind ?? BEHIND_UNKNOWN };
    const besides = { reference: { groupId, groupName, ownerId }, region, facts };
    const match = matchSelected(policy, { ...besides, standing: others });
    return { groupId, groupName, hosts, match };
  });
  return matchBeside(policy, own, beside);
}

/** A group that stands beside another one, with whether policy selects it. */
export interface MatchedBeside {
  readonly groupId: string;
  readonly groupName: string | null;
  readonly hosts: readonly string[];
  readonly match: GuardMatch;
}

/** Whether policy guards a group that stands on hosts beside others. `own` is whether it selects the
 * group itself: then nothing else counts. Pure, total. */
export function matchBeside(
  policy: Policy,
  own: GuardMatch,
  beside: readonly MatchedBeside[],
): GuardMatch {
  if (own.kind === 'guarded' || beside.length === 0) return own;
  const certain: MeantGuard[] = [];
  const possible: MeantGuard[] = own.kind === 'possible' ? [...own.guards] : [];
  for (const guard of policy.guards) {
    const selected = beside.filter(
      ({ match }) => match.kind === 'guarded' && match.guard === guard,
    );
    const why = whyBeside(selected);
    if (why !== null) {
      certain.push({ guard, why });
      continue;
    }
    const isNamed = possible.some((each) => each.guard === guard);
    const whyMaybe = whyBeside(beside.filter(({ match }) => mayBe(match, guard)));
    if (whyMaybe !== null && !isNamed) possible.push({ guard, why: whyMaybe });
  }
  const [first, ...also] = certain;
  return first === undefined
    ? matchPossible(possible)
    : { kind: 'guarded', ...first, also, unless: possible };
}

function whyBeside(groups: readonly MatchedBeside[]): Why | null {
  const [first, ...others] = groups;
  if (first === undefined) return null;
  const { groupId, groupName } = first;
  const hosts = [...new Set(groups.flatMap((each) => each.hosts))];
  const ownGroupId = others.length === 0 ? groupId : null;
  return { kind: 'beside', groupId, groupName, hosts, ownGroupId };
}

function mayBe(match: GuardMatch, guard: Guard): boolean {
  if (match.kind === 'notGuarded') return false;
  const possible = match.kind === 'guarded' ? match.unless : match.guards;
  return possible.some((each) => each.guard === guard);
}

/** Every guard may be meant that may select any group there. */
function matchUnknown(
  policy: Policy,
  { reference, region }: GroupToMatch,
  own: GuardMatch,
): GuardMatch {
  const possible: MeantGuard[] = own.kind === 'possible' ? [...own.guards] : [];
  for (const guard of policy.guards) {
    const mayBe = guard.match.some(
      (selector) =>
        (selector.account ?? reference.ownerId) === reference.ownerId &&
        (selector.region ?? region) === region,
    );
    const isNamed = possible.some((each) => each.guard === guard);
    if (mayBe && !isNamed) possible.push({ guard, why: { kind: 'unknown' } });
  }
  return matchPossible(possible);
}

/** The first guard that selects a group itself, whatever stands beside it. */
function matchSelected(policy: Policy, group: GroupToMatch): GuardMatch {
  const possible: MeantGuard[] = [];
  for (const guard of policy.guards) {
    const answers = guard.match.map((selector) => selects(selector, group));
    const selected = answers.find(({ answer }) => answer === 'yes');
    if (selected !== undefined) {
      const why = { kind: 'selected', by: selected.by } as const;
      return { kind: 'guarded', guard, why, also: [], unless: possible };
    }
    const maybe = answers.find(({ answer }) => answer === 'unknown');
    if (maybe !== undefined) possible.push({ guard, why: { kind: 'selected', by: maybe.by } });
  }
  return matchPossible(possible);
}

function matchPossible([first, ...rest]: readonly MeantGuard[]): GuardMatch {
  return first === undefined
    ? { kind: 'notGuarded' }
    : { kind: 'possible', guards: [first, ...rest] };
}

/** The guards of a match, those that count for certain first. Pure. */
export function guardsMeant(
  match: GuardMatch,
): readonly (MeantGuard & { readonly isCertain: boolean })[] {
  switch (match.kind) {
    case 'guarded': {
      const { guard, why, also, unless } = match;
      return [
        ...[{ guard, why }, ...also].map((each) => ({ ...each, isCertain: true })),
        ...unless.map((each) => ({ ...each, isCertain: false })),
      ];
    }
    case 'possible':
      return match.guards.map((each) => ({ ...each, isCertain: false }));
    case 'notGuarded':
      return [];
  }
}

type Answer = 'yes' | 'no' | 'unknown';

interface Selects {
  readonly answer: Answer;
  readonly by: SelectedBy;
}

function selects(selector: GroupSelector, group: GroupToMatch): Selects {
  const { answer, by: behind } = answersBehind(
    selector,
    group.standing.behind,
    group.facts?.groupName ?? group.reference.groupName,
  );
  const by = { selector, behind };
  const answers = [answer, selectsItself(selector, group)];
  if (answers.includes('no')) return { answer: 'no', by };
  return { answer: answers.includes('unknown') ? 'unknown' : 'yes', by };
}

/** Whether a selector may select a group for what the group itself is. */
function selectsItself(selector: GroupSelector, group: Omit<GroupToMatch, 'standing'>): Answer {
  const answers = [
    sameText(selector.id, group.reference.groupId),
    likeText(selector.name, group.facts?.groupName ?? group.reference.groupName),
    sameText(selector.account, group.reference.ownerId),
    sameText(selector.region, group.region),
    sameText(selector.vpc, group.facts?.vpcId ?? null),
    hasTag(selector.tag, group.facts),
  ];
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

function sameText(wanted: string | undefined, actual: string | null): Answer {
  if (wanted === undefined) return 'yes';
  if (actual === null) return 'unknown';
  return wanted === actual ? 'yes' : 'no';
}

function likeText(pattern: string | undefined, actual: string | null): Answer {
  if (pattern === undefined) return 'yes';
  if (actual === null) return 'unknown';
  return matchesPattern(pattern, actual) ? 'yes' : 'no';
}

function hasTag(tag: GroupSelector['tag'], facts: GroupFacts | null): Answer {
  if (tag === undefined) return 'yes';
  if (facts === null) return 'unknown';
  const value = facts.tags.get(tag.key);
  if (value === undefined) return 'no';
  return tag.value === '*' || tag.value === value ? 'yes' : 'no';
}

/** Those of a policy's entries that ask what stands behind a group, and may select it for what it is. */
export function selectorsAsking(
  policy: Policy,
  group: Omit<GroupToMatch, 'standing'>,
): readonly GroupSelector[] {
  return policy.guards
    .flatMap(({ match }) => match)
    .filter((each) => partsOfSelector(each).length > 0 && selectsItself(each, group) !== 'no');
}

/** Whether `text` is `pattern`, in which `*` stands for any characters. Linear in both: text comes
 * from outside and must not be able to stall a regular expression. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [head = '', ...pieces] = pattern.split('*');
  if (pieces.length === 0) return text === pattern;
  const tail = pieces.pop() ?? '';
  if (!text.startsWith(head)) return false;
  let at = head.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.endsWith(tail) && text.length - tail.length >= at;
}
