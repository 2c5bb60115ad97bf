import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directedMatch } from '../../../src/domain/backtest/told.ts';
import { guardedTraffic } from '../../../src/domain/guard/services.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import {
  difference,
  exposureOf,
  isEmpty,
  toRows,
  union,
  within,
} from '../../../src/domain/net/exposure.ts';
import type { SourceSet } from '../../../src/domain/net/source.ts';
import { asAdmission } from '../../../src/domain/plan/planned-rule.ts';
import { approvedSource, groupsApproved } from '../../../src/domain/policy/approved-source.ts';
import { approvedExposure, excessOf } from '../../../src/domain/policy/evaluate.ts';
import { guardedDirections } from '../../../src/domain/policy/guarded-directions.ts';
import { judge } from '../../../src/domain/policy/judge.ts';
import { judgeListGrowth } from '../../../src/domain/policy/judge-list.ts';
import { listsApproved, vpcsApproved } from '../../../src/domain/policy/lists-approved.ts';
import type { Guard, Policy } from '../../../src/domain/policy/policy.ts';
import { PORT_TABLE_NAMES } from '../../../src/domain/scenario/port-table.ts';
import type { ScenarioChoice } from '../../../src/domain/scenario/scenario-choice.ts';
import type { NetworkRole } from '../../../src/domain/scenario/wanted-rule.ts';
import { wantedExposure, wantedRules } from '../../../src/domain/scenario/wanted-rules.ts';
import { textsOf } from '../scenario/networks.ts';
import { changeOf, OWN_GROUP, open } from './change-of.ts';

interface Networks {
  readonly onPremises?: readonly string[];
  readonly clients?: readonly string[];
}

function guardOf(
  name: ScenarioChoice['name'],
  { onPremises = [], clients = [] }: Networks,
  more: Partial<Guard> = {},
): Guard {
  const networks = new Map<NetworkRole, SourceSet>([
    ['onPremises', textsOf(onPremises)],
    ['clients', textsOf(clients)],
  ]);
  const scenario = { name, networks, isLdapsUsed: false, isTrustCreated: true };
  return {
    name: 'directory',
    kind: 'directory',
    match: [],
    approved: new Map(),
    scenario,
    ...more,
  };
}

const BOTH = { onPremises: ['10.1.0.0/16'], clients: ['10.2.0.0/16'] };
const WITH_TRUST = guardOf('nativeWorkloadsWithTrust', BOTH);

function excess(
  guard: Guard,
  direction: 'inbound' | 'outbound',
  ...rules: Parameters<typeof open>[]
) {
  const found = excessOf(
    rules.map((rule) => open(...rule)),
    guard,
    OWN_GROUP,
    { direction },
  );
  return toRows(found.excess).map(({ protocol, fromPort, source }) => [protocol, fromPort, source]);
}

