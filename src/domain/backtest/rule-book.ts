import { doorKey, type SecurityGroupRule } from '../change/security-group-rule.ts';

/** A rule that stands in a group, and the door that it is, if it is one. */
export interface KnownRule<D> {
  readonly rule: SecurityGroupRule;
  readonly door: D | null;
}

/** The inbound rules of groups, as far as records have told them: by what they open, and by rule
 * id, which is all that some records name. `D` is whatever is kept of a door. */
export class RuleBook<D> {
  readonly #rulesByGroup = new Map<string, Map<string, KnownRule<D>>>();
  readonly #placesByRuleId = new Map<string, { readonly groupKey: string; readonly key: string }>();

  /** The rules of a group. */
  rulesOf(groupKey: string): readonly KnownRule<D>[] {
    return [...(this.#rulesByGroup.get(groupKey)?.values() ?? [])];
  }

  /** The rule that has this id, or undefined where no record has told of it. */
  byId(ruleId: string | null): KnownRule<D> | undefined {
    const place = ruleId === null ? undefined : this.#placesByRuleId.get(ruleId);
    return place && this.#rulesByGroup.get(place.groupKey)?.get(place.key);
  }

  /** The rule of a group that opens the same as `rule`, or has its id. */
  find(groupKey: string, rule: SecurityGroupRule): KnownRule<D> | undefined {
    return this.byId(rule.ruleId) ?? this.#rulesByGroup.get(groupKey)?.get(doorKey(rule));
  }

  /** Takes a rule in; one that opens the same is replaced. */
  put(groupKey: string, known: KnownRule<D>): void {
    const key = doorKey(known.rule);
    const rules = this.#rulesByGroup.get(groupKey) ?? new Map<string, KnownRule<D>>();
    rules.set(key, known);
    this.#rulesByGroup.set(groupKey, rules);
    const { ruleId } = known.rule;
    if (ruleId !== null) this.#placesByRuleId.set(ruleId, { groupKey, key });
  }

  /** Takes a rule out. */
  remove(groupKey: string, { rule }: KnownRule<D>): void {
    this.#rulesByGroup.get(groupKey)?.delete(doorKey(rule));
    if (rule.ruleId !== null) this.#placesByRuleId.delete(rule.ruleId);
  }

  /** Takes all rules of a group out. */
  removeGroup(groupKey: string): void {
    for (const known of this.rulesOf(groupKey)) this.remove(groupKey, known);
    this.#rulesByGroup.delete(groupKey);
  }
}
