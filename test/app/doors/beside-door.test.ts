import { describe, expect, it } from 'vitest';
import { seen } from '../../../src/app/doors/look-at-door.ts';
import { NO_LISTS } from '../../../src/domain/inventory/known-lists.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { DOOR, findingOf, RDP_FROM_ANYWHERE } from '../../domain/finding/finding-of.ts';

const POLICY: Policy = {
  guards: [
    { name: 'windows-servers', kind: 'windows', match: [], approved: new Map() },
    { name: 'dcs', kind: 'domainController', match: [], approved: new Map() },
  ],
  approvers: { userIds: [], userGroupIds: [] },
  channelId: 'C1',
};

const WINDOWS = {
  guardName: 'windows-servers',
  guardKind: 'windows',
  groupId: 'sg-clean',
  groupName: null,
  on: 'i-1',
  ownGroupId: 'sg-clean',
} as const;
const CONTROLLERS = {
  ...WINDOWS,
  guardName: 'dcs',
  guardKind: 'domainController',
  groupId: 'sg-dc',
  ownGroupId: null,
} as const;

/** What is thought of the door of sg-1, which stands beside others, once its rule has become another. */
function judged(now: Partial<PlannedRule>) {
  const finding = findingOf({ door: { ...DOOR, beside: [WINDOWS, CONTROLLERS] } });
  const look = { kind: 'different', now: [{ ...RDP_FROM_ANYWHERE, ...now }] } as const;
  return seen(finding, look, { policy: POLICY, lists: NO_LISTS }).kind;
}

describe('a door of a group that is guarded for the sake of others, whose rule is another by now', () => {
  it.each([
    ['open to a port that one of the guards guards', { fromPort: 389, toPort: 389 }, 'changed'],
    ['open to a port that none guards', { fromPort: 443, toPort: 443 }, 'shut'],
    ['open to its own members, who may be anywhere', { source: 'sg-1' }, 'changed'],
    [
      'open to members of the one guarded group, on hosts of the other',
      { source: 'sg-clean' },
      'changed',
    ],
  ] as const)('is %s', (_, now, kind) => {
    expect(judged(now)).toBe(kind);
  });

  it('is shut where members of the one guarded group may come', () => {
    const finding = findingOf({ door: { ...DOOR, beside: [WINDOWS] } });
    const now = [{ ...RDP_FROM_ANYWHERE, source: 'sg-clean' }];
    const look = { kind: 'different', now } as const;
    expect(seen(finding, look, { policy: POLICY, lists: NO_LISTS })).toEqual({ kind: 'shut' });
  });
});
