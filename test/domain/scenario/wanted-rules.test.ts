import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIRECTIONS, type Direction } from '../../../src/domain/change/exposure-change.ts';

import { unknownVpcs } from '../../../src/domain/inventory/known-lists.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import type { Exposure } from '../../../src/domain/net/exposure.ts';
import type { SourceSet } from '../../../src/domain/net/source.ts';
import type { TrafficRange } from '../../../src/domain/net/traffic.ts';
import { PORT_TABLE_NAMES, type PortRow } from '../../../src/domain/scenario/port-table.ts';
import {
  choiceOf,
  missingRoles,
  NETWORK_ROLES,
  rolesOf,
  type ScenarioChoice,
  storedChoice,
} from '../../../src/domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../../src/domain/scenario/tables.ts';
import type { NetworkRole, WantedRule } from '../../../src/domain/scenario/wanted-rule.ts';
import { wantedExposure, wantedRules } from '../../../src/domain/scenario/wanted-rules.ts';
import { networkOf, OWN, SENDERS, textsOf } from './networks.ts';

function choice(
  name: ScenarioChoice['name'],
  networks: Partial<Record<NetworkRole, readonly string[]>>,
  more: Partial<ScenarioChoice> = {},
): ScenarioChoice {
  const sets = Object.entries(networks).map(([role, texts]) => [role, textsOf(texts)] as const);
  const byRole = new Map(sets) as ReadonlyMap<NetworkRole, SourceSet>; // the keys are roles
  return { name, networks: byRole, isLdapsUsed: true, isTrustCreated: false, ...more };
}

const BOTH = { onPremises: ['10.1.0.0/16'], clients: ['10.2.0.0/16'] };

function needs(of: ScenarioChoice, port: number): readonly string[] {
  return wantedRules(of, OWN)
    .filter(({ fromPort, protocol }) => fromPort === port && protocol === 'tcp')
    .map(({ direction, network, need, source }) => `${direction} ${network} ${source} ${need}`);
}

