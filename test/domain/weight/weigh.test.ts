import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExposureRow } from '../../../src/domain/net/exposure.ts';
import { SEVERITIES } from '../../../src/domain/weight/severity.ts';
import type { GroupSource } from '../../../src/domain/weight/source-facts.ts';
import { type GroupSurroundings, onlyOn } from '../../../src/domain/weight/surroundings.ts';
import {
  type Weighable,
  type Weight,
  weigh,
  weighAlone,
} from '../../../src/domain/weight/weight.ts';
import {
  entry,
  hostOf,
  known,
  route,
  surroundingsOf,
  unknown,
  windows,
  withInterfaces,
} from './surroundings-of.ts';

function rdpFrom(source: string): ExposureRow {
  return { protocol: 'tcp', fromPort: 3389, toPort: 3389, source };
}

function weighableOf(...sources: readonly string[]): Weighable {
  return { kind: 'windows', direction: 'inbound', excess: sources.map(rdpFrom) };
}

function weighed(weighable: Weighable, surroundings: GroupSurroundings = surroundingsOf()): Weight {
  return weigh([{ weighable, surroundings }]);
}

function aclOf(...inbound: readonly ReturnType<typeof entry>[]): GroupSurroundings['networkAcls'] {
  return known(new Map([['subnet-1', { networkAclId: 'acl-1', inbound }]]));
}

function routesOf(...routes: readonly ReturnType<typeof route>[]): GroupSurroundings['routes'] {
  return known(new Map([['subnet-1', routes]]));
}

const RDP = { protocol: 'tcp', fromPort: 3389, toPort: 3389 } as const;

describe('weigh(): RDP from everywhere', () => {
  it('on a host with a public address and a route is critical, and the hosts are told by name', () => {
    const { severity, isReachable, hosts } = weighed(weighableOf('0.0.0.0/0'));
    expect({ severity, isReachable }).toEqual({ severity: 'critical', isReachable: 'yes' });
    expect(hosts).toMatchObject({
      kind: 'known',
      isWhole: true,
      notKnown: [],
      list: [
        { name: 'web-1', publicIp: '192.0.2.10', hasInternetRoute: 'yes', isReachable: 'yes' },
        { name: 'web-2', publicIp: null, aclAdmits: 'yes', isReachable: 'no' },
      ],
    });
  });

  it.each<[string, Partial<GroupSurroundings>]>([
    ['no public address', withInterfaces(hostOf(1), hostOf(2))],
    ['no route to an internet gateway', { routes: routesOf(route('0.0.0.0/0', 'elsewhere')) }],
    ['a route there for IPv6 only', { routes: routesOf(route('::/0', 'internet')) }],
    [
      'an ACL that denies it',
      { networkAcls: aclOf(entry(1, 'deny', '0.0.0.0/0', RDP), entry(2, 'allow', '0.0.0.0/0')) },
    ],
    [
      'an ACL that lets private networks in',
      { networkAcls: aclOf(entry(1, 'allow', '10.0.0.0/8')) },
    ],
    ['only a private IPv6 address', withInterfaces(hostOf(1, { ipv6: ['fd00::1'] }))],
    ['only a public IPv6 address', withInterfaces(hostOf(1, { ipv6: ['2600:1f00::1'] }))],
  ])('with %s is medium: nobody on the internet gets there', (_, overrides) => {
    const { severity, isReachable } = weighed(weighableOf('0.0.0.0/0'), surroundingsOf(overrides));
    expect({ severity, isReachable }).toEqual({ severity: 'medium', isReachable: 'no' });
  });

  it('a route counts for the family of the public address, where there is one', () => {
    const routes = routesOf(route('::/0', 'internet'));
    expect(weighed(weighableOf('0.0.0.0/0'), surroundingsOf({ routes })).hosts).toMatchObject({
      list: [
        { publicIp: '192.0.2.10', hasInternetRoute: 'no' },
        { publicIp: null, hasInternetRoute: 'yes' },
      ],
    });
  });

  it('past an ACL that lets a part of the internet in is high', () => {
    const networkAcls = aclOf(entry(1, 'allow', '8.8.8.0/24'));
    expect(weighed(weighableOf('0.0.0.0/0'), surroundingsOf({ networkAcls })).severity).toBe(
      'high',
    );
  });

  it('with a route to a part of the internet is high', () => {
    const routes = routesOf(route('8.8.8.0/24', 'internet'));
    expect(weighed(weighableOf('0.0.0.0/0'), surroundingsOf({ routes })).severity).toBe('high');
  });

  it('with nothing attached is medium', () => {
    const weight = weighed(weighableOf('0.0.0.0/0'), withInterfaces());
    expect(weight).toMatchObject({ severity: 'medium', isReachable: 'no', hosts: { list: [] } });
  });

  it.each(['0.0.0.0/1', '128.0.0.0/1'])('half of it, %s, is the internet as well', (half) => {
    expect(weighed(weighableOf(half)).severity).toBe('critical');
    expect(weighed(weighableOf('64.0.0.0/2')).severity).toBe('high');
  });

  it('over IPv6 reaches a host with a public IPv6 address', () => {
    const surroundings = {
      ...withInterfaces(hostOf(1, { ipv6: ['fd00::1', '2600:1f00::1'] })),
      routes: routesOf(route('::/0', 'internet')),
    };
    const weight = weighed(weighableOf('::/0'), surroundings);
    expect(weight).toMatchObject({
      severity: 'critical',
      hosts: { list: [{ publicIp: '2600:1f00::1', isReachable: 'yes' }] },
    });
  });
});

