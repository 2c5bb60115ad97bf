import { describe, expect, test } from 'vitest';
import { tableFits } from '../../../src/domain/audit/fits.ts';
import type { GroupState, KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import { sourceOf } from '../../../src/domain/plan/planned-rule.ts';
import { SCENARIO_NAMES, type ScenarioName } from '../../../src/domain/scenario/port-table.ts';
import { wantedRules } from '../../../src/domain/scenario/wanted-rules.ts';
import { GUARD, groupOf, SELF } from './directory-universe.ts';

/** A group exactly as a scenario has it. */
function groupAs(name: ScenarioName): GroupState {
  const wanted = wantedRules(
    {
      name,
      networks: new Map([
        ['onPremises', sourceSet([sourceOf('192.168.0.0/16')])],
        ['clients', sourceSet([sourceOf('10.1.0.0/16')])],
      ]),
      isLdapsUsed: true,
      isTrustCreated: false,
    },
    SELF,
  );
  const rules = wanted.map(({ protocol, fromPort, toPort, source, direction }) => ({
    direction,
    rule: { ruleId: null, description: null, protocol, fromPort, toPort, source },
  }));
  return groupOf(
    rules.filter(({ direction }) => direction === 'inbound').map(({ rule }) => rule),
    rules.filter(({ direction }) => direction === 'outbound').map(({ rule }) => rule),
  );
}

function fitsOf(group: GroupState, hasTrust: boolean | null) {
  const audited = { group, guard: GUARD, choice: null, lists: new Map() };
  return tableFits(audited, { type: 'microsoftAd', hasTrust });
}

describe('tableFits()', () => {
  test.each(SCENARIO_NAMES)('a group that is exactly as %s fits that best', (name) => {
    const [best] = fitsOf(groupAs(name), name.endsWith('WithTrust'));
    expect(best).toEqual({ name, shut: [], surplus: [], trust: 'fits' });
  });

  test('a trust outweighs services: what would cut it comes last', () => {
    const fits = fitsOf(groupAs('nativeWorkloads'), true);
    expect(fits.map(({ name, trust }) => [name, trust])).toEqual([
      ['nativeWorkloadsWithTrust', 'fits'],
      ['awsApplicationsWithTrust', 'fits'],
      ['nativeWorkloads', 'lacksTrust'],
      ['awsApplications', 'lacksTrust'],
    ]);
  });

  test('names services that are shut, and those that a table does not have', () => {
    const [first] = fitsOf(
      groupOf([rule('tcp', 3389, '0.0.0.0/0'), rule('tcp', 53, '10.0.0.0/8')], []),
      false,
    );
    expect(first?.name).toBe('awsApplications');
    expect(first?.surplus.map(({ service }) => service)).toEqual(['dns', 'rdp']);
  });

  test('says so where it is not known whether there is a trust', () => {
    expect(fitsOf(groupAs('nativeWorkloads'), null).map(({ trust }) => trust)).toEqual(
      Array(SCENARIO_NAMES.length).fill('notKnown'),
    );
  });

  test('offers a directory the tables of its own type only', () => {
    const audited = { group: groupOf([], []), guard: GUARD, choice: null, lists: new Map() };
    const names = tableFits(audited, { type: 'simpleAd', hasTrust: false }).map(({ name }) => name);
    expect(names).toEqual(['simpleAd']);
  });
});

function rule(protocol: 'tcp' | 'udp', port: number, source: string): KnownRule {
  return { ruleId: null, description: null, protocol, fromPort: port, toPort: port, source };
}
