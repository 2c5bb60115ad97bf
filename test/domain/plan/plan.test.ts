import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { planRevert, type RulesPlan } from '../../../src/domain/plan/plan.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import {
  CALL,
  DOOR,
  findingOf,
  HOME_ACCOUNT,
  OWN_ACCOUNTS,
  RDP_FROM_ANYWHERE,
} from '../finding/finding-of.ts';

/** What a plan is made from, and nothing else of the finding. */
interface Ingredients {
  readonly id: string;
  readonly region: string;
  readonly groupId: string;
  readonly kind: 'rulesAdded' | 'rulesEdited';
  readonly rules: readonly PlannedRule[];
}

const rule: fc.Arbitrary<PlannedRule> = fc.record({
  ruleId: fc.constantFrom(null, 'sgr-1', 'sgr-2'),
  protocol: fc.constantFrom('tcp', 'udp', '-1'),
  fromPort: fc.constantFrom(-1, 88, 3389),
  toPort: fc.constantFrom(-1, 88, 3389),
  source: fc.constantFrom('0.0.0.0/0', '::/0', 'pl-1', 'sg-2'),
});

const ingredients: fc.Arbitrary<Ingredients> = fc.record({
  id: fc.constantFrom('f-1', 'f-2'),
  region: fc.constantFrom('eu-central-1', 'us-east-1'),
  groupId: fc.constantFrom('sg-1', 'sg-2'),
  kind: fc.constantFrom('rulesAdded', 'rulesEdited'),
  rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
});

function findingFrom({ id, region, groupId, kind, rules }: Ingredients): Finding {
  return findingOf({
    id,
    rules,
    door: { ...DOOR, region, groupId },
    opening: { ...CALL, kind },
  });
}

function planOf(finding: Finding): RulesPlan {
  const plan = planRevert(finding, OWN_ACCOUNTS);
  if (typeof plan === 'string' || plan.kind !== 'rules') throw new Error('No plan of rules');
  return plan;
}

describe('planRevert()', () => {
  it('has equal hashes for equal plans, and for no others', () => {
    fc.assert(
      fc.property(ingredients, ingredients, (a, b) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        expect(planOf(findingFrom(a)).hash === planOf(findingFrom(b)).hash).toBe(isSame);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has another hash when any one thing is another', () => {
    const plain = { ...RDP_FROM_ANYWHERE };
    const base: Ingredients = {
      id: 'f-1',
      region: 'eu-central-1',
      groupId: 'sg-1',
      kind: 'rulesAdded',
      rules: [plain],
    };
    const variants: readonly Ingredients[] = [
      base,
      { ...base, id: 'f-2' },
      { ...base, region: 'us-east-1' },
      { ...base, groupId: 'sg-2' },
      { ...base, kind: 'rulesEdited' },
      { ...base, rules: [plain, plain] },
      { ...base, rules: [{ ...plain, ruleId: 'sgr-2' }] },
      { ...base, rules: [{ ...plain, ruleId: null }] },
      { ...base, rules: [{ ...plain, protocol: 'udp' }] },
      { ...base, rules: [{ ...plain, fromPort: 3388 }] },
      { ...base, rules: [{ ...plain, toPort: 3390 }] },
      { ...base, rules: [{ ...plain, source: '0.0.0.0/1' }] },
    ];
    const hashes = variants.map((variant) => planOf(findingFrom(variant)).hash);
    expect(new Set(hashes).size).toBe(variants.length);
  });

  it('does not depend on who decided, when, or what was noted', () => {
    const finding = findingOf();
    const noted = { by: 'U1', note: 'mine', at: 1 };
    const later = { ...finding, version: 9, acknowledged: noted, lookAt: 5, doubt: 'much' };
    expect(planOf(later).hash).toBe(planOf(finding).hash);
  });

  it('names the rules of its finding and nothing else', () => {
    fc.assert(
      fc.property(ingredients, (made) => {
        const plan = planOf(findingFrom(made));
        expect(plan.revoke).toEqual(made.rules);
        expect(plan).toMatchObject({
          findingId: made.id,
          region: made.region,
          groupId: made.groupId,
          accountId: HOME_ACCOUNT,
        });
      }),
    );
  });

  it('says of an edited rule that its earlier values are not known', () => {
    expect(planOf(findingOf()).caveat).toBeNull();
    const edited = findingOf({ opening: { ...CALL, kind: 'rulesEdited' } });
    expect(planOf(edited).caveat).toBe('earlierValuesUnknown');
  });

  it('cannot be made without the id of the group, or for a group of another owner', () => {
    const nameless = findingOf({ door: { ...DOOR, groupId: null } });
    const foreign = findingOf({ door: { ...DOOR, accountId: '999999999999' } });
    expect(planRevert(nameless, OWN_ACCOUNTS)).toBe('groupIdUnknown');
    expect(planRevert(foreign, OWN_ACCOUNTS)).toBe('foreignAccount');
  });
});