describe('a scenario approves', () => {
  test('its rows exactly: TCP 445 from on-premises, and UDP 445 from clients alone', () => {
    expect(excess(WITH_TRUST, 'inbound', ['tcp', '445', '10.1.0.0/16'])).toEqual([]);
    expect(excess(WITH_TRUST, 'inbound', ['udp', '445', '10.2.0.0/16'])).toEqual([]);
    expect(excess(WITH_TRUST, 'inbound', ['udp', '445', '10.1.0.0/16'])).toEqual([
      ['udp', 445, '10.1.0.0/16'],
    ]);
    expect(excess(WITH_TRUST, 'inbound', ['udp', '137-138', '10.2.0.0/16'])).toEqual([
      ['udp', 137, '10.2.0.0/16'],
    ]);
    expect(excess(WITH_TRUST, 'inbound', ['tcp', '3389', '10.2.0.0/16'])).toEqual([
      ['tcp', 3389, '10.2.0.0/16'],
    ]);
  });

  test('all traffic to on-premises, and to nobody else but the group itself', () => {
    expect(excess(WITH_TRUST, 'outbound', [-1, '-1', '10.1.0.0/16'])).toEqual([]);
    expect(excess(WITH_TRUST, 'outbound', [-1, '-1', OWN_GROUP])).toEqual([]);
    expect(excess(WITH_TRUST, 'outbound', ['tcp', '53', '10.2.0.0/16'])).toEqual([
      ['tcp', 53, '10.2.0.0/16'],
    ]);
    const without = guardOf('nativeWorkloads', BOTH);
    expect(excess(without, 'outbound', ['tcp', '53', '10.1.0.0/16'])).toEqual([
      ['tcp', 53, '10.1.0.0/16'],
    ]);
  });

  test('besides what stands under approved and outbound', () => {
    const more = {
      approved: new Map([['rdp', textsOf(['10.9.8.0/28'])]] as const),
      outbound: new Map([['dns', textsOf(['10.2.0.0/16'])]] as const),
    };
    const guard = guardOf('nativeWorkloadsWithTrust', BOTH, more);
    expect(excess(guard, 'inbound', ['tcp', '3389', '10.9.8.0/28'])).toEqual([]);
    expect(excess(guard, 'inbound', ['tcp', '445', '10.1.0.0/16'])).toEqual([]);
    expect(excess(guard, 'outbound', ['udp', '53', '10.2.0.0/16'])).toEqual([]);
    expect(excess(guard, 'outbound', [-1, '-1', '10.1.0.0/16'])).toEqual([]);
  });

  test('the blocks of a VPC as far as they are known, whatever was asked before', () => {
    const guard = guardOf('nativeWorkloads', { clients: ['vpc-1'] });
    const rules = [open('tcp', '53', '10.2.0.0/16'), open('tcp', '53', '10.3.0.0/16')];
    const beyond = (blocks: readonly string[] | null) => {
      const known = new Map(blocks === null ? [] : [['vpc-1', blocks.map(cidr)]]);
      const { offending } = excessOf(rules, guard, OWN_GROUP, {
        lists: { rules: new Map(), approved: known },
      });
      return offending.map((rule) => rules.indexOf(rule));
    };
    expect(beyond(null)).toEqual([0, 1]);
    expect(beyond(['10.2.0.0/15'])).toEqual([]);
    expect(beyond(['10.2.0.0/16'])).toEqual([1]);
    expect(beyond([])).toEqual([0, 1]);
    expect(beyond(['10.3.0.0/16'])).toEqual([0]);
  });
});

const anyBlocks = fc.uniqueArray(
  fc.constantFrom('10.1.0.0/16', '10.2.0.0/16', '10.0.0.0/8', 'pl-1', 'sg-2', '0.0.0.0/0'),
  { maxLength: 3 },
);
const anyLists = fc
  .option(fc.uniqueArray(fc.constantFrom('10.3.0.0/16', '10.1.0.0/16')))
  .map((blocks) => new Map(blocks === null ? [] : [['pl-1', blocks.map(cidr)]]));

describe('for any scenario and networks,', () => {
  test.each(['inbound', 'outbound'] as const)(
    'the wanted rules are approved %s, and what is beyond them is an excess',
    (direction) => {
      fc.assert(
        fc.property(
          fc.constantFrom(...PORT_TABLE_NAMES),
          fc.record({ onPremises: anyBlocks, clients: anyBlocks }),
          anyLists,
          (name, networks, lists) => {
            const guard = guardOf(name, networks);
            const { scenario } = guard;
            if (scenario === undefined) throw new Error('The guard of this test has a scenario');
            const wanted = wantedRules(scenario, OWN_GROUP, lists);
            const known = { rules: lists, approved: lists };
            const rules = wanted.filter((rule) => rule.direction === direction).map(asAdmission);
            const asked = { direction, lists: known };
            expect(excessOf(rules, guard, OWN_GROUP, asked).offending).toEqual([]);

            const approved = approvedExposure(guard, { ownGroupId: OWN_GROUP, direction, lists });
            const exposure = wantedExposure(wanted, direction);
            const more = difference(approved, exposure);
            // Only what is in a known list is approved besides: the rule names the list itself.
            const named = exposureOf(
              [...(lists.get('pl-1') ?? [])].map((block) => ({
                protocol: '-1',
                fromPort: -1,
                toPort: -1,
                source: { kind: 'cidr', cidr: block },
              })),
            );
            expect(isEmpty(difference(within(more, guardedTraffic('directory')), named))).toBe(
              true,
            );
            expect(union(approved, exposure)).toEqual(approved);
          },
        ),
        { numRuns: 200 },
      );
    },
  );
});

