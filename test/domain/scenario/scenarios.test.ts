import { describe, expect, test } from 'vitest';
import type { ServiceName } from '../../../src/domain/guard/services.ts';
import { SERVICES } from '../../../src/domain/guard/services.ts';
import type { Usage } from '../../../src/domain/guard/usage.ts';
import { covers } from '../../../src/domain/net/intervals.ts';
import { type TrafficRange, traffic } from '../../../src/domain/net/traffic.ts';
import type { Dependant } from '../../../src/domain/scenario/dependants.ts';
import {
  PORT_TABLE_NAMES,
  type PortRow,
  type PortTable,
  SCENARIO_NAMES,
  type ScenarioName,
  type TableNote,
} from '../../../src/domain/scenario/port-table.ts';
import { SCENARIOS } from '../../../src/domain/scenario/scenarios.ts';
import { PORT_TABLES } from '../../../src/domain/scenario/tables.ts';
import type { NetworkRole } from '../../../src/domain/scenario/wanted-rule.ts';
import { SEED_ABSENT, type SeedRow, type SeedScenario, seedScenarios } from './seed.ts';

// What the words of AWS's page are here. They are this test's own: the code does not have them.
const TITLES: Readonly<Record<ScenarioName, string>> = {
  awsApplications: 'AWS applications only support',
  awsApplicationsWithTrust: 'AWS applications only with trust support',
  nativeWorkloads: 'AWS applications and native Active Directory workload support',
  nativeWorkloadsWithTrust:
    'AWS applications and native Active Directory workload support with trust support',
};
const NETWORKS: Readonly<Record<string, NetworkRole>> = {
  'On-premise CIDR': 'onPremises',
  'Client CIDR': 'clients',
};
const TYPES: Readonly<Record<string, ServiceName | null>> = {
  DNS: 'dns',
  Kerberos: 'kerberos',
  LDAP: 'ldap',
  'Kerberos change / set password': 'kpasswd',
  'SMB / CIFS': 'smb',
  Replication: 'rpcEndpointMapper',
  'LDAP SSL': 'ldaps',
  RPC: 'rpcDynamic',
  'LDAP GC & LDAP GC SSL': 'globalCatalog',
  SOAP: 'adws',
  'Windows Time': 'time',
  'DFSN & NetLogon': 'netbiosDatagram',
  'All traffic': null,
};
const USES: Readonly<Record<string, Usage>> = {
  'user and computer authentication': 'authentication',
  'forest level trusts': 'forestTrusts',
  'name resolution': 'nameResolution',
  'ad ds web services': 'webServices',
  'group policy': 'groupPolicy',
  'windows time': 'time',
  replication: 'replication',
  directory: 'directory',
  trusts: 'trusts',
  rpc: 'rpc',
  epm: 'endpointMapping',
  dfs: 'dfs',
};
const DEPENDANTS: Readonly<Record<string, Dependant>> = {
  'Amazon Chime': 'chime',
  'Amazon Connect': 'connect',
  'Amazon EC2 instances': 'ec2',
  'Amazon FSx': 'fsx',
  'Amazon QuickSight': 'quickSight',
  'Amazon RDS for MySQL': 'rdsMySql',
  'Amazon RDS for Oracle': 'rdsOracle',
  'Amazon RDS for PostgreSQL': 'rdsPostgreSql',
  'Amazon RDS for SQL Server': 'rdsSqlServer',
  'AWS IAM Identity Center (successor to AWS Single Sign-On)': 'identityCenter',
  'Amazon WorkDocs': 'workDocs',
  'Amazon WorkMail': 'workMail',
  'Amazon WorkSpaces': 'workSpaces',
  WorkSpaces: 'workSpaces',
  'AWS Client VPN': 'clientVpn',
  'AWS Management Console': 'managementConsole',
  'Active Directory trusts': 'trusts',
  'Domain joined clients or servers': 'domainJoined',
};

function known<Value>(map: Readonly<Record<string, Value>>, word: string): Value {
  const value = map[word];
  if (value === undefined) throw new Error(`The page has a word that this test does not: ${word}`);
  return value;
}

function rangesOf({ protocol, ports }: SeedRow): readonly TrafficRange[] {
  if (protocol === 'All' && ports === 'All') {
    return [{ protocol: '-1', fromPort: -1, toPort: -1 }];
  }
  const [first = '', last = first] = ports.split(' - ');
  const protocols = protocol.split(' & ').map((name) => name.toLowerCase());
  return protocols.map((name) => {
    if (name !== 'tcp' && name !== 'udp') throw new Error(`No protocol: ${name}`);
    return { protocol: name, fromPort: Number(first), toPort: Number(last) };
  });
}

/** The terms of a usage cell in their order, whatever stands between them. */
function usesOf({ usage }: SeedRow): readonly Usage[] {
  const terms = new RegExp(Object.keys(USES).join('|'), 'g');
  const text = usage.toLowerCase();
  expect(text.replaceAll(terms, '').replaceAll(/[\s,]/g, '')).toBe('');
  return [...text.matchAll(terms)].map(([term]) => known(USES, term));
}

function rowOf(row: SeedRow): PortRow {
  const service = TYPES[row.type];
  if (service === undefined) throw new Error(`No type of traffic: ${row.type}`);
  return {
    ranges: rangesOf(row),
    network: known(NETWORKS, row.source),
    service,
    usage: usesOf(row),
  };
}