describe('wantedRules()', () => {
  test.each(PORT_TABLE_NAMES)('%s: the group may reach itself, in and out', (name) => {
    const self = wantedRules(choice(name, {}), OWN).filter(({ source }) => source === OWN);
    const rest = { service: null, network: 'self', need: 'required', source: OWN };
    const everything = { protocol: '-1', fromPort: -1, toPort: -1 };
    expect(self).toEqual(DIRECTIONS.map((direction) => ({ direction, ...everything, ...rest })));
  });

  test('"none" is no rule but the reference of the group to itself', () => {
    expect(wantedRules(choice('awsApplications', {}), OWN)).toHaveLength(2);
    const outbound = wantedRules(choice('nativeWorkloads', BOTH), OWN).filter(
      ({ direction }) => direction === 'outbound',
    );
    expect(outbound.map(({ source }) => source)).toEqual([OWN]);
  });

  test('a row is one rule for each protocol and source, with its service', () => {
    const rules = wantedRules(
      choice('awsApplicationsWithTrust', { onPremises: ['10.1.0.0/16', 'pl-1'] }),
      OWN,
    );
    const dns = rules.filter(({ service }) => service === 'dns');
    const rest = {
      fromPort: 53,
      toPort: 53,
      direction: 'inbound',
      network: 'onPremises',
      need: 'required',
      service: 'dns',
    };
    expect(dns).toEqual([
      { ...rest, protocol: 'tcp', source: '10.1.0.0/16' },
      { ...rest, protocol: 'tcp', source: 'pl-1' },
      { ...rest, protocol: 'udp', source: '10.1.0.0/16' },
      { ...rest, protocol: 'udp', source: 'pl-1' },
    ]);
    expect(rules.filter(({ direction }) => direction === 'outbound')).toMatchObject([
      { source: OWN },
      { protocol: '-1', source: '10.1.0.0/16', service: null },
      { protocol: '-1', source: 'pl-1', service: null },
    ]);
  });

  test('445 from on-premises is optional once every trust is made, that from clients never', () => {
    const before = choice('nativeWorkloadsWithTrust', BOTH);
    expect(needs(before, 445)).toEqual([
      'inbound onPremises 10.1.0.0/16 required',
      'inbound clients 10.2.0.0/16 required',
    ]);
    expect(needs({ ...before, isTrustCreated: true }, 445)).toEqual([
      'inbound onPremises 10.1.0.0/16 optional',
      'inbound clients 10.2.0.0/16 required',
    ]);
  });

  test('a rule that both networks ask for stands once, and is required where one of them says so', () => {
    const same = choice('nativeWorkloadsWithTrust', {
      onPremises: ['10.1.0.0/16'],
      clients: ['10.1.0.0/16'],
    });
    expect(needs({ ...same, isTrustCreated: true }, 445)).toEqual([
      'inbound clients 10.1.0.0/16 required',
    ]);
  });

  test.each([
    ['nativeWorkloads', 'inbound', 'clients'],
    ['awsApplicationsWithTrust', 'inbound', 'onPremises'],
    ['simpleAd', 'inbound', 'clients'],
    ['adConnector', 'outbound', 'onPremises'],
  ] as const)('%s: 636 is optional without LDAPS', (name, direction, role) => {
    const used = choice(name, { [role]: ['10.1.0.0/16'] });
    expect(needs(used, 636)).toEqual([`${direction} ${role} 10.1.0.0/16 required`]);
    expect(needs({ ...used, isLdapsUsed: false }, 636)).toEqual([
      `${direction} ${role} 10.1.0.0/16 optional`,
    ]);
  });

  test('an Enterprise CA is reached where its network is named, by 443 and outbound only', () => {
    const withCa = { ...BOTH, certificateAuthority: ['10.3.0.0/24'] };
    const expected = ['outbound certificateAuthority 10.3.0.0/24 required'];
    expect(needs(choice('nativeWorkloadsWithTrust', withCa), 443)).toEqual(expected);
    expect(needs(choice('nativeWorkloads', withCa), 443)).toEqual(expected);
    expect(needs(choice('nativeWorkloads', BOTH), 443)).toEqual([]);
    expect(needs(choice('awsApplicationsWithTrust', withCa), 443)).toEqual([]);
  });

  test('a VPC stands as its blocks; one that is not known lets nobody in', () => {
    const of = choice('nativeWorkloads', { clients: ['vpc-1', 'vpc-2', '10.2.0.0/16'] });
    const lists = new Map([['vpc-1', [cidr('10.1.0.0/16'), cidr('2001:db8::/56')]]]);
    const sources = new Set(wantedRules(of, OWN, lists).map(({ source }) => source));
    // The two blocks are one: adjacent addresses need no two rules.
    expect([...sources]).toEqual([OWN, '10.1.0.0/16', '10.2.0.0/16', '2001:db8::/56']);
    expect(unknownVpcs(networkOf(of, 'clients'), lists)).toEqual(['vpc-2']);
    expect([...new Set(wantedRules(of, OWN).map(({ source }) => source))]).toEqual([
      OWN,
      '10.2.0.0/16',
    ]);
  });
});

const BLOCKS = [
  '10.1.0.0/16',
  '10.1.2.0/24',
  '10.2.0.0/16',
  '10.0.0.0/8',
  '2001:db8::/56',
  'pl-1',
  'sg-2',
];
const anyTexts = fc.uniqueArray(fc.constantFrom(...BLOCKS), { maxLength: 3 });
const anyChoice: fc.Arbitrary<ScenarioChoice> = fc
  .record({
    name: fc.constantFrom(...PORT_TABLE_NAMES),
    networks: fc.dictionary(fc.constantFrom(...NETWORK_ROLES), anyTexts),
    isLdapsUsed: fc.boolean(),
    isTrustCreated: fc.boolean(),
  })
  .map(({ name, networks, ...more }) => choice(name, networks, more));

const PORTS = [
  52, 53, 88, 123, 135, 137, 138, 139, 389, 443, 444, 445, 464, 636, 1023, 1024, 1812, 3268, 3269,
  3270, 3389, 9389, 49151, 49152, 65535,
];
const PROTOCOLS = { icmp: 1, tcp: 6, udp: 17 } as const;

function keyOf({ direction, protocol, fromPort, toPort, source }: WantedRule): string {
  return [direction, protocol, fromPort, toPort, source].join(' ');
}

interface Packet {
  readonly protocol: keyof typeof PROTOCOLS;
  readonly port: number;
  readonly from: string;
}

const PACKETS: readonly Packet[] = [...SENDERS.keys()].flatMap((from) =>
  (['icmp', 'tcp', 'udp'] as const).flatMap((protocol) =>
    PORTS.map((port) => ({ protocol, port, from })),
  ),
);

function isIn({ protocol, port }: Packet, range: TrafficRange): boolean {
  if (range.protocol === '-1') return true;
  return range.protocol === protocol && range.fromPort <= port && port <= range.toPort;
}

