import type { Dependant } from './dependants.ts';
import { type PortTable, serviceRow } from './port-table.ts';

const WORKSPACES_PORTS =
  'Amazon WorkSpaces Administration Guide, IP address and port requirements, primary interface ports';
const CONNECTOR_PORTS =
  'AWS Directory Service Administration Guide, AD Connector prerequisites, ports for subnets';

const DYNAMIC = [{ protocol: 'tcp', fromPort: 1024, toPort: 65_535 }] as const;

/** Named by the Directory Service Administration Guide, "Simple Active Directory". */
const NOT_WITH_SIMPLE_AD: readonly Dependant[] = [
  'appStream',
  'chime',
  'rdsSqlServer',
  'rdsOracle',
  'identityCenter',
  'trusts',
];

/** The ports that AWS names for the group that it makes for a Simple AD, as far as a document does:
 * those between the controllers and WorkSpaces, and 464, which the list leaves out and without which
 * nobody changes a password (Microsoft). TLS of LDAP is TCP: UDP 636, which stands there too, is nobody's.
 * Simple AD is Samba and serves no AD web services. It starts nothing of its own accord that a document
 * names. */
const SIMPLE_AD: PortTable = {
  name: 'simpleAd',
  title: 'Simple AD',
  directoryTypes: ['SimpleAD'],
  hasTrust: false,
  inbound: [
    serviceRow('dns', 'clients'),
    serviceRow('kerberos', 'clients'),
    serviceRow('time', 'clients'),
    serviceRow('rpcEndpointMapper', 'clients'),
    serviceRow('netbiosDatagram', 'clients'),
    serviceRow('netbiosSession', 'clients'),
    serviceRow('ldap', 'clients'),
    serviceRow('smb', 'clients'),
    serviceRow('kpasswd', 'clients'),
    serviceRow('ldaps', 'clients'),
    // Wider than Windows' own dynamic ports: Samba's are where its version puts them.
    serviceRow('rpcDynamic', 'clients', { ranges: DYNAMIC }),
    serviceRow('globalCatalog', 'clients'),
  ],
  outbound: [],
  notes: [
    { kind: 'secureNetworks', networks: ['clients'] },
    {
      kind: 'forLdapsOnly',
      rows: { direction: 'inbound', network: 'clients', service: 'ldaps' },
    },
  ],
  supported: ['workSpaces', 'workDocs', 'workMail', 'ec2', 'managementConsole'],
  incompatible: NOT_WITH_SIMPLE_AD.map((what) => ({ what, contradictedBy: null })),
  source: WORKSPACES_PORTS,
};

/** An AD Connector asks the directory on premises and is asked by AWS alone, on an interface outside the
 * account. Source of 636: the same guide, client-side LDAPS, networking requirements; of RADIUS: the
 * same guide, AD Connector prerequisites, multi-factor authentication. */
const AD_CONNECTOR: PortTable = {
  name: 'adConnector',
  title: 'AD Connector',
  directoryTypes: ['ADConnector'],
  hasTrust: false,
  inbound: [],
  outbound: [
    serviceRow('dns', 'onPremises'),
    serviceRow('kerberos', 'onPremises'),
    serviceRow('ldap', 'onPremises'),
    serviceRow('ldaps', 'onPremises'),
  ],
  notes: [
    {
      kind: 'forLdapsOnly',
      rows: { direction: 'outbound', network: 'onPremises', service: 'ldaps' },
    },
    { kind: 'forMultiFactor', row: serviceRow('radius', 'onPremises') },
  ],
  supported: [],
  incompatible: [],
  source: CONNECTOR_PORTS,
};

/** The port tables of the directories that no scenario is for. */
export const OTHER_TABLES = { simpleAd: SIMPLE_AD, adConnector: AD_CONNECTOR } as const;
