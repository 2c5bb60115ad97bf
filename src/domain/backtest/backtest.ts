import type { GroupReference, RuleChange } from '../change/exposure-change.ts';
import type { SecurityGroupRule } from '../change/security-group-rule.ts';
import type { GroupFacts, GuardMatch } from '../guard/match.ts';
import { difference, type Exposure, isEmpty, NO_EXPOSURE, unionOf } from '../net/exposure.ts';
import { evaluate, excessOf } from '../policy/evaluate.ts';
import type { Guard } from '../policy/policy.ts';
import type { ClosingKind, Door } from './door.ts';
import { GroupBook, type ToldFacts } from './group-book.ts';
import type { Judged } from './judged.ts';
import { type HistoryEvent, inMoments } from './order.ts';
import { type KnownRule, RuleBook } from './rule-book.ts';

/** Whether and by what a group is guarded, with what is known of it. */
export type MatchGroup = (
  reference: GroupReference,
  region: string,
  facts: GroupFacts | null,
) => GuardMatch;

/** A door whose closing is still to come. */
type OpenDoor = { -readonly [Key in keyof Door]: Door[Key] };
type Known = KnownRule<OpenDoor>;

/** What a history of changes comes to: each change judged by what was known when it happened, and
 * each door followed until it was shut. Events may come in any order; each must come once.
 * Deterministic; the answers hold their doors as they are when the last event has been told. */
export function backtest<E extends HistoryEvent>(
  events: readonly E[],
  match: MatchGroup,
): ReadonlyMap<E, Judged> {
  const history = new History(match);
  const judged = new Map<E, Judged>();
  for (const moment of inMoments(events)) {
    // What was removed in the second in which it was added again was removed first, or it could
    // not have been added.
    const first = moment.filter((event) => history.endsKnown(event));
    for (const event of new Set([...first, ...moment])) {
      const answer = history.tell(event);
      if (answer !== undefined) judged.set(event, answer);
    }
  }
  return judged;
}

class History {
  readonly #match: MatchGroup;
  readonly #rules = new RuleBook<OpenDoor>();
  readonly #groups = new GroupBook();

  constructor(match: MatchGroup) {
    this.#match = match;
  }

  /** Whether an event removes rules that are all known to be there. */
  endsKnown(event: HistoryEvent): boolean {
    if (event.kind !== 'rulesRemoved') return false;
    const count = event.rules.length + event.ruleIds.length;
    return count > 0 && this.#named(event).length === count;
  }

  tell(event: HistoryEvent): Judged | undefined {
    switch (event.kind) {
      case 'rulesAdded':
        return this.#add(event);
      case 'rulesEdited':
        return this.#edit(event);
      case 'rulesRemoved':
        return this.#remove(event);
      case 'groupDeleted':
        for (const known of this.#rules.rulesOf(event.groupId)) {
          close(known, 'groupDeleted', event);
        }
        this.#rules.removeGroup(event.groupId);
    }
    this.#groups.apply(event);
    return undefined;
  }

  #add(change: RuleChange): Judged {
    const match = this.#matchOf(change);
    const guard = match.kind === 'guarded' ? match.guard : null;
    const before = this.#openIn(change);
    const doors = change.rules.flatMap((rule) => this.#open(change, rule, guard) ?? []);
    if (match.kind !== 'guarded') return match;
    const verdict = evaluate(change, match.guard);
    if (verdict.kind === 'permitted') return { ...verdict, isDirectionKnown: true };
    const newlyOpened = difference(verdict.excess, before);
    return { ...verdict, newlyOpened, doors, isDirectionKnown: true };
  }