describe('with a scenario, outbound is guarded', () => {
  const toAll = { ...changeOf([open('tcp', '53', '0.0.0.0/0')]), direction: 'outbound' } as const;
  const growthOnly: Guard = { ...WITH_TRUST, name: 'growth' };
  const { scenario: _, ...without } = growthOnly;
  const selectedBy = (guard: Guard) => {
    const why = { kind: 'selected' } as const;
    return { kind: 'guarded', guard, why, also: [], unless: [] } as const;
  };

  test('and without one it is not', () => {
    expect(guardedDirections(WITH_TRUST)).toEqual(['inbound', 'outbound']);
    expect(guardedDirections(without)).toEqual(['inbound']);
  });

  test('when a change is judged', () => {
    const judged = (guard: Guard) => judge(selectedBy(guard), toAll, []).kind;
    expect(judged(WITH_TRUST)).toBe('violates');
    expect(judged(without)).toBe('notGuarded');
  });

  test('when a history is', () => {
    const match = (guard: Guard) => directedMatch(selectedBy(guard), 'outbound').kind;
    expect(match(WITH_TRUST)).toBe('guarded');
    expect(match(without)).toBe('outbound');
  });

  test('when a list grows that the scenario names', () => {
    const guard = guardOf('awsApplicationsWithTrust', { onPremises: ['pl-1'] });
    const growth = {
      prefixListId: 'pl-1',
      blocks: [cidr('10.4.0.0/16')],
      lists: new Map([['pl-1', [cidr('10.1.0.0/16')]]]),
      groups: [],
    };
    const uses = judgeListGrowth(growth, policyOf(guard));
    expect(uses.map(({ direction, guardName }) => [direction, guardName])).toEqual([
      ['inbound', 'directory'],
      ['outbound', 'directory'],
    ]);
  });
});

function policyOf(...guards: readonly Guard[]): Policy {
  return { guards, approvers: { userIds: [], userGroupIds: [] }, channelId: 'C1' };
}

describe('what a scenario names is approved as a source:', () => {
  const guard = guardOf('nativeWorkloadsWithTrust', {
    onPremises: ['pl-1', 'sg-3'],
    clients: ['sg-2', 'vpc-1'],
  });

  test('lists, groups and VPCs are known', () => {
    expect([...listsApproved(policyOf(guard))]).toEqual(['pl-1']);
    expect([...vpcsApproved(policyOf(guard))]).toEqual(['vpc-1']);
    expect([...groupsApproved(policyOf(guard))].sort()).toEqual(['sg-2', 'sg-3']);
  });

  test('a member of a group may do what its rows say', () => {
    const reach = approvedSource('sg-3', policyOf(guard))?.reach ?? [];
    const smb = toRows(reach).filter(({ fromPort }) => fromPort === 445);
    expect(smb).toEqual([{ protocol: 'tcp', fromPort: 445, toPort: 445, source: 'sg-3' }]);
    expect(approvedSource('sg-9', policyOf(guard))).toBeNull();
  });

  test('whom members may reach is no source', () => {
    const connector = guardOf('adConnector', { onPremises: ['sg-3'] });
    expect([...groupsApproved(policyOf(connector))]).toEqual([]);
    expect(approvedSource('sg-3', policyOf(connector))).toBeNull();
  });
});
