import { describe, expect, it } from 'vitest';
import type { ListDoor } from '../../../src/domain/finding/door.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { type KnownLists, knownLists } from '../../../src/domain/inventory/known-lists.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { connectionsOf } from '../../../src/domain/tracking/connections-of.ts';
import { attachmentOpened, interfaceOf, placeOn } from '../../support/attachment-findings.ts';
import { rdpFrom } from '../../support/findings.ts';
import { DOOR, findingOf, HOME_ACCOUNT } from '../finding/finding-of.ts';

const ANYONE = rdpFrom('0.0.0.0/0', 'sgr-1');
const ALL_OUT: PlannedRule = {
  ...{ ruleId: 'sgr-out', protocol: '-1', fromPort: -1, toPort: -1 },
  source: '0.0.0.0/0',
};
const NO_LIST: KnownLists = new Map();

type Rules = Readonly<
  Record<string, { readonly in?: PlannedRule[]; readonly out?: PlannedRule[] }>
>;

/** `cutAtOnce 0.0.0.0/0 on i-1`, of each fate. */
function told(
  finding: Finding,
  interfaces: readonly ReturnType<typeof interfaceOf>[],
  rules: Rules,
  lists = NO_LIST,
): readonly string[] {
  const read = Object.entries(rules).map(
    ([id, each]) => [id, { inbound: each.in ?? [], outbound: each.out ?? [] }] as const,
  );
  return connectionsOf(finding, { interfaces, rules: new Map(read), lists }).flatMap((on) =>
    (['cutAtOnce', 'livesOn', 'notKnown'] as const)
      .filter((fate) => on[fate].length > 0)
      .map((fate) => {
        const sources = on[fate].map(({ source }) => source).join(', ');
        return `${fate} ${sources} on ${on.hosts.map(({ kind, id }) => `${kind} ${id}`).join(', ')}`;
      }),
  );
}

describe('connectionsOf() a door of rules', () => {
  const one = interfaceOf('eni-1', ['sg-1']);
  const two = interfaceOf('eni-2', ['sg-1', 'sg-2']);

  it('decides over all groups on each interface, and puts equal ones together', () => {
    const three = interfaceOf('eni-3', ['sg-2', 'sg-1']);
    const rules = { 'sg-1': { in: [ANYONE] }, 'sg-2': { out: [ALL_OUT] } };
    expect(told(findingOf(), [one, two, three], rules)).toEqual([
      'livesOn 0.0.0.0/0 on instance i-of-eni-1',
      'cutAtOnce 0.0.0.0/0 on instance i-of-eni-2, instance i-of-eni-3',
    ]);
  });

  it('leaves out a host that another of its groups lets all in to', () => {
    const rules = {
      'sg-1': { in: [ANYONE], out: [ALL_OUT] },
      'sg-2': { in: [{ ...ANYONE, ruleId: 'sgr-2' }] },
    };
    expect(told(findingOf(), [one, two], rules)).toEqual([
      'cutAtOnce 0.0.0.0/0 on instance i-of-eni-1',
    ]);
  });

  it('takes the rule for there when an old answer does not show it', () => {
    expect(told(findingOf(), [one], { 'sg-1': { out: [ALL_OUT] } })).toEqual([
      'cutAtOnce 0.0.0.0/0 on instance i-of-eni-1',
    ]);
  });

  it('leaves what an edited rule lets in again by its old values', () => {
    const was = { ...rdpFrom('128.0.0.0/1', 'sgr-1'), description: null };
    const finding = findingOf({ previous: [was] });
    expect(told(finding, [one], { 'sg-1': { in: [ANYONE], out: [ALL_OUT] } })).toEqual([
      'cutAtOnce 0.0.0.0/1 on instance i-of-eni-1',
    ]);
  });

  it('does not know where the rules of a group could not be read', () => {
    const rules = { 'sg-1': { in: [ANYONE], out: [ALL_OUT] } };
    expect(told(findingOf(), [two], rules)).toEqual(['notKnown 0.0.0.0/0 on instance i-of-eni-2']);
  });

  it('tells hosts by what may be done to them', () => {
    const rules = { 'sg-1': { in: [ANYONE] } };
    const ofService = interfaceOf('eni-5', ['sg-1'], { instanceId: null, managedBy: 'amazon-rds' });
    const idle = interfaceOf('eni-6', ['sg-1'], { instanceId: null });
    const lives = 'livesOn 0.0.0.0/0 on';
    expect(told(findingOf(), [one, ofService, idle], rules)).toEqual([
      `${lives} instance i-of-eni-1, service eni-5`,
    ]);
    for (const guardKind of ['directory', 'domainController'] as const) {
      const finding = findingOf({ door: { ...DOOR, guardKind } });
      expect(told(finding, [one], rules)).toEqual([`${lives} directoryController i-of-eni-1`]);
    }
    const directory = findingOf({ door: { ...DOOR, guardKind: 'directory' } });
    expect(told(directory, [idle], rules)).toEqual([`${lives} directoryController eni-6`]);
  });

  it('what comes to a Network Load Balancer is always tracked', () => {
    const service = { instanceId: null, managedBy: 'network_load_balancer' };
    const balancer = interfaceOf('eni-7', ['sg-1'], service);
    expect(told(findingOf(), [balancer], { 'sg-1': { in: [ANYONE], out: [ALL_OUT] } })).toEqual([
      'livesOn 0.0.0.0/0 on service eni-7',
    ]);
  });
});

