import { describe, expect, it } from 'vitest';
import type { GroupRules } from '../../../src/domain/harden/harden-plan.ts';
import { describeLockOut } from '../../../src/domain/lock-out/describe-lock-out.ts';
import { lockOuts } from '../../../src/domain/lock-out/lock-outs.ts';
import { assumedWanted, type MustStay } from '../../../src/domain/lock-out/must-stay.ts';
import { afterPlan } from '../../../src/domain/lock-out/simulate.ts';
import type { Place, World } from '../../../src/domain/lock-out/world.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { NO_SOURCES, sourceSet } from '../../../src/domain/net/source.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { sourceOf } from '../../../src/domain/plan/planned-rule.ts';
import { GROUP_ID, row, rule, texts, wantedIn } from '../harden/harden-of.ts';

function rulesOf(inbound: readonly string[], outbound = ['-1 0.0.0.0/0']): GroupRules {
  const read = (each: string) => rule(each);
  return { inbound: inbound.map(read), outbound: outbound.map(read) };
}

function worldOf(
  groups: Readonly<Record<string, GroupRules>>,
  places: readonly Place[] = [],
  lists: World['lists'] = new Map(),
): World {
  return { groups: new Map(Object.entries(groups)), lists, places };
}

function placeOf(hostId: string, groupIds: readonly string[], more: Partial<Place> = {}): Place {
  return { hostId, groupIds, isWhole: true, blocks: [], ...more };
}

function mustStay(
  wanted: readonly string[],
  more: Partial<NonNullable<MustStay['directory']>> = {},
): MustStay {
  const rows = wanted.map((each) => wantedIn(each));
  const directory = { groupId: GROUP_ID, wanted: rows, hasTrust: false, ...more };
  return { directory, adminSources: NO_SOURCES };
}

function admin(...sources: readonly string[]): MustStay {
  return { directory: null, adminSources: sourceSet(sources.map(sourceOf)) };
}

const PLACE = {
  intent: 'revert',
  findingId: 'f-1',
  accountId: '111122223333',
  region: 'eu-central-1',
  hash: '',
} as const;

function revoking(...revoke: readonly string[]): Plan {
  return {
    kind: 'rules',
    ...PLACE,
    groupId: GROUP_ID,
    direction: 'inbound',
    restore: [],
    revoke: revoke.map((each) => rule(each)),
    caveat: null,
  };
}

function found(world: World, plan: Plan, stay: MustStay) {
  return lockOuts(world, afterPlan(world, plan), stay);
}