  /** Takes a rule that is new in, as a door where it lets in more than is approved. */
  #open(change: RuleChange, rule: SecurityGroupRule, guard: Guard | null): OpenDoor | undefined {
    const key = groupKey(change);
    const again = this.#rules.find(key, rule);
    if (again !== undefined) close(again, 'unseen', change);
    const door = this.#doorOf(change, rule, guard);
    this.#rules.put(key, { rule, door: door ?? null });
    return door;
  }

  #doorOf(change: RuleChange, rule: SecurityGroupRule, guard: Guard | null): OpenDoor | undefined {
    if (guard === null) return undefined;
    const { record: opening, group } = change;
    const { excess } = excessOf([rule], guard, group.groupId);
    if (isEmpty(excess)) return undefined;
    const facts = this.#groups.told(group.groupId)?.facts ?? null;
    return { opening, group, facts, guardName: guard.name, rule, excess, closing: null };
  }

  #edit(change: RuleChange): Judged {
    const match = this.#matchOf(change);
    const guard = match.kind === 'guarded' ? match.guard : null;
    const inbound = change.rules.filter(({ ruleId }) => !this.#groups.isOutbound(ruleId));
    const before = this.#openIn(change);
    const isDirectionKnown = inbound.every(({ ruleId }) => this.#rules.byId(ruleId) !== undefined);
    const edits = inbound.map((rule) => this.#editOne(change, rule, guard));
    if (match.kind !== 'guarded') return match;
    if (inbound.length === 0) return permitted('onlyOutbound', true);
    const excess = unionOf(edits.map(({ opened }) => opened));
    if (isEmpty(excess)) {
      if (edits.some(({ door }) => door !== null)) return permitted('opensNothingNew', true);
      const verdict = evaluate({ ...change, rules: inbound }, match.guard);
      const reason = verdict.kind === 'permitted' ? verdict.reason : 'opensNothingNew';
      return permitted(reason, isDirectionKnown);
    }
    const offending = inbound.filter((_, i) => !isEmpty(edits[i]?.opened ?? NO_EXPOSURE));
    const doors = edits.flatMap(({ door, opened }) => (isEmpty(opened) || !door ? [] : [door]));
    const newlyOpened = difference(excess, before);
    return { kind: 'violates', excess, offending, newlyOpened, doors, isDirectionKnown };
  }

  /** Gives a rule its new values. A door that lets in nothing more than it did stays the same. */
  #editOne(change: RuleChange, rule: SecurityGroupRule, guard: Guard | null): Edit {
    const key = groupKey(change);
    const old = this.#rules.byId(rule.ruleId);
    const made = this.#doorOf(change, rule, guard) ?? null;
    const opened = difference(made?.excess ?? NO_EXPOSURE, old?.door?.excess ?? NO_EXPOSURE);
    const isSame = made !== null && isEmpty(opened);
    const door = isSame ? (old?.door ?? made) : made;
    if (old !== undefined) {
      if (!isSame) close(old, 'edited', change);
      this.#rules.remove(key, old);
    }
    if (isSame && door !== null) door.excess = made.excess;
    this.#rules.put(key, { rule, door });
    return { opened, door };
  }

  #remove(change: RuleChange): Judged {
    for (const known of this.#named(change)) {
      close(known, 'revoked', change);
      this.#rules.remove(groupKey(change), known);
    }
    const match = this.#matchOf(change);
    return match.kind === 'guarded' ? permitted('onlyCloses', true) : match;
  }

  /** The known rules that a removal names, by what they open or by id. */
  #named(change: RuleChange): readonly Known[] {
    return [
      ...change.rules.map((rule) => this.#rules.find(groupKey(change), rule)),
      ...change.ruleIds.map((ruleId) => this.#rules.byId(ruleId)),
    ].filter((known) => known !== undefined);
  }

  /** What stands open in a change's group beyond what is approved. */
  #openIn(change: RuleChange): Exposure {
    const known = this.#rules.rulesOf(groupKey(change));
    return unionOf(known.map(({ door }) => door?.excess ?? NO_EXPOSURE));
  }

  #matchOf({ group, record }: RuleChange): GuardMatch {
    const told = this.#groups.told(group.groupId);
    return matchTold(this.#match, group, record.region, told);
  }
}

/** A change of a rule: what it newly lets in beyond what is approved, and the door it now is. */
interface Edit {
  readonly opened: Exposure;
  readonly door: OpenDoor | null;
}

/** Where only some tags are known, they can say yes but not no. */
function matchTold(
  match: MatchGroup,
  reference: GroupReference,
  region: string,
  told: ToldFacts | undefined,
): GuardMatch {
  const known = told === undefined ? undefined : match(reference, region, told.facts);
  if (known !== undefined && (told?.isWhole || known.kind === 'guarded')) return known;
  return match(reference, region, null);
}

function close({ door }: Known, kind: ClosingKind, { record }: HistoryEvent): void {
  if (door !== null) door.closing ??= { kind, record };
}

function permitted(
  reason: Extract<Judged, { kind: 'permitted' }>['reason'],
  isDirectionKnown: boolean,
): Judged {
  return { kind: 'permitted', reason, isDirectionKnown };
}

/** Group ids are unique; a group that is only named is so within its account and Region. */
function groupKey({ group, record }: RuleChange): string {
  return group.groupId ?? `${group.ownerId}/${record.region}/${group.groupName}`;
}