/** What a choice lets through by the rows of its table and of its notes, packet by packet. */
function expectedPackets(of: ScenarioChoice, direction: Direction): readonly string[] {
  const { notes, ...table } = PORT_TABLES[of.name];
  const noted = notes.flatMap((note) => ('row' in note ? [note.row] : []));
  const rows = [...table[direction], ...(direction === 'outbound' ? noted : [])];
  const { networks } = storedChoice(of);
  const passes = (packet: Packet, { network, ranges }: PortRow): boolean => {
    const blocks = [packet.from, ...(SENDERS.get(packet.from) ?? [])];
    return (
      ranges.some((range) => isIn(packet, range)) &&
      (networks[network] ?? []).some((text) => blocks.includes(text))
    );
  };
  return PACKETS.filter(
    (packet) => packet.from === OWN || rows.some((row) => passes(packet, row)),
  ).map(packetText);
}

function admitted(exposure: Exposure): readonly string[] {
  return PACKETS.filter(({ protocol, port, from }) => {
    const at = PROTOCOLS[protocol] * 65_536 + port;
    const stretch = exposure.find(({ start, end }) => start <= at && at < end);
    return stretch !== undefined && holds(stretch.sources, from);
  }).map(packetText);
}

function packetText({ protocol, port, from }: Packet): string {
  return `${protocol} ${port} from ${from}`;
}

function holds({ addresses, ids }: SourceSet, from: string): boolean {
  const address = ADDRESSES.get(from);
  if (address === undefined) return ids.includes(from);
  const { kind, interval } = address;
  const parts = kind === 'ipv4' ? addresses.ipv4 : addresses.ipv6;
  return parts.some((part) => part.start <= interval.start && interval.start < part.end);
}

const ADDRESSES = new Map(
  [...SENDERS.keys()]
    .filter((from) => /[.:]/.test(from))
    .map((from) => [from, cidr(`${from}/${from.includes(':') ? 128 : 32}`)]),
);

describe('for any choice,', () => {
  test.each(DIRECTIONS)(
    'what the wanted rules let through %s is the union of the rows',
    (direction) => {
      fc.assert(
        fc.property(anyChoice, (of) => {
          const exposure = wantedExposure(wantedRules(of, OWN), direction);
          expect(admitted(exposure)).toEqual(expectedPackets(of, direction));
        }),
        { numRuns: 300 },
      );
    },
  );

  test('no rule stands twice, and what is optional is optional by a note', () => {
    fc.assert(
      fc.property(anyChoice, (of) => {
        const rules = wantedRules(of, OWN);
        expect(new Set(rules.map(keyOf)).size).toBe(rules.length);
        const strict = wantedRules({ ...of, isLdapsUsed: true, isTrustCreated: false }, OWN);
        expect(rules.map(keyOf)).toEqual(strict.map(keyOf));
        const spare = rules.filter(({ need }, i) => need !== strict[i]?.need);
        const services = new Set(spare.map(({ service }) => service));
        expect(services.has('ldaps') && of.isLdapsUsed).toBe(false);
        expect(services.has('smb') && !of.isTrustCreated).toBe(false);
        expect([...services].every((name) => name === 'ldaps' || name === 'smb')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('it survives JSON unchanged', () => {
    fc.assert(
      fc.property(anyChoice, (of) => {
        const stored = JSON.parse(JSON.stringify(storedChoice(of)));
        expect(choiceOf(stored)).toEqual(of);
      }),
      { numRuns: 200 },
    );
  });
});

test('a table needs the networks of its rows; that of an Enterprise CA may be missing', () => {
  const roles = PORT_TABLE_NAMES.map((name) => [name, rolesOf(PORT_TABLES[name])]);
  expect(Object.fromEntries(roles)).toEqual({
    awsApplications: { needed: [], added: [] },
    awsApplicationsWithTrust: { needed: ['onPremises'], added: [] },
    nativeWorkloads: { needed: ['clients'], added: ['certificateAuthority'] },
    nativeWorkloadsWithTrust: {
      needed: ['onPremises', 'clients'],
      added: ['certificateAuthority'],
    },
    simpleAd: { needed: ['clients'], added: [] },
    adConnector: { needed: ['onPremises'], added: [] },
  });
  expect(missingRoles(choice('nativeWorkloadsWithTrust', { clients: [] }))).toEqual(['onPremises']);
});