describe('lockOuts()', () => {
  const dcs = [placeOf('eni-1', [GROUP_ID]), placeOf('eni-2', [GROUP_ID])];

  it('says which required service is cut, for whom, where', () => {
    const world = worldOf({ [GROUP_ID]: rulesOf(['tcp 88 0.0.0.0/0', `-1 ${GROUP_ID}`]) }, dcs);
    const [first, ...more] = found(
      world,
      revoking('tcp 88 0.0.0.0/0'),
      mustStay(['tcp 88 10.0.0.0/8']),
    );
    expect(more).toEqual([]);
    expect(first).toEqual({
      kind: 'service',
      direction: 'inbound',
      service: 'kerberos',
      network: 'clients',
      rows: [row('tcp 88 10.0.0.0/8')],
      hosts: ['eni-1', 'eni-2'],
      isCertain: true,
    });
    expect(first && describeLockOut(first)).toBe(
      'would cut Kerberos, which the scenario requires on eni-1, eni-2: inbound TCP 88 (Kerberos) from 10.0.0.0/8',
    );
  });

  it('does not count what was shut before, what is optional, or what another group leaves open', () => {
    const world = worldOf(
      {
        [GROUP_ID]: rulesOf(['tcp 88 0.0.0.0/0', `-1 ${GROUP_ID}`]),
        'sg-2': rulesOf(['tcp 88 10.0.0.0/8']),
      },
      dcs.map((place) => ({ ...place, groupIds: [GROUP_ID, 'sg-2'] })),
    );
    const plan = revoking('tcp 88 0.0.0.0/0');
    expect(found(world, plan, mustStay(['tcp 88 10.0.0.0/8', 'tcp 53 10.0.0.0/8']))).toEqual([]);
    expect(found(world, plan, mustStay(['tcp 88 11.0.0.0/8']))).toHaveLength(1);
    const optional = mustStay([], {
      wanted: [wantedIn('tcp 88 11.0.0.0/8', { need: 'optional' })],
    });
    expect(found(world, plan, optional)).toEqual([]);
  });

  it('is not certain where not all groups of a host are known, or no host is', () => {
    const rules = { [GROUP_ID]: rulesOf(['tcp 88 10.0.0.0/8', `-1 ${GROUP_ID}`]) };
    const certain = (places: readonly Place[]) =>
      found(
        worldOf(rules, places),
        revoking('tcp 88 10.0.0.0/8'),
        mustStay(['tcp 88 10.0.0.0/8']),
      ).map(({ isCertain }) => isCertain);
    expect(certain(dcs)).toEqual([true]);
    expect(certain([])).toEqual([false]);
    expect(certain([placeOf('eni-1', [GROUP_ID], { isWhole: false })])).toEqual([false]);
    expect(certain([placeOf('eni-1', [GROUP_ID, 'sg-unread'])])).toEqual([false]);
  });

  it('calls what is about the on-premises network the trust, where the table has one', () => {
    const world = worldOf({ [GROUP_ID]: rulesOf(['tcp 88 10.0.0.0/8', `-1 ${GROUP_ID}`]) }, dcs);
    const wanted = [wantedIn('tcp 88 10.0.0.0/8', { network: 'onPremises' })];
    const kinds = (hasTrust: boolean) =>
      found(world, revoking('tcp 88 10.0.0.0/8'), mustStay([], { wanted, hasTrust })).map(
        ({ kind }) => kind,
      );
    expect(kinds(true)).toEqual(['trust']);
    expect(kinds(false)).toEqual(['service']);
  });

  it('sees a required group cut whose members only a block let in', () => {
    const world = worldOf({ [GROUP_ID]: rulesOf(['tcp 88 0.0.0.0/0', `-1 ${GROUP_ID}`]) }, dcs);
    const [first] = found(world, revoking('tcp 88 0.0.0.0/0'), mustStay(['tcp 88 sg-7']));
    expect(texts(first?.rows ?? [])).toEqual(['tcp 88 sg-7']);
  });

  it('sees controllers cut from each other, and only what they need', () => {
    const self = `-1 ${GROUP_ID}`;
    const world = worldOf({ [GROUP_ID]: rulesOf([self]) }, dcs);
    const [first, ...more] = found(world, revoking(self), mustStay([]));
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      kind: 'controllers',
      hosts: ['eni-1', 'eni-2'],
      isCertain: true,
    });
    expect(texts(first?.rows ?? [])).toContain(`tcp 88 ${GROUP_ID}`);
    expect(texts(first?.rows ?? []).join()).not.toContain('3389');
  });

  it('does not see them cut where a block lets each of them in, or lets everybody in', () => {
    const at = (block: string, i: number) => ({ ...dcs[i], blocks: [block] }) as Place;
    const self = `-1 ${GROUP_ID}`;
    const stays = (blocks: readonly string[], places: readonly Place[]) =>
      found(
        worldOf({ [GROUP_ID]: rulesOf([self, ...blocks]) }, places),
        revoking(self),
        mustStay([]),
      );
    expect(stays(['-1 0.0.0.0/0'], dcs)).toEqual([]);
    expect(stays(['-1 10.0.0.0/24'], [at('10.0.0.1/32', 0), at('10.0.0.2/32', 1)])).toEqual([]);
    expect(stays(['-1 10.0.0.0/24'], [at('10.0.0.1/32', 0), at('10.0.1.2/32', 1)])).toHaveLength(1);
    expect(stays(['-1 10.0.0.0/24'], dcs)).toHaveLength(1);
  });

  it('sees a controller that is taken out of the group', () => {
    const world = worldOf({ [GROUP_ID]: rulesOf([`-1 ${GROUP_ID}`, 'tcp 88 10.0.0.0/8']) }, dcs);
    const plan: Plan = {
      kind: 'detach',
      ...PLACE,
      groupId: GROUP_ID,
      interfaceIds: ['eni-2'],
      vpcIds: [],
    };
    const told = found(world, plan, mustStay(['tcp 88 10.0.0.0/8']));
    expect(told.map(({ kind, hosts }) => [kind, ...hosts])).toEqual([
      ['service', 'eni-2'],
      ['controllers', 'eni-1', 'eni-2'],
    ]);
  });

  it('sees what a prefix list no longer lets in', () => {
    const lists = new Map([['pl-1', [cidr('10.0.0.0/8'), cidr('192.0.2.0/24')]]]);
    const world = worldOf({ [GROUP_ID]: rulesOf(['tcp 88 pl-1', `-1 ${GROUP_ID}`]) }, dcs, lists);
    const entry = (text: string) => ({ cidr: text, description: null });
    const plan: Plan = {
      kind: 'list',
      ...PLACE,
      prefixListId: 'pl-1',
      remove: [entry('10.0.0.0/8')],
      giveBack: [entry('10.0.0.0/9')],
      associations: null,
    };
    const [first] = found(world, plan, mustStay(['tcp 88 10.0.0.0/8', 'tcp 88 192.0.2.0/24']));
    expect(texts(first?.rows ?? [])).toEqual(['tcp 88 10.128.0.0/9']);
  });

  it('gives an edited rule its old values back before it looks', () => {
    const world = worldOf({ [GROUP_ID]: rulesOf(['tcp 88 0.0.0.0/0', `-1 ${GROUP_ID}`]) }, dcs);
    const plan: Plan = {
      ...revoking(),
      restore: [{ now: rule('tcp 88 0.0.0.0/0'), was: rule('tcp 88 10.0.0.0/9') }],
    } as Plan;
    const [first] = found(world, plan, mustStay(['tcp 88 10.0.0.0/8']));
    expect(texts(first?.rows ?? [])).toEqual(['tcp 88 10.128.0.0/9']);
  });
});

