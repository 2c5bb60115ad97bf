import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleChange } from '../../../src/domain/change/exposure-change.ts';
import { SECOND_MS } from '../../../src/domain/instant.ts';
import type { RemovedRule } from '../../../src/domain/inventory/group-state.ts';
import {
  ONE_EDIT_MS,
  REMOVED_MAX,
  rememberRemoved,
  removedRules,
  replacedBy,
} from '../../../src/domain/inventory/removed-rules.ts';
import { asAdmission, type PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { rdpFrom } from '../../support/findings.ts';
import { CALL, DOOR, OPENED_AT } from '../finding/finding-of.ts';

const { actor } = CALL;
const added = {
  rules: [rdpFrom('0.0.0.0/0')],
  direction: 'inbound',
  actor,
  at: OPENED_AT,
} as const;
const erin = { ...actor, name: 'erin', arn: 'arn:aws:iam::111122223333:user/erin' };

function removal(rules: readonly PlannedRule[], more: Partial<RuleChange> = {}): RuleChange {
  return {
    kind: 'rulesRemoved',
    record: {
      eventId: 'e-2',
      eventTime: '',
      eventName: 'RevokeSecurityGroupIngress',
      accountId: DOOR.accountId,
      region: DOOR.region,
      requestId: null,
      actor,
    },
    group: { groupId: 'sg-1', groupName: null, ownerId: DOOR.accountId },
    direction: 'inbound',
    rules: rules.map((rule) => ({ ...asAdmission(rule), description: 'bastion' })),
    ruleIds: [],
    ...more,
  };
}

const BASTION = rdpFrom('10.9.8.0/28', 'sgr-2');

function removed(afterMs: number, rule = BASTION, more: Partial<RuleChange> = {}) {
  return removedRules(removal([rule], more), null, OPENED_AT + afterMs);
}

describe('replacedBy()', () => {
  it.each([0, -3 * SECOND_MS, 3 * SECOND_MS, -ONE_EDIT_MS, ONE_EDIT_MS])(
    'is what the same actor removed %d ms apart',
    (afterMs) => {
      const expected = { ...BASTION, description: 'bastion', removedAt: OPENED_AT + afterMs };
      expect(replacedBy(added, removed(afterMs))).toEqual([expected]);
    },
  );

  it.each<[string, readonly RemovedRule[]]>([
    ['too long before', removed(-ONE_EDIT_MS - 1)],
    ['too long after', removed(ONE_EDIT_MS + 1)],
    ['the same door', removed(1, rdpFrom('0.0.0.0/0', 'sgr-9'))],
    ['other traffic', removed(1, { ...BASTION, fromPort: 443, toPort: 443 })],
    ['the other direction', removed(1, BASTION, { direction: 'outbound' })],
    [
      'what somebody else removed',
      removed(1, BASTION, { record: { ...removal([]).record, actor: erin } }),
    ],
  ])('is not %s', (_, rules) => {
    expect(replacedBy(added, rules)).toEqual([]);
  });

  it('takes the values of what a record names by id from the group', () => {
    const was = { ...BASTION, description: null };
    const group = {
      accountId: DOOR.accountId,
      region: DOOR.region,
      groupId: 'sg-1',
      groupName: 'win-web',
      vpcId: null,
      tags: {},
      inbound: [was],
      outbound: [],
      observedAt: OPENED_AT,
    };
    const byId = removal([], { ruleIds: ['sgr-2', 'sgr-unknown'] });
    expect(replacedBy(added, removedRules(byId, group, OPENED_AT))).toMatchObject([was]);
    expect(removedRules(byId, null, OPENED_AT)).toEqual([]);
  });
});

describe('rememberRemoved()', () => {
  it('remembers in any order what can still count, and no more than it may', () => {
    const times = fc.array(fc.integer({ min: 0, max: 3 * ONE_EDIT_MS }), { maxLength: 80 });
    fc.assert(
      fc.property(times, (all) => {
        const kept = all.reduce<readonly RemovedRule[]>(
          (known, ms) => rememberRemoved(known, removed(ms)),
          [],
        );
        const latest = Math.max(...all);
        const due = all.filter((ms) => latest - ms <= ONE_EDIT_MS).toSorted((a, b) => a - b);
        const expected = due.slice(-REMOVED_MAX).map((ms) => OPENED_AT + ms);
        expect(kept.map(({ removedAt }) => removedAt)).toEqual(expected);
      }),
    );
  });
});