/** The notes of a configuration as the page has them, sentence by sentence. */
function notesOf({ notes, inbound }: SeedScenario): readonly TableNote[] {
  const roles = [...new Set(inbound.map((row) => known(NETWORKS, row.source)))];
  return notes.flatMap((line): readonly TableNote[] => {
    const quoted = [...line.matchAll(/“([^”]*)”/g)].map(([, text = '']) => text);
    const rows = (service: ServiceName, network: NetworkRole) =>
      ({ direction: 'inbound', network, service }) as const;
    if (line.includes('you to ensure the')) {
      return [{ kind: 'secureNetworks', networks: quoted.map((each) => known(NETWORKS, each)) }];
    }
    if (/^TCP 445 .*trust creation only/.test(line)) {
      return [{ kind: 'forTrustCreation', rows: rows('smb', 'onPremises') }];
    }
    if (/^TCP 445 with the “Client CIDR” .*Group Policy/.test(line)) {
      return [{ kind: 'forGroupPolicy', rows: rows('smb', 'clients') }];
    }
    if (/^TCP 636 is only required/.test(line)) {
      return roles.map((role) => ({ kind: 'forLdapsOnly', rows: rows('ldaps', role) }));
    }
    if (line.includes('Enterprise CA') && quoted.includes('TCP, 443, CA CIDR')) {
      const { usage } = SERVICES.certificateAuthority;
      const ranges = [{ protocol: 'tcp', fromPort: 443, toPort: 443 }] as const;
      const network = 'certificateAuthority';
      return [{ kind: 'forEnterpriseCa', row: { ranges, network, service: network, usage } }];
    }
    if (line.startsWith('Active Directory trusts cannot be created')) return [{ kind: 'noTrusts' }];
    if (line.startsWith('The following are not compatible')) return [];
    known(DEPENDANTS, line);
    return [];
  });
}

function incompatibleOf({ notes }: SeedScenario): readonly Dependant[] {
  return notes.flatMap((line) => DEPENDANTS[line] ?? []);
}

const SEED = seedScenarios();
const CASES = SCENARIO_NAMES.map((name, i) => [name, SEED[i]] as const);

describe.skipIf(SEED_ABSENT)(`the page of AWS, cell by cell (${SEED_ABSENT ?? 'read'}):`, () => {
  test('it has the four configurations, in this order', () => {
    expect(SEED.map(({ title }) => title)).toEqual(SCENARIO_NAMES.map((name) => TITLES[name]));
  });

  test.each(CASES)('%s: what it lets in', (name, seed) => {
    expect(SCENARIOS[name].inbound).toEqual(seed?.inbound.map(rowOf));
  });

  test.each(CASES)('%s: what it lets out', (name, seed) => {
    expect(SCENARIOS[name].outbound).toEqual(seed?.outbound.map(rowOf));
  });

  test.each(CASES)('%s: its notes', (name, seed) => {
    expect(SCENARIOS[name].notes).toEqual(seed === undefined ? undefined : notesOf(seed));
  });

  test.each(CASES)('%s: what is named as working with it, and as not', (name, seed) => {
    const { supported, incompatible } = SCENARIOS[name];
    const named = seed?.supported.map((text) => known(DEPENDANTS, text));
    expect([...supported].sort()).toEqual(named?.sort());
    expect(incompatible.map(({ what }) => what).sort()).toEqual(
      seed === undefined ? undefined : incompatibleOf(seed).toSorted(),
    );
  });
});

/** Rows in and out of each table; of the scenarios as counted by hand on the page. */
const COUNTS = {
  awsApplications: [0, 0],
  awsApplicationsWithTrust: [10, 1],
  nativeWorkloads: [12, 0],
  nativeWorkloadsWithTrust: [22, 1],
  simpleAd: [12, 0],
  adConnector: [0, 4],
} as const;

describe('the port tables', () => {
  test.each(PORT_TABLE_NAMES)('%s has as many rows as its document', (name) => {
    const { inbound, outbound } = PORT_TABLES[name];
    expect([inbound.length, outbound.length]).toEqual(COUNTS[name]);
  });

  test.each(PORT_TABLE_NAMES)('%s stands under its own name, and says where it is from', (name) => {
    expect(PORT_TABLES[name]).toMatchObject({
      name,
      source: expect.stringMatching(/^A(?:WS|mazon)/),
    });
  });

  test.each(SCENARIO_NAMES)(
    '%s is for Managed Microsoft AD, shared or not, and no other',
    (name) => {
      expect(SCENARIOS[name].directoryTypes).toEqual(['MicrosoftAD', 'SharedMicrosoftAD']);
      expect(SCENARIOS[name].hasTrust).toBe(name.endsWith('WithTrust'));
    },
  );

  test('a row of a scenario has no ports but those of its service', () => {
    for (const { inbound, outbound } of Object.values(SCENARIOS)) {
      for (const { service, ranges } of [...inbound, ...outbound]) {
        if (service === null) continue;
        expect(covers(traffic(...SERVICES[service].ranges), traffic(...ranges))).toBe(true);
      }
    }
  });

  test('every note about rows speaks of some', () => {
    for (const table of Object.values(PORT_TABLES)) {
      const spoken = table.notes.map((note) => rowsSpokenOf(note, table).length);
      expect(spoken).not.toContain(0);
    }
  });
});

function rowsSpokenOf(note: TableNote, table: PortTable): readonly unknown[] {
  if (!('rows' in note)) return [note];
  const { direction, network, service } = note.rows;
  return table[direction].filter((row) => row.network === network && row.service === service);
}
