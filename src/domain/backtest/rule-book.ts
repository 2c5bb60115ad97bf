import type { Direction, GroupReference } from '../change/exposure-change.ts';
import { doorKey, type SecurityGroupRule } from '../change/security-group-rule.ts';
import type { HeldDoor } from './held-door.ts';

/** A rule that stands in a group, and the doors that are open by it: its own, and one for each time
 * that the list which it names grew by what is not approved. */
export interface KnownRule {
  readonly rule: SecurityGroupRule;
  readonly direction: Direction;
  readonly group: GroupReference;
  /** Group ids are unique; a group that is only named is so within its account and Region. */
  readonly groupKey: string;
  readonly region: string;
  doors: readonly HeldDoor[];
}

/** Where a rule stands. */
export type Place = Pick<KnownRule, 'groupKey' | 'direction'>;

/** The rules of groups, as far as records have told them: by what they open and which way, by rule id,
 * which is all that some records name, and by the list that they name. */
export class RuleBook {
  readonly #rulesByGroup = new Map<string, Map<string, KnownRule>>();
  readonly #rulesById = new Map<string, KnownRule>();
  readonly #rulesByList = new Map<string, Set<KnownRule>>();

  /** The rules of a group, of both directions. */
  rulesOf(groupKey: string): readonly KnownRule[] {
    return [...(this.#rulesByGroup.get(groupKey)?.values() ?? [])];
  }

  /** The rules of all groups that name a list, of both directions. */
  naming(prefixListId: string): readonly KnownRule[] {
    return [...(this.#rulesByList.get(prefixListId) ?? [])];
  }

  /** The rule that has this id, or undefined where no record has told of it. */
  byId(ruleId: string | null): KnownRule | undefined {
    return ruleId === null ? undefined : this.#rulesById.get(ruleId);
  }

  /** The rule at a place that opens the same as `rule`, or has its id. */
  find(place: Place, rule: SecurityGroupRule): KnownRule | undefined {
    const rules = this.#rulesByGroup.get(place.groupKey);
    return this.byId(rule.ruleId) ?? rules?.get(keyOf(place.direction, rule));
  }

  /** Takes a rule in; one that opens the same is replaced. */
  put(known: KnownRule): void {
    const { groupKey, direction, rule } = known;
    const rules = this.#rulesByGroup.get(groupKey) ?? new Map<string, KnownRule>();
    const key = keyOf(direction, rule);
    const same = rules.get(key);
    if (same !== undefined) this.remove(same);
    rules.set(key, known);
    this.#rulesByGroup.set(groupKey, rules);
    if (rule.ruleId !== null) this.#rulesById.set(rule.ruleId, known);
    if (rule.source.kind !== 'prefixList') return;
    const naming = this.#rulesByList.get(rule.source.prefixListId) ?? new Set();
    this.#rulesByList.set(rule.source.prefixListId, naming.add(known));
  }

  /** Takes a rule out. */
  remove(known: KnownRule): void {
    const { groupKey, direction, rule } = known;
    const rules = this.#rulesByGroup.get(groupKey);
    const key = keyOf(direction, rule);
    if (rules?.get(key) === known) rules.delete(key);
    if (rule.ruleId !== null && this.byId(rule.ruleId) === known) {
      this.#rulesById.delete(rule.ruleId);
    }
    if (rule.source.kind !== 'prefixList') return;
    this.#rulesByList.get(rule.source.prefixListId)?.delete(known);
  }

  /** Takes all rules of a group out. */
  removeGroup(groupKey: string): void {
    for (const known of this.rulesOf(groupKey)) this.remove(known);
    this.#rulesByGroup.delete(groupKey);
  }
}

function keyOf(direction: Direction, rule: SecurityGroupRule): string {
  return `${direction} ${doorKey(rule)}`;
}
