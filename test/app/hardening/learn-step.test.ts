import { describe, expect, it } from 'vitest';
import { observed } from '../../../src/app/hardening/learn-step.ts';
import type { KeptUnasked } from '../../../src/app/ports.ts';
import type { ExposureChange } from '../../../src/domain/change/exposure-change.ts';
import { foldHardening } from '../../../src/domain/hardening/evolve.ts';
import { isOwnHardeningStep } from '../../../src/domain/hardening/is-own-step.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import type { GroupState, KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { asAdmission } from '../../../src/domain/plan/planned-rule.ts';
import { CALL, findingOf } from '../../domain/finding/finding-of.ts';
import { GROUP, RDP_FROM_ALL, START } from '../../support/findings.ts';
import { proposedOf } from '../../support/hardenings.ts';

const GROUP_STATE: GroupState = {
  ...GROUP,
  groupName: 'win-web',
  vpcId: null,
  tags: {},
  inbound: [],
  outbound: [],
  observedAt: START + 1,
};
const STEP = {
  kind: 'revoke',
  direction: 'inbound',
  rules: [{ ...RDP_FROM_ALL, description: null }],
} as const;
const SEEN = { hardeningId: 'h-1', step: STEP, group: GROUP_STATE, now: START + 2 };

function kept(instead: Partial<KeptUnasked>): KeptUnasked {
  const nothing = {
    open: [],
    unexplained: [],
    reverted: [],
    ofDirectories: [],
    directoryCalls: [],
  };
  return { ...nothing, groups: new Map(), lists: new Map(), interfaces: new Map(), ...instead };
}

describe('a step that was read back', () => {
  it('makes open findings look whose rules it removed, and no others', () => {
    const finding = findingOf();
    const { changes } = observed(SEEN, kept({ open: [finding] }));
    expect(changes).toMatchObject([
      {
        findingId: finding.id,
        events: [{ kind: 'door.touched', how: 'hardened', eventId: 'h-1' }],
      },
    ]);
    const added = { ...SEEN, step: { ...STEP, kind: 'add' as const } };
    expect(observed(added, kept({ open: [finding] })).changes).toEqual([]);
  });

  it('moves what is known of a group that is known, never to an earlier moment', () => {
    const groups = (observedAt: number) =>
      new Map([[GROUP.groupId, { ...GROUP_STATE, observedAt }]]);
    expect(observed(SEEN, kept({})).group).toBeNull();
    expect(observed(SEEN, kept({ groups: groups(START) })).group).toEqual(GROUP_STATE);
    expect(observed(SEEN, kept({ groups: groups(START + 5) })).group).toBeNull();
  });
});

describe('a call of a hardening whose answer was lost', () => {
  const { plan } = proposedOf('h-1');
  const first = plan.steps.find(({ kind }) => kind === 'add');
  const begun = { ...foldHardening([proposedOf('h-1')]), began: { first: START, last: START } };

  const record = {
    eventId: 'e-9',
    eventTime: '',
    eventName: '',
    accountId: GROUP.accountId,
    region: GROUP.region,
    requestId: null,
    actor: CALL.actor,
  };

  function change(
    kind: 'rulesAdded' | 'rulesRemoved',
    rules: readonly KnownRule[] = first?.rules ?? [],
  ): ExposureChange {
    const group = { groupId: GROUP.groupId, groupName: null, ownerId: GROUP.accountId };
    const direction = first?.direction ?? 'inbound';
    return { kind, record, group, direction, rules: rules.map(asAdmission), ruleIds: [] };
  }

  it('is known by what it did, and when', () => {
    expect(isOwnHardeningStep(change('rulesAdded'), START + MINUTE_MS, begun)).toBe(true);
    expect(isOwnHardeningStep(change('rulesRemoved'), START + MINUTE_MS, begun)).toBe(false);
    expect(isOwnHardeningStep(change('rulesAdded'), START + 10 * MINUTE_MS, begun)).toBe(false);
    expect(isOwnHardeningStep(change('rulesAdded', []), START, begun)).toBe(false);
    const other = [{ ...RDP_FROM_ALL, description: null }];
    expect(isOwnHardeningStep(change('rulesAdded', other), START, begun)).toBe(false);
    expect(isOwnHardeningStep(change('rulesAdded'), START, { ...begun, began: null })).toBe(false);
  });
});