describe('weigh(): others', () => {
  it('private networks only are low on Windows hosts, medium on a directory', () => {
    const weighable = weighableOf('10.0.0.0/8');
    expect(weighed(weighable).severity).toBe('low');
    expect(weighed({ ...weighable, kind: 'directory' }).severity).toBe('medium');
  });

  it('a referenced group is private, a prefix list counts as public', () => {
    expect(weighed(weighableOf('sg-1'))).toMatchObject({ severity: 'low', isReachable: 'no' });
    expect(weighed(weighableOf('pl-1'))).toMatchObject({
      severity: 'high',
      isReachable: 'unknown',
    });
    const networkAcls = aclOf(entry(1, 'deny', '0.0.0.0/0'));
    const shut = weighed(weighableOf('pl-1'), surroundingsOf({ networkAcls }));
    expect(shut).toMatchObject({ severity: 'medium', isReachable: 'no' });
  });

  it("RD Gateway's own services face the internet: a step less", () => {
    const https = { ...rdpFrom('0.0.0.0/0'), fromPort: 443, toPort: 443 };
    const gateway = { kind: 'gateway', direction: 'inbound' } as const;
    expect(weighed({ ...gateway, excess: [https] }).severity).toBe('high');
    expect(weighed({ ...gateway, excess: [{ ...https, source: '8.8.8.0/24' }] }).severity).toBe(
      'medium',
    );
    expect(weighed({ ...gateway, excess: [https, rdpFrom('0.0.0.0/0')] }).severity).toBe(
      'critical',
    );
  });

  it('what goes out is nothing that reaches a host', () => {
    const outbound = { ...weighableOf('0.0.0.0/0'), direction: 'outbound' } as const;
    expect(weighed(outbound)).toMatchObject({ severity: 'medium', isReachable: 'no' });
    expect(weighed(outbound, withInterfaces()).severity).toBe('low');
    const refused = { ...surroundingsOf(), interfaces: unknown() };
    expect(weighed(outbound, refused).severity).toBe('medium');
  });

  it('counts public and private addresses, each once, of either family', () => {
    const { addresses } = weighed(
      weighableOf('10.0.0.0/24', '8.8.8.0/24', '8.8.8.8/32', '2600::/64', 'fd00::/127'),
    );
    expect(addresses).toEqual({
      publicIpv4: 256,
      privateIpv4: 256,
      publicIpv6: String(2n ** 64n),
      privateIpv6: '2',
    });
  });

  it('interfaces of services are told by what the service says of them', () => {
    const managed = hostOf(1, {
      instanceId: null,
      managedBy: 'amazon-rds',
      description: 'RDSNetworkInterface',
    });
    expect(weighed(weighableOf('10.0.0.0/8'), withInterfaces(managed)).hosts).toMatchObject({
      list: [{ name: 'RDSNetworkInterface', managedBy: 'amazon-rds', platform: null }],
    });
  });
});

