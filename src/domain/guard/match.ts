import type { GroupReference } from '../change/exposure-change.ts';
import type { GroupSelector, Guard, Policy } from '../policy/policy.ts';

/** What is known of a group beyond a record: null where it could not be looked up. */
export interface GroupFacts {
  readonly groupName: string;
  readonly vpcId: string | null;
  readonly tags: ReadonlyMap<string, string>;
}

/** A group to be matched, with whatever is known of it. `facts` is null when nothing but the
 * record tells of it (replay), or when the look-up failed. */
export interface GroupToMatch {
  readonly reference: GroupReference;
  readonly region: string;
  readonly facts: GroupFacts | null;
}

/** Whether policy guards a group. `possible` names the guards that would match if the facts that
 * are missing were as they say: it is neither yes nor no. `unless` names those of them that stand
 * before the guard that does match, and would count in its place. */
export type GuardMatch =
  | { readonly kind: 'guarded'; readonly guard: Guard; readonly unless: readonly Guard[] }
  | { readonly kind: 'possible'; readonly guards: readonly [Guard, ...Guard[]] }
  | { readonly kind: 'notGuarded' };

/** The first guard of the policy that matches `group`: order in the file is precedence. Pure, total. */
export function matchGuard(policy: Policy, group: GroupToMatch): GuardMatch {
  const possible: Guard[] = [];
  for (const guard of policy.guards) {
    const answers = guard.match.map((selector) => selects(selector, group));
    if (answers.includes('yes')) return { kind: 'guarded', guard, unless: possible };
    if (answers.includes('unknown')) possible.push(guard);
  }
  const [first, ...rest] = possible;
  return first === undefined
    ? { kind: 'notGuarded' }
    : { kind: 'possible', guards: [first, ...rest] };
}

type Answer = 'yes' | 'no' | 'unknown';

function selects(selector: GroupSelector, group: GroupToMatch): Answer {
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
