import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLive } from '../../../src/domain/plan/compare-live.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { RDP_FROM_ANYWHERE } from '../finding/finding-of.ts';

const rdp = RDP_FROM_ANYWHERE;
const anonymous = { ...rdp, ruleId: null };
const remade = { ...rdp, ruleId: 'sgr-9' };
const edited = { ...rdp, source: '203.0.113.0/24' };
const allPorts = { ...rdp, fromPort: 0, toPort: 65_535 };
const allPortsAsNone = { ...rdp, fromPort: -1, toPort: -1 };
const v6 = { ...rdp, ruleId: 'sgr-2', source: '::/0' };
const other = { ...rdp, ruleId: 'sgr-3', source: '10.9.8.0/28' };

describe('compareLive()', () => {
  it.each<[string, readonly PlannedRule[], readonly PlannedRule[], string, readonly PlannedRule[]]>(
    [
      ['the same rule', [rdp], [other, rdp], 'same', []],
      ['the same rule, its ports spelled otherwise', [allPorts], [allPortsAsNone], 'same', []],
      ['a rule whose id was never known, by its door', [anonymous], [rdp], 'same', []],
      ['a rule that is gone', [rdp], [other], 'gone', []],
      ['an empty group', [rdp, v6], [], 'gone', []],
      ['the same id with another door', [rdp], [edited], 'different', [edited]],
      ['the same door under a new id', [rdp], [remade], 'different', [remade]],
      ['one of two', [rdp, v6], [v6], 'different', [v6]],
      ['both of two', [rdp, v6], [v6, rdp], 'same', []],
      [
        'the rule edited, and its door made again',
        [rdp],
        [edited, remade],
        'different',
        [edited, remade],
      ],
      ['one unchanged and one edited', [rdp, v6], [edited, v6], 'different', [edited, v6]],
    ],
  )('tells %s', (_, named, live, kind, now) => {
    expect(compareLive(named, live)).toEqual(kind === 'different' ? { kind, now } : { kind });
  });

  const rule: fc.Arbitrary<PlannedRule> = fc.record({
    ruleId: fc.constantFrom(null, 'a', 'b', 'c'),
    protocol: fc.constantFrom('tcp', 'udp'),
    fromPort: fc.constant(3389),
    toPort: fc.constantFrom(3389, 3390),
    source: fc.constantFrom('0.0.0.0/0', '::/0'),
  });
  const liveRules = fc
    .uniqueArray(
      rule.filter(({ ruleId }) => ruleId !== null),
      { selector: ({ ruleId }) => ruleId, maxLength: 3 },
    )
    .chain((rules) => fc.uniqueArray(fc.constantFrom(...rules, other), { selector: doorText }));
  const namedRules = fc.uniqueArray(rule, { selector: doorText, minLength: 1, maxLength: 3 });

  function doorText({ protocol, toPort, source }: PlannedRule): string {
    return `${protocol} ${toPort} ${source}`;
  }

  it('is what comparing every pair of rules gives', () => {
    fc.assert(
      fc.property(namedRules, liveRules, (named, live) => {
        const pairs = named.flatMap((each) => live.map((rule) => ({ each, rule })));
        const isSameId = ({ each, rule }: (typeof pairs)[0]) =>
          each.ruleId !== null && each.ruleId === rule.ruleId;
        const isSameDoor = ({ each, rule }: (typeof pairs)[0]) => doorText(each) === doorText(rule);
        const about = pairs.filter((pair) => isSameId(pair) || isSameDoor(pair));
        const now = live.filter((rule) => about.some((pair) => pair.rule === rule));
        const unchanged = pairs.filter(
          (pair) => isSameDoor(pair) && (pair.each.ruleId === null || isSameId(pair)),
        );
        const isAll = named.every((each) => unchanged.some((pair) => pair.each === each));
        const answer = compareLive(named, live);
        if (now.length === 0) expect(answer).toEqual({ kind: 'gone' });
        else if (isAll && now.length === named.length) expect(answer).toEqual({ kind: 'same' });
        else expect(answer).toEqual({ kind: 'different', now });
      }),
      { numRuns: 1_000 },
    );
  });
});