describe('weigh(): several groups', () => {
  const low = { weighable: weighableOf('10.0.0.0/8'), surroundings: withInterfaces(hostOf(2)) };
  const critical = { weighable: weighableOf('0.0.0.0/0'), surroundings: surroundingsOf() };

  it('the worst decides, and every host is told once', () => {
    const weight = weigh([low, critical]);
    expect(weight).toMatchObject({ severity: 'critical', isReachable: 'yes' });
    expect(weight.hosts).toMatchObject({
      isWhole: true,
      list: [{ interfaceId: 'eni-2' }, { interfaceId: 'eni-1' }],
    });
  });

  it('one that could not be looked at makes the hosts a part only', () => {
    const surroundings = { ...surroundingsOf(), interfaces: unknown('denied') };
    const weight = weigh([low, { ...critical, surroundings }]);
    expect(weight).toMatchObject({ severity: 'critical', isReachable: 'unknown' });
    expect(weight.hosts).toMatchObject({ kind: 'known', isWhole: false, notKnown: ['denied'] });
  });
});

describe('onlyOn()', () => {
  it('leaves the interfaces that are named; one that was not seen is not known', () => {
    const all = surroundingsOf();
    expect(weighed(weighableOf('0.0.0.0/0'), onlyOn(all, ['eni-2'])).severity).toBe('medium');
    const partial = { ...all, interfaces: known({ items: [hostOf(2)], isWhole: false }) };
    expect(weighed(weighableOf('0.0.0.0/0'), onlyOn(partial, ['eni-2'])).severity).toBe('medium');
    expect(weighed(weighableOf('0.0.0.0/0'), onlyOn(partial, ['eni-9'])).severity).toBe('critical');
  });
});

const anyHost = fc.record({
  number: fc.integer({ min: 1, max: 3 }),
  publicIp: fc.constantFrom('192.0.2.10', null),
  ipv6: fc.constantFrom([], ['2600:1f00::1'], ['fd00::1']),
});

const anySurroundings: fc.Arbitrary<GroupSurroundings> = fc.record({
  interfaces: fc.array(anyHost, { maxLength: 3 }).map((hosts) =>
    known({
      items: hosts.map(({ number, ...rest }) => hostOf(number, rest)),
      isWhole: true,
    }),
  ),
  instances: fc.constant(known(new Map([windows(1)]))),
  routes: fc
    .subarray([
      route('0.0.0.0/0', 'internet'),
      route('::/0', 'internet'),
      route('8.0.0.0/8', 'elsewhere'),
    ])
    .map((routes) => routesOf(...routes)),
  networkAcls: fc
    .subarray([
      entry(1, 'deny', '0.0.0.0/0', RDP),
      entry(2, 'allow', '8.8.8.0/24'),
      entry(3, 'allow', '0.0.0.0/0'),
      entry(4, 'allow', '::/0'),
    ])
    .map((entries) => aclOf(...entries)),
});

const anyWeighable: fc.Arbitrary<Weighable> = fc.record({
  kind: fc.constantFrom('windows' as const, 'directory' as const, 'gateway' as const),
  direction: fc.constantFrom('inbound' as const, 'outbound' as const),
  excess: fc.array(
    fc
      .tuple(
        fc.constantFrom(3389, 443),
        fc.constantFrom('0.0.0.0/0', '8.8.8.0/24', '10.0.0.0/8', '::/0', 'pl-1', 'sg-1'),
      )
      .map(([port, source]) => ({ ...rdpFrom(source), fromPort: port, toPort: port })),
    { minLength: 1, maxLength: 4 },
  ),
});

