import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleChange } from '../../../src/domain/change/exposure-change.ts';
import { applyChange, beforeAndAfter } from '../../../src/domain/inventory/before-and-after.ts';
import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { plannedDoorKey, sourceOf } from '../../../src/domain/plan/planned-rule.ts';
import { changeOf } from '../policy/change-of.ts';

const AT = Date.parse('2026-11-21T12:00:00Z');

function rule(ruleId: string | null, source: string, port = 3389): KnownRule {
  return { ruleId, protocol: 'tcp', fromPort: port, toPort: port, source, description: null };
}

function change(kind: RuleChange['kind'], rules: readonly KnownRule[]): RuleChange {
  const changed = rules.map((each) => ({ ...each, source: sourceOf(each.source) }));
  return { ...changeOf([], kind), rules: changed };
}

describe('beforeAndAfter() from a state seen before the change', () => {
  const bastion = rule('sgr-1', '10.9.8.0/28');

  it('an added rule is after and not before', () => {
    const added = rule('sgr-2', '0.0.0.0/0');
    const told = beforeAndAfter(
      { rules: [bastion], observedAt: AT - 1 },
      change('rulesAdded', [added]),
      AT,
    );
    expect(told.before).toEqual([bastion]);
    expect(told.after).toEqual([bastion, { ...added, since: AT }]);
    expect(told.isBeforeComplete).toBe(true);
  });

  it('an edited rule has its old values before, and keeps its description', () => {
    const old = { ...bastion, description: 'RDP from the bastion' };
    const told = beforeAndAfter(
      { rules: [old], observedAt: AT - 1 },
      change('rulesEdited', [rule('sgr-1', '0.0.0.0/0')]),
      AT,
    );
    expect(told.before).toEqual([old]);
    const { description } = old;
    expect(told.after).toEqual([{ ...rule('sgr-1', '0.0.0.0/0'), description, since: AT }]);
    expect(told.editedFrom.get('sgr-1')).toEqual(old);
    expect(told.isBeforeComplete).toBe(true);
  });

  it('an edit of a rule that was never seen has an unknown before', () => {
    const told = beforeAndAfter(
      { rules: [], observedAt: AT - 1 },
      change('rulesEdited', [rule('sgr-9', '0.0.0.0/0')]),
      AT,
    );
    expect(told.isBeforeComplete).toBe(false);
    expect(told.before).toEqual([]);
  });
});

describe('beforeAndAfter() from a state seen after the change', () => {
  it('an added rule is taken out again', () => {
    const added = rule('sgr-2', '0.0.0.0/0');
    const told = beforeAndAfter(
      { rules: [added], observedAt: AT + 1_000 },
      change('rulesAdded', [added]),
      AT,
    );
    expect(told).toMatchObject({ before: [], after: [added], isBeforeComplete: true });
  });

  it('a stale read that lacks the rule tells the same', () => {
    const added = rule('sgr-2', '0.0.0.0/0');
    const told = beforeAndAfter(
      { rules: [], observedAt: AT + 1_000 },
      change('rulesAdded', [added]),
      AT,
    );
    expect(told).toMatchObject({ before: [], after: [added] });
  });

  it('the old values of an edit are unknown, not the new ones', () => {
    const edited = rule('sgr-1', '0.0.0.0/0');
    const told = beforeAndAfter(
      { rules: [edited], observedAt: AT + 1_000 },
      change('rulesEdited', [edited]),
      AT,
    );
    expect(told).toMatchObject({ before: [], after: [edited], isBeforeComplete: false });
    expect(told.editedFrom.size).toBe(0);
  });

  it('a removed rule is put back', () => {
    const gone = rule('sgr-1', '0.0.0.0/0');
    const told = beforeAndAfter(
      { rules: [], observedAt: AT + 1_000 },
      change('rulesRemoved', [gone]),
      AT,
    );
    expect(told).toMatchObject({ before: [gone], after: [] });
  });
});

describe('beforeAndAfter() from a state seen in the second that the record names', () => {
  const added = rule('sgr-2', '0.0.0.0/0');

  it('a rule that was removed in it is gone, shown still or not', () => {
    for (const inbound of [[added], []]) {
      const state = { rules: inbound, observedAt: AT + 999 };
      expect(beforeAndAfter(state, change('rulesRemoved', [added]), AT).after).toEqual([]);
    }
  });

  it('an edit that it shows has an unknown before, one that it does not show yet a known one', () => {
    const edit = change('rulesEdited', [added]);
    const shown = beforeAndAfter({ rules: [added], observedAt: AT }, edit, AT);
    expect(shown.isBeforeComplete).toBe(false);
    const old = rule('sgr-2', '10.9.8.0/28');
    const notYet = beforeAndAfter({ rules: [old], observedAt: AT }, edit, AT);
    expect(notYet.editedFrom.get('sgr-2')).toEqual(old);
  });
});

describe('beforeAndAfter() from a state seen after the change', () => {
  it('leaves out what was made later', () => {
    const added = rule('sgr-2', '0.0.0.0/0');
    const later = { ...rule('sgr-3', '10.0.0.0/8'), since: AT + 60_000 };
    const earlier = { ...rule('sgr-4', '10.1.0.0/16'), since: AT - 60_000 };
    const state = { rules: [added, later, earlier], observedAt: AT + 120_000 };
    expect(beforeAndAfter(state, change('rulesAdded', [added]), AT).before).toEqual([earlier]);
  });
});

describe('applyChange()', () => {
  it('a rule without an id is known by its door', () => {
    const known = rule('sgr-1', '0.0.0.0/0');
    expect(applyChange([known], change('rulesRemoved', [rule(null, '0.0.0.0/0')]), AT)).toEqual([]);
  });

  it('going forwards from before gives after, and backwards from after gives before', () => {
    const anyRule = fc
      .record({ id: fc.nat(5), port: fc.nat(3), block: fc.nat(3) })
      .map((seed) => rule(`sgr-${seed.id}`, `10.0.${seed.block}.0/24`, 3388 + seed.port));
    const distinct = fc.uniqueArray(anyRule, { selector: ({ ruleId }) => ruleId, maxLength: 5 });
    fc.assert(
      fc.property(distinct, distinct, (inbound, rules) => {
        // EC2 gives new rules new ids, and refuses a second rule with the same door.
        const isThere = (rule: KnownRule) =>
          inbound.some(
            (each) => each.ruleId === rule.ruleId || plannedDoorKey(each) === plannedDoorKey(rule),
          );
        const fresh = rules.filter((each) => !isThere(each));
        const added = change('rulesAdded', fresh);
        const there = beforeAndAfter({ rules: inbound, observedAt: AT - 1 }, added, AT);
        const back = beforeAndAfter({ rules: there.after, observedAt: AT + 1_000 }, added, AT);
        expect(back.before).toEqual(there.before);
        expect(applyChange(there.after, change('rulesRemoved', fresh), AT)).toEqual(inbound);
      }),
    );
  });
});
