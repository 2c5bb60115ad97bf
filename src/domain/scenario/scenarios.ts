import { SERVICES, type ServiceName } from '../guard/services.ts';
import type { Dependant, Incompatibility } from './dependants.ts';
import {
  everythingRow,
  type PortRow,
  type PortTable,
  type ScenarioName,
  serviceRow,
  type TableNote,
} from './port-table.ts';
import type { NetworkRole } from './wanted-rule.ts';

const SOURCE = 'AWS Directory Service Administration Guide, network security';
const MANAGED = { directoryTypes: ['MicrosoftAD', 'SharedMicrosoftAD'], source: SOURCE } as const;

const APPLICATIONS: readonly Dependant[] = [
  'chime',
  'connect',
  'quickSight',
  'identityCenter',
  'workDocs',
  'workMail',
  'clientVpn',
  'managementConsole',
];
const WORKLOADS: readonly Dependant[] = [
  'ec2',
  'fsx',
  'rdsMySql',
  'rdsOracle',
  'rdsPostgreSql',
  'rdsSqlServer',
];

/** Named as incompatible with both configurations for AWS applications. That with trust is made for
 * trusts, and names WorkSpaces as supported: there the document contradicts itself. */
function applicationsOnly(
  contradicted: Partial<Record<Dependant, Incompatibility['contradictedBy']>> = {},
): readonly Incompatibility[] {
  const all: readonly Dependant[] = [...WORKLOADS, 'workSpaces', 'trusts', 'domainJoined'];
  return all.map((what) => ({ what, contradictedBy: contradicted[what] ?? null }));
}

const TCP_445 = SERVICES.smb.ranges.filter(({ protocol }) => protocol === 'tcp');
const UDP_138 = [{ protocol: 'udp', fromPort: 138, toPort: 138 }] as const;

const FROM_ON_PREMISES: readonly PortRow[] = [
  serviceRow('dns', 'onPremises'),
  serviceRow('kerberos', 'onPremises'),
  serviceRow('ldap', 'onPremises'),
  serviceRow('kpasswd', 'onPremises'),
  serviceRow('smb', 'onPremises', { ranges: TCP_445 }),
  serviceRow('rpcEndpointMapper', 'onPremises'),
  serviceRow('ldaps', 'onPremises'),
  serviceRow('rpcDynamic', 'onPremises'),
  serviceRow('globalCatalog', 'onPremises'),
  serviceRow('time', 'onPremises'),
];
const FROM_CLIENTS: readonly PortRow[] = [
  serviceRow('dns', 'clients'),
  serviceRow('kerberos', 'clients'),
  serviceRow('ldap', 'clients'),
  serviceRow('smb', 'clients'),
  serviceRow('kpasswd', 'clients'),
  serviceRow('rpcEndpointMapper', 'clients'),
  serviceRow('ldaps', 'clients'),
  serviceRow('rpcDynamic', 'clients'),
  serviceRow('globalCatalog', 'clients'),
  serviceRow('adws', 'clients'),
  serviceRow('time', 'clients'),
  serviceRow('netbiosDatagram', 'clients', { ranges: UDP_138, usage: ['dfs', 'groupPolicy'] }),
];

const TRUST_CREATION: TableNote = {
  kind: 'forTrustCreation',
  rows: inboundRows('smb', 'onPremises'),
};
const GROUP_POLICY: TableNote = { kind: 'forGroupPolicy', rows: inboundRows('smb', 'clients') };
const ENTERPRISE_CA: TableNote = {
  kind: 'forEnterpriseCa',
  row: serviceRow('certificateAuthority', 'certificateAuthority'),
};

function ldapsOnly(network: NetworkRole): TableNote {
  return { kind: 'forLdapsOnly', rows: inboundRows('ldaps', network) };
}

function inboundRows(service: ServiceName, network: NetworkRole) {
  return { direction: 'inbound', network, service } as const;
}

/** The four configurations that AWS documents for the group of a Managed Microsoft AD, row for row, in
 * the order of the document. That a group may reach itself goes without a row. */
export const SCENARIOS: Readonly<Record<ScenarioName, PortTable>> = {
  awsApplications: {
    ...MANAGED,
    name: 'awsApplications',
    title: 'AWS applications only',
    hasTrust: false,
    inbound: [],
    outbound: [],
    notes: [],
    supported: APPLICATIONS,
    incompatible: applicationsOnly(),
  },
  awsApplicationsWithTrust: {
    ...MANAGED,
    name: 'awsApplicationsWithTrust',
    title: 'AWS applications only, with trust',
    hasTrust: true,
    inbound: FROM_ON_PREMISES,
    outbound: [everythingRow('onPremises')],
    notes: [
      { kind: 'secureNetworks', networks: ['onPremises'] },
      TRUST_CREATION,
      ldapsOnly('onPremises'),
    ],
    supported: [...APPLICATIONS, 'workSpaces'],
    incompatible: applicationsOnly({ trusts: 'purpose', workSpaces: 'supported' }),
  },
  nativeWorkloads: {
    ...MANAGED,
    name: 'nativeWorkloads',
    title: 'AWS applications and native AD workloads',
    hasTrust: false,
    inbound: FROM_CLIENTS,
    outbound: [],
    notes: [
      { kind: 'noTrusts' },
      { kind: 'secureNetworks', networks: ['clients'] },
      ldapsOnly('clients'),
      ENTERPRISE_CA,
    ],
    supported: [...APPLICATIONS, ...WORKLOADS, 'workSpaces'],
    incompatible: [],
  },
  nativeWorkloadsWithTrust: {
    ...MANAGED,
    name: 'nativeWorkloadsWithTrust',
    title: 'AWS applications and native AD workloads, with trust',
    hasTrust: true,
    inbound: [...FROM_ON_PREMISES, ...FROM_CLIENTS],
    outbound: [everythingRow('onPremises')],
    notes: [
      { kind: 'secureNetworks', networks: ['onPremises', 'clients'] },
      TRUST_CREATION,
      GROUP_POLICY,
      ldapsOnly('onPremises'),
      ldapsOnly('clients'),
      ENTERPRISE_CA,
    ],
    supported: [...APPLICATIONS, ...WORKLOADS, 'workSpaces'],
    incompatible: [],
  },
};
