import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../../src/domain/change/exposure-change.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { source } from '../../domain/policy/change-of.ts';
import {
  ACCOUNT_ID,
  answeredRule,
  authorize,
  editedRule,
  type Fields,
  GROUP_ID,
  modify,
  rdpFrom,
  revoke,
} from '../../fixtures/cloudtrail/records.ts';
import { rdpFrom as plannedRdp } from '../../support/findings.ts';
import { type Hearing, hearing, NOW, POLICY } from './hearing.ts';

const GROUP = { accountId: ACCOUNT_ID, region: 'eu-central-1', groupId: GROUP_ID };

/** The tests' policy, and RDP from the group approved to 10.9.8.0/28 as it is to it. */
const BOTH_WAYS: Policy = {
  ...POLICY,
  guards: POLICY.guards.map((guard) => ({
    ...guard,
    outbound: new Map([['rdp', sourceSet([source('10.9.8.0/28')])]]),
  })),
};

interface Told {
  readonly direction: Direction;
  readonly kind: 'added' | 'edited' | 'removed';
  readonly ruleId: string;
  readonly cidr: string;
}

/** The record of a change of one RDP rule, made now. */
function recordOf({ direction, kind, ruleId, cidr }: Told, eventID: string): Fields {
  const isEgress = direction === 'outbound';
  const way = isEgress ? 'Egress' : 'Ingress';
  const overrides = { eventID, eventTime: new Date(NOW).toISOString() };
  const rule = answeredRule({ securityGroupRuleId: ruleId, cidrIpv4: cidr, isEgress });
  switch (kind) {
    case 'added':
      return authorize([rdpFrom(cidr)], [rule], {
        ...overrides,
        eventName: `AuthorizeSecurityGroup${way}`,
      });
    case 'edited':
      return modify(editedRule({ CidrIpv4: cidr }, ruleId), overrides);
    case 'removed':
      return revoke({ ipPermissions: { items: [rdpFrom(cidr)] } }, [rule], {
        ...overrides,
        eventName: `RevokeSecurityGroup${way}`,
      });
  }
}

const TO_ALL: Told = {
  direction: 'outbound',
  kind: 'added',
  ruleId: 'sgr-out',
  cidr: '0.0.0.0/0',
};

describe('hearRecord() of outbound rules', () => {
  it('opens a finding of that direction where the policy guards it', async () => {
    const { hear, open } = await hearing(BOTH_WAYS);
    expect(await hear(recordOf(TO_ALL, 'e-1'))).toEqual({
      kind: 'finding',
      findingId: 'f-1',
      isNew: true,
    });
    expect((await open())[0]).toMatchObject({
      door: { kind: 'rules', direction: 'outbound', groupId: GROUP_ID },
      opening: { eventName: 'AuthorizeSecurityGroupEgress', kind: 'rulesAdded' },
      rules: [{ ruleId: 'sgr-out', source: '0.0.0.0/0' }],
    });
  });

  it('permits what is approved outbound', async () => {
    const { hear } = await hearing(BOTH_WAYS);
    expect(await hear(recordOf({ ...TO_ALL, cidr: '10.9.8.1/32' }, 'e-1'))).toEqual({
      kind: 'permitted',
      reason: 'It opens guarded ports to approved sources only',
    });
  });

  it('is ignored with the reason where the policy does not guard outbound', async () => {
    const { hear, open } = await hearing();
    expect(await hear(recordOf(TO_ALL, 'e-1'))).toEqual({
      kind: 'ignored',
      reason: 'The policy does not guard what the group may reach',
    });
    expect(await open()).toEqual([]);
  });

  it('gives an edit the old values of the outbound rule', async () => {
    const { hear, open, groups } = await hearing(BOTH_WAYS);
    const was = { ...plannedRdp('10.9.8.1/32', 'sgr-out'), description: 'the bastion' };
    groups.rules = { kind: 'found', value: { inbound: [], outbound: [was] } };
    await hear(recordOf({ ...TO_ALL, cidr: '10.9.8.2/32' }, 'e-1'));
    await hear(recordOf({ ...TO_ALL, kind: 'edited' }, 'e-2'));
    expect((await open())[0]).toMatchObject({
      door: { direction: 'outbound' },
      previous: [{ ruleId: 'sgr-out', source: '10.9.8.2/32' }],
    });
  });

  it('has the door looked at when the rule is removed', async () => {
    const { hear, open, store } = await hearing(BOTH_WAYS);
    await hear(recordOf(TO_ALL, 'e-1'));
    expect(await hear(recordOf({ ...TO_ALL, kind: 'removed' }, 'e-2'))).toEqual({
      kind: 'finding',
      findingId: 'f-1',
      isNew: false,
    });
    expect((await open())[0]).toMatchObject({ lookAt: NOW, touchedBy: { name: 'alice' } });
    expect((await store.group(GROUP))?.outbound).toEqual([]);
  });
});

