import type { Direction } from '../../../src/domain/change/exposure-change.ts';
import type { HardenStep } from '../../../src/domain/harden/harden-plan.ts';
import type { GroupState, KnownRule } from '../../../src/domain/inventory/group-state.ts';

/** A group as EC2 keeps it, in a plain array: a call is carried out whole or refused whole, a rule that is
 * there already is refused, and so is the revoking of one that is not, and what is over the quota. It knows
 * rules by their texts alone, and counts by itself. */
export class Ec2Group {
  readonly #rules: Record<Direction, KnownRule[]>;
  readonly #listSizes: ReadonlyMap<string, number>;
  readonly #rulesMax: number;
  #ids = 0;

  constructor(group: GroupState, rulesMax: number, listSizes: ReadonlyMap<string, number>) {
    this.#rules = { inbound: [...group.inbound], outbound: [...group.outbound] };
    this.#rulesMax = rulesMax;
    this.#listSizes = listSizes;
  }

  get rules(): Pick<GroupState, 'inbound' | 'outbound'> {
    return { inbound: [...this.#rules.inbound], outbound: [...this.#rules.outbound] };
  }

  call({ kind, direction, rules }: HardenStep): void {
    if (rules.length === 0) throw new Error('MissingParameter: a call without rules');
    if (kind === 'add') this.#authorize(direction, rules);
    else this.#revoke(direction, rules);
  }

  #authorize(direction: Direction, rules: readonly KnownRule[]): void {
    const now = this.#rules[direction];
    for (const rule of rules) {
      if (now.some((each) => text(each) === text(rule))) {
        throw new Error(`InvalidPermission.Duplicate: ${text(rule)}`);
      }
      this.#ids += 1;
      now.push({ ...rule, ruleId: `sgr-new${this.#ids}` });
    }
    for (const family of ['ipv4', 'ipv6'] as const) {
      const grew = rules.some((rule) => this.#count(rule, family) > 0);
      const count = now.reduce((sum, rule) => sum + this.#count(rule, family), 0);
      if (grew && count > this.#rulesMax) throw new Error('RulesPerSecurityGroupLimitExceeded');
    }
  }

  #revoke(direction: Direction, rules: readonly KnownRule[]): void {
    for (const rule of rules) {
      const at = this.#rules[direction].findIndex((each) => text(each) === text(rule));
      if (at < 0) throw new Error(`InvalidPermission.NotFound: ${text(rule)}`);
      this.#rules[direction].splice(at, 1);
    }
  }

  #count({ source }: KnownRule, family: 'ipv4' | 'ipv6'): number {
    if (source.startsWith('sg-')) return 1;
    // Every list of these tests is of IPv4, or empty.
    if (source.startsWith('pl-')) return family === 'ipv4' ? (this.#listSizes.get(source) ?? 0) : 0;
    return source.includes(':') === (family === 'ipv6') ? 1 : 0;
  }
}

function text({ protocol, fromPort, toPort, source }: KnownRule): string {
  return `${protocol} ${fromPort} ${toPort} ${source}`;
}
