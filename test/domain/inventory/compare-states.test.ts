import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasSameRules } from '../../../src/domain/inventory/compare-states.ts';
import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';

const anyRule: fc.Arbitrary<KnownRule> = fc.record({
  ruleId: fc.constantFrom('sgr-1', 'sgr-2', 'sgr-3', 'sgr-4', 'sgr-5', null),
  protocol: fc.constantFrom('tcp', 'udp', '-1'),
  fromPort: fc.constantFrom(-1, 88, 3389),
  toPort: fc.constantFrom(-1, 88, 3389),
  source: fc.constantFrom('10.0.0.0/8', '::/0', 'sg-1'),
  description: fc.constantFrom(null, 'one', 'two'),
});
const rules = fc.uniqueArray(anyRule, { minLength: 1, maxLength: 6, selector: valuesOf });
const OTHERS: readonly Partial<KnownRule>[] = [
  { ruleId: 'sgr-9' },
  { protocol: 'icmp' },
  { fromPort: 7 },
  { toPort: 7 },
  { source: 'pl-1' },
];

function valuesOf({ description, ...values }: KnownRule): string {
  return JSON.stringify(values);
}

describe('hasSameRules(), for any rules:', () => {
  test('order and descriptions aside, the same rules are the same', () => {
    const shuffled = rules.chain((a) =>
      fc.tuple(fc.constant(a), fc.shuffledSubarray([...a], { minLength: a.length })),
    );
    fc.assert(
      fc.property(shuffled, ([a, b]) => {
        expect(
          hasSameRules(
            a,
            b.map((rule) => ({ ...rule, description: 'another' })),
          ),
        ).toBe(true);
      }),
    );
  });

  test('one more, one less or one with another value is not the same', () => {
    const one = rules.chain((a) => fc.tuple(fc.constant(a), fc.nat(a.length - 1)));
    fc.assert(
      fc.property(one, fc.constantFrom(...OTHERS), ([a, at], other) => {
        const changed = a.map((rule, i) => (i === at ? { ...rule, ...other } : rule));
        const less = a.filter((_, i) => i !== at);
        for (const b of [changed, changed.toReversed(), less]) {
          expect([hasSameRules(a, b), hasSameRules(b, a)]).toEqual([false, false]);
        }
      }),
    );
  });
});