describe('rules of one direction and findings of the other have nothing to do with each other:', () => {
  it.each([
    ['inbound', 'outbound'],
    ['outbound', 'inbound'],
  ] as const)('an %s door is told though the same stands open %s', async (direction, other) => {
    const { hear, open } = await hearing(BOTH_WAYS);
    await hear(recordOf({ ...TO_ALL, direction: other, ruleId: 'sgr-1' }, 'e-1'));
    await hear(recordOf({ ...TO_ALL, direction, ruleId: 'sgr-2' }, 'e-2'));
    expect((await open()).map(({ door }) => 'direction' in door && door.direction)).toEqual([
      other,
      direction,
    ]);
  });

  it('what stands open inbound goes on standing while the same is contested outbound', async () => {
    const { hear, groups, open } = await hearing(BOTH_WAYS);
    const stands = { ...plannedRdp('0.0.0.0/0', 'sgr-in'), description: null };
    groups.rules = { kind: 'found', value: { inbound: [stands], outbound: [] } };
    await hear(recordOf(TO_ALL, 'e-1'));
    const within = {
      ...TO_ALL,
      direction: 'inbound',
      ruleId: 'sgr-2',
      cidr: '10.0.0.0/8',
    } as const;
    expect(await hear(recordOf(within, 'e-2'))).toEqual({
      kind: 'permitted',
      reason: 'It opens nothing that was not open already',
    });
    expect(await open()).toHaveLength(1);
  });

  it('removing the outbound twin of an open inbound door does not touch its finding', async () => {
    const { hear, open } = await hearing(BOTH_WAYS);
    await hear(recordOf({ ...TO_ALL, direction: 'inbound' }, 'e-1'));
    const before = await open();
    const outcome = await hear(recordOf({ ...TO_ALL, kind: 'removed' }, 'e-2'));
    expect(outcome).toEqual({ kind: 'permitted', reason: 'It only closes' });
    expect(before).toMatchObject([{ version: 1 }]);
    expect(await open()).toEqual(before);
  });

  it('any history of both comes to the same for each as if the other had not been', async () => {
    const numbers = [1, 2, 3, 4] as const;
    const any: fc.Arbitrary<Told> = fc
      .record({
        direction: fc.constantFrom<Direction>('inbound', 'outbound'),
        kind: fc.constantFrom('added', 'edited', 'removed'),
        number: fc.constantFrom(...numbers),
        cidr: fc.constantFrom('0.0.0.0/0', '203.0.113.0/24', '10.9.8.1/32'),
      })
      .map(({ number, ...rest }) => ({ ...rest, ruleId: `sgr-${rest.direction}-${number}` }));
    const stands = (direction: Direction) =>
      numbers.map((number) => {
        // One way the door stands open already, as what nobody was told of does.
        const isWide = direction === 'inbound' && number === 4;
        const from = isWide ? '0.0.0.0/0' : `10.9.8.${10 + number}/32`;
        return { ...plannedRdp(from, `sgr-${direction}-${number}`), description: null };
      });
    /** What the findings of a direction come to once `told` are heard, ids aside. */
    async function heard(told: readonly (readonly [Told, number])[], direction: Direction) {
      const scene: Hearing = await hearing(BOTH_WAYS);
      const value = { inbound: stands('inbound'), outbound: stands('outbound') };
      scene.groups.rules = { kind: 'found', value };
      // From here on the group is known: what was learnt of it by which record is not the question.
      await scene.hear(recordOf({ ...TO_ALL, ruleId: 'sgr-0', cidr: '10.9.8.8/32' }, 'e-known'));
      for (const [each, i] of told) await scene.hear(recordOf(each, `e-${i}`));
      const known = await scene.store.group(GROUP);
      const findings = (await scene.open()).filter(
        ({ door }) => door.kind === 'rules' && door.direction === direction,
      );
      const plain = findings.map(({ id: _, ...finding }) => JSON.stringify(finding)).sort();
      return { plain, rules: known?.[direction] };
    }
    const histories = fc.array(any, { minLength: 1, maxLength: 7 });
    const property = fc.asyncProperty(histories, async (history) => {
      const told = history.map((each, i) => [each, i] as const);
      for (const direction of ['inbound', 'outbound'] as const) {
        const alone = told.filter(([each]) => each.direction === direction);
        expect(await heard(told, direction)).toEqual(await heard(alone, direction));
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
