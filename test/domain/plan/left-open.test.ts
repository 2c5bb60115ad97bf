import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { leftOpenOf } from '../../../src/domain/plan/left-open.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';

function rdpFrom(source: string, ruleId = 'sgr-1'): PlannedRule {
  return { ruleId, protocol: 'tcp', fromPort: 3389, toPort: 3389, source };
}

const WORLD = { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '0.0.0.0/0' } as const;

describe('leftOpenOf()', () => {
  it('names the rules that still let in part of it, and which part', () => {
    const half = rdpFrom('0.0.0.0/1', 'sgr-2');
    const other = { ...rdpFrom('0.0.0.0/0', 'sgr-3'), fromPort: 443, toPort: 443 };
    expect(leftOpenOf([WORLD], [half, other])).toEqual({
      rules: [half],
      excess: [{ ...WORLD, source: '0.0.0.0/1' }],
    });
  });

  it('all traffic leaves every port open', () => {
    const all = { ...rdpFrom('10.0.0.0/8'), protocol: '-1', fromPort: -1, toPort: -1 } as const;
    expect(leftOpenOf([WORLD], [all]).excess).toEqual([{ ...WORLD, source: '10.0.0.0/8' }]);
  });

  it('nothing is left by what was approved or is of another family', () => {
    const told = { ...WORLD, source: '128.0.0.0/1' };
    const rules = [rdpFrom('10.9.8.0/28'), rdpFrom('::/0', 'sgr-2')];
    expect(leftOpenOf([told], rules)).toEqual({ rules: [], excess: [] });
  });

  it('is empty exactly when no rule is named', () => {
    const rule = fc.record({ port: fc.nat(3), block: fc.nat(3) }).map(({ port, block }) => ({
      ...rdpFrom(`10.0.${block}.0/24`),
      fromPort: 3388,
      toPort: 3388 + port,
    }));
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), fc.nat(3), (inbound, block) => {
        const left = leftOpenOf([{ ...WORLD, source: `10.0.${block}.0/24` }], inbound);
        expect(left.excess.length === 0).toBe(left.rules.length === 0);
        const isOpen = inbound.some(
          ({ source, toPort }) => source === `10.0.${block}.0/24` && toPort >= 3389,
        );
        expect(left.rules.length > 0).toBe(isOpen);
      }),
    );
  });

  it('expands lists that are known, on both sides', () => {
    const lists = new Map([['pl-1', [cidr('10.1.0.0/16')]]]);
    const byList = { ...WORLD, ruleId: 'sgr-7', source: 'pl-1' };
    expect(leftOpenOf([WORLD], [byList])).toEqual({ rules: [], excess: [] });
    expect(leftOpenOf([WORLD], [byList], lists)).toEqual({
      rules: [byList],
      excess: [{ ...WORLD, source: '10.1.0.0/16' }],
    });
    const all = { ...byList, source: '0.0.0.0/0' };
    expect(leftOpenOf([{ ...WORLD, source: 'pl-1' }], [all], lists).rules).toEqual([all]);
  });
});