function rank({ severity }: Weight): number {
  return SEVERITIES.indexOf(severity);
}

describe('whatever stands behind a group:', () => {
  it('what is not known never makes it less severe', () => {
    const parts = fc.subarray(['interfaces', 'instances', 'routes', 'networkAcls'] as const);
    fc.assert(
      fc.property(anyWeighable, anySurroundings, parts, (weighable, surroundings, hidden) => {
        const less = {
          ...surroundings,
          ...Object.fromEntries(hidden.map((part) => [part, unknown()])),
        };
        const whole = rank(weighed(weighable, surroundings));
        expect(rank(weighed(weighable, less))).toBeLessThanOrEqual(whole);
        expect(rank(weighAlone([weighable], 'denied'))).toBeLessThanOrEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('a list of interfaces that is not whole never makes it less severe', () => {
    fc.assert(
      fc.property(anyWeighable, anySurroundings, (weighable, surroundings) => {
        if (surroundings.interfaces.kind === 'unknown') throw new TypeError('Made known above');
        const { items } = surroundings.interfaces.value;
        const interfaces = known({ items: items.slice(0, 1), isWhole: false });
        const less = rank(weighed(weighable, { ...surroundings, interfaces }));
        expect(less).toBeLessThanOrEqual(rank(weighed(weighable, surroundings)));
      }),
      { numRuns: 300 },
    );
  });

  it('letting in more never makes it less severe', () => {
    fc.assert(
      fc.property(anyWeighable, anyWeighable, anySurroundings, (weighable, other, surroundings) => {
        const more = { ...weighable, excess: [...weighable.excess, ...other.excess] };
        const before = rank(weighed(weighable, surroundings));
        expect(rank(weighed(more, surroundings))).toBeLessThanOrEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it('a weight survives JSON unchanged', () => {
    fc.assert(
      fc.property(anyWeighable, anySurroundings, (weighable, surroundings) => {
        const weight = weighed(weighable, surroundings);
        expect(JSON.parse(JSON.stringify(weight))).toEqual(weight);
      }),
    );
  });
});

describe('weigh(): stale references', () => {
  const stale: GroupSource = {
    kind: 'group',
    groupId: 'sg-9',
    groupName: null,
    owner: { kind: 'peer', peeringId: 'pcx-1', vpcId: 'vpc-2', accountId: '999999999999' },
    staleness: 'peeringGone',
    interfaces: null,
  };

  function severityOf(group: GroupSource, ...sources: readonly string[]): Weight {
    const weighable = { ...weighableOf(...sources), kind: 'directory' } as const;
    const beside = {
      sources: { groups: [group], lists: [], notKnown: [] },
      alsoLetIn: { rules: [], excess: [], notKnown: [] },
    };
    return weigh([{ weighable, surroundings: surroundingsOf() }], beside);
  }

  it('alone let nobody in, and the weight keeps what was looked up', () => {
    const weight = severityOf(stale, 'sg-9');
    expect(weight).toMatchObject({ severity: 'low', sources: { groups: [stale] } });
    expect(weight.because).toContain('stale reference');
  });

  it.each<[string, GroupSource, readonly string[], string]>([
    ['live', { ...stale, staleness: 'live' }, ['sg-9'], 'medium'],
    ['not known to be stale', { ...stale, staleness: 'unknown' }, ['sg-9'], 'medium'],
    ['beside a private block', stale, ['sg-9', '10.0.0.0/8'], 'medium'],
    ['beside another group', stale, ['sg-9', 'sg-8'], 'medium'],
    ['beside the internet', stale, ['sg-9', '0.0.0.0/0'], 'critical'],
  ])('%s: nothing else weighs less', (_, group, sources, severity) => {
    expect(severityOf(group, ...sources).severity).toBe(severity);
  });
});