describe('connectionsOf() other doors', () => {
  it('a group taken off an interface: those that its rules alone let in there', () => {
    const event = attachmentOpened('f-1', [placeOn('eni-1')]);
    const finding = findingOf({ door: event.door });
    const there = interfaceOf('eni-1', ['sg-1', 'sg-2']);
    const elsewhere = interfaceOf('eni-2', ['sg-1']);
    const rules = {
      'sg-1': { in: [ANYONE] },
      'sg-2': { in: [rdpFrom('0.0.0.0/1')], out: [ALL_OUT] },
    };
    expect(told(finding, [there, elsewhere], rules)).toEqual([
      'cutAtOnce 128.0.0.0/1 on instance i-of-eni-1',
    ]);
  });

  it('a group taken out of a VPC: the hosts there', () => {
    const event = attachmentOpened('f-1', [{ kind: 'vpc', vpcId: 'vpc-2' }]);
    const there = interfaceOf('eni-1', ['sg-1'], { vpcId: 'vpc-2' });
    const atHome = interfaceOf('eni-2', ['sg-1']);
    expect(
      told(findingOf({ door: event.door }), [there, atHome], { 'sg-1': { in: [ANYONE] } }),
    ).toEqual(['livesOn 0.0.0.0/0 on instance i-of-eni-1']);
  });

  it('entries taken out of a list: what its other entries do not let in', () => {
    const byList = rdpFrom('pl-1', 'sgr-3');
    const entry = (cidr: string) => ({ cidr, description: null });
    const excess = [rdpFrom('203.0.113.0/24')];
    const judged = { guardName: 'hosts', guardKind: 'windows' } as const;
    const group = { ...judged, groupId: 'sg-1', groupName: null, direction: 'inbound' } as const;
    const door: ListDoor = {
      ...judged,
      kind: 'list',
      accountId: HOME_ACCOUNT,
      region: 'eu-central-1',
      prefixListId: 'pl-1',
      listName: 'office',
      ownerId: HOME_ACCOUNT,
      entries: [entry('203.0.113.0/24')],
      replaced: [entry('203.0.113.128/25')],
      uses: [{ ...group, rules: [byList], excess }],
      associations: null,
      managedBy: null,
    };
    const lists = knownLists([{ prefixListId: 'pl-1', entries: [entry('203.0.113.0/26')] }]);
    const finding = findingOf({ door, excess, rules: [byList] });
    const rules = { 'sg-1': { in: [byList], out: [ALL_OUT] } };
    expect(told(finding, [interfaceOf('eni-1', ['sg-1'])], rules, lists)).toEqual([
      'livesOn 203.0.113.64/26 on instance i-of-eni-1',
    ]);
  });
});
