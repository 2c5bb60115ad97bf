import { describe, expect, test } from 'vitest';
import {
  benchPolicy,
  type GeneratedGroup,
  generateGroups,
} from '../../bench/sweep/generate-groups.ts';
import { lookTwice } from '../../bench/sweep/look-at-groups.ts';
import { knownLists } from '../../src/domain/inventory/known-lists.ts';
import { asAdmission } from '../../src/domain/plan/planned-rule.ts';
import { excessOf } from '../../src/domain/policy/evaluate.ts';

const OPTIONS = { groupsCount: 400, seed: 7, observedAt: Date.UTC(2026, 10, 24) };
const GROUPS = generateGroups(OPTIONS);
const RULES = GROUPS.flatMap(({ live }) => live.inbound);

/** The rules that the evaluation blames. */
function blamedIds({ live, match: { guard }, lists }: GeneratedGroup): readonly (string | null)[] {
  const blocks = knownLists(lists.values());
  const atHand = { lists: { rules: blocks, approved: blocks } };
  const { offending } = excessOf(live.inbound.map(asAdmission), guard, live.groupId, atHand);
  return offending.map(({ ruleId }) => ruleId).sort();
}

describe('generateGroups()', () => {
  test('the same seed makes the same groups, another seed others', () => {
    expect(generateGroups(OPTIONS)).toEqual(GROUPS);
    expect(generateGroups({ ...OPTIONS, seed: 8 })).not.toEqual(GROUPS);
  });

  test('has 23 rules a group on average: 460,000 in 20,000 groups', () => {
    expect(RULES).toHaveLength(OPTIONS.groupsCount * 23);
  });

  test('has groups of every guard, and every sort of source and traffic', () => {
    const guards = benchPolicy().guards.map(({ name }) => name);
    expect(new Set(GROUPS.map(({ match }) => match.guard.name))).toEqual(new Set(guards));
    const own = new Set(GROUPS.map(({ live }) => live.groupId));
    const sorts: readonly [string, (rule: (typeof RULES)[number]) => boolean][] = [
      ['IPv4', ({ source }) => source.includes('.')],
      ['IPv6', ({ source }) => source.includes(':')],
      ['prefix list', ({ source }) => source.startsWith('pl-')],
      ['own group', ({ source }) => own.has(source)],
      ['another group', ({ source }) => source.startsWith('sg-') && !own.has(source)],
      ['all traffic', ({ protocol }) => protocol === '-1'],
      ['port range', ({ fromPort, toPort }) => fromPort < toPort],
    ];
    const missing = sorts.filter(([, isOfSort]) => RULES.filter(isOfSort).length < 50);
    expect(missing.map(([name]) => name)).toEqual([]);
  });

  test('has every door of a group once', () => {
    for (const { live } of GROUPS) {
      const doors = live.inbound.map((rule) =>
        Object.values({ ...rule, ruleId: '', description: '' }).join(),
      );
      expect(new Set(doors).size).toBe(doors.length);
    }
  });

  test('says of every rule whether it violates, as the evaluation finds it', () => {
    expect(GROUPS.map(blamedIds)).toEqual(
      GROUPS.map(({ violatingIds }) => violatingIds.toSorted()),
    );
    const violatingCount = GROUPS.filter(({ violatingIds }) => violatingIds.length > 0).length;
    expect(violatingCount).toBeGreaterThan(10);
    expect(violatingCount).toBeLessThan(100);
  });
});

test('lookTwice() finds the groups that violate, and an hour later all as they were', () => {
  const { first, later, truthCount, wrongCount } = lookTwice(200, 7);
  expect(truthCount).toBeGreaterThan(0);
  expect({ wrongCount, violatingCount: first.violatingCount }).toEqual({
    wrongCount: 0,
    violatingCount: truthCount,
  });
  expect(later).toMatchObject({ groupsCount: 200, rulesCount: 4_600, violatingCount: 0 });
});