describe('lockOuts() and ways in', () => {
  const host = placeOf('i-1', [GROUP_ID]);

  it('sees the last approved way in by RDP cut, not one of two', () => {
    const rules = rulesOf(['tcp 3389 0.0.0.0/0', 'tcp 3389 10.9.8.0/28']);
    const world = worldOf({ [GROUP_ID]: rules }, [host]);
    const stay = admin('10.9.8.0/24');
    expect(found(world, revoking('tcp 3389 0.0.0.0/0'), stay)).toEqual([]);
    expect(found(world, revoking('tcp 3389 0.0.0.0/0', 'tcp 3389 10.9.8.0/28'), stay)).toEqual([
      {
        kind: 'adminWay',
        direction: 'inbound',
        rows: [row('tcp 3389 10.9.8.0/24')],
        hosts: ['i-1'],
        isCertain: true,
      },
    ]);
  });

  it('sees nothing on a host that had none, and none in UDP alone', () => {
    const rules = rulesOf(['tcp 3389 192.0.2.0/24', 'udp 3389 10.9.8.0/28']);
    const world = worldOf({ [GROUP_ID]: rules }, [host]);
    const plan = revoking('tcp 3389 192.0.2.0/24', 'udp 3389 10.9.8.0/28');
    expect(found(world, plan, admin('10.9.8.0/24'))).toEqual([]);
  });

  it('counts a gateway’s group, and a gateway whose address a block lets in', () => {
    const gateway = placeOf('i-2', ['sg-gw'], { blocks: ['10.9.8.7/32'] });
    const rules = rulesOf(['tcp 3389 sg-gw', 'tcp 3389 10.9.8.0/28']);
    const world = worldOf({ [GROUP_ID]: rules, 'sg-gw': rulesOf([]) }, [host, gateway]);
    const stay = admin('sg-gw');
    expect(found(world, revoking('tcp 3389 sg-gw'), stay)).toEqual([]);
    expect(found(world, revoking('tcp 3389 10.9.8.0/28'), stay)).toEqual([]);
    const both = revoking('tcp 3389 sg-gw', 'tcp 3389 10.9.8.0/28');
    expect(found(world, both, stay).map(({ kind, hosts }) => [kind, ...hosts])).toEqual([
      ['adminWay', 'i-1'],
    ]);
  });

  it('counts an approved prefix list by its blocks', () => {
    const lists = new Map([['pl-1', [cidr('10.9.8.0/24')]]]);
    const world = worldOf({ [GROUP_ID]: rulesOf(['tcp 3389 10.9.8.0/28']) }, [host], lists);
    expect(found(world, revoking('tcp 3389 10.9.8.0/28'), admin('pl-1'))).toHaveLength(1);
  });
});

describe('assumedWanted()', () => {
  const table = [
    wantedIn('tcp 88 10.0.0.0/8'),
    wantedIn('tcp 389 10.0.0.0/8', { service: 'ldap' }),
    wantedIn('-1 10.0.0.0/8', { direction: 'outbound', service: null, network: 'onPremises' }),
    wantedIn(`-1 ${GROUP_ID}`, { service: null, network: 'self' }),
  ].map(({ source: _, ...each }) => each);

  it('takes the networks that the rules admit on the table’s traffic, for every row', () => {
    const rules = [
      'tcp 88 10.1.0.0/16',
      'tcp 443 192.0.2.0/24',
      `tcp 88 ${GROUP_ID}`,
      'tcp 389 pl-1',
    ];
    const wanted = assumedWanted(
      table,
      rules.map((each) => rule(each)),
      GROUP_ID,
    );
    expect(texts(wanted)).toEqual([
      'tcp 88 10.1.0.0/16',
      'tcp 88 pl-1',
      'tcp 389 10.1.0.0/16',
      'tcp 389 pl-1',
      '-1 10.1.0.0/16',
      '-1 pl-1',
    ]);
  });
});
