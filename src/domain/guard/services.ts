import { type Traffic, type TrafficRange, traffic } from '../net/traffic.ts';
import type { Usage } from './usage.ts';

/** A network service that Windows or Active Directory offers, under the name that policy, alerts
 * and pages use. */
export interface Service {
  readonly title: string;
  /** Each a stretch of ports of one protocol. A row of a port table may take some of them only. */
  readonly ranges: readonly TrafficRange[];
  /** What it is used for; never empty. */
  readonly usage: readonly Usage[];
  /** The document that names the ports. */
  readonly source: string;
}

const AWS_AD = 'AWS Directory Service Administration Guide, network security';
const AWS_MFA = 'AWS Directory Service Administration Guide, multi-factor authentication';
const MICROSOFT_PORTS = 'Microsoft, Service overview and network port requirements for Windows';
const MICROSOFT_WINRM = 'Microsoft, Installation and configuration for WinRM';
const MICROSOFT_RDG = 'Microsoft, Remote Desktop Gateway';

const LOOKUP = ['directory', 'replication', 'authentication', 'groupPolicy', 'trusts'] as const;
const CALLS = ['replication', 'authentication', 'groupPolicy', 'trusts'] as const;

/** Every service that is known by name. The one place where ports stand. Two services may share a port
 * where no kind of group guards both. */
export const SERVICES = {
  dns: {
    title: 'DNS',
    ranges: [...tcp(53), ...udp(53)],
    usage: ['authentication', 'nameResolution', 'trusts'],
    source: AWS_AD,
  },
  kerberos: {
    title: 'Kerberos',
    ranges: [...tcp(88), ...udp(88)],
    usage: ['authentication', 'forestTrusts'],
    source: AWS_AD,
  },
  kpasswd: {
    title: 'Kerberos password change',
    ranges: [...tcp(464), ...udp(464)],
    usage: ['replication', 'authentication', 'trusts'],
    source: AWS_AD,
  },
  ldap: { title: 'LDAP', ranges: [...tcp(389), ...udp(389)], usage: LOOKUP, source: AWS_AD },
  ldaps: { title: 'LDAPS', ranges: tcp(636), usage: LOOKUP, source: AWS_AD },
  globalCatalog: {
    title: 'Global Catalog',
    ranges: tcp(3268, 3269),
    usage: LOOKUP,
    source: AWS_AD,
  },
  smb: { title: 'SMB', ranges: [...tcp(445), ...udp(445)], usage: CALLS, source: AWS_AD },
  rpcEndpointMapper: {
    title: 'RPC endpoint mapper',
    ranges: tcp(135),
    usage: ['rpc', 'endpointMapping'],
    source: AWS_AD,
  },
  rpcDynamic: {
    title: 'RPC dynamic ports',
    ranges: tcp(49152, 65535),
    usage: CALLS,
    source: AWS_AD,
  },
  netbiosSession: {
    title: 'NetBIOS session',
    ranges: tcp(139),
    usage: ['fileSharing'],
    source: MICROSOFT_PORTS,
  },
  // AWS names UDP 138 alone, as DFSN and NetLogon; 137 is Microsoft's.
  netbiosDatagram: {
    title: 'NetBIOS and DFSN/NetLogon',
    ranges: udp(137, 138),
    usage: ['nameResolution', 'dfs', 'groupPolicy'],
    source: `${MICROSOFT_PORTS}; UDP 138: ${AWS_AD}`,
  },
  adws: { title: 'AD DS web services', ranges: tcp(9389), usage: ['webServices'], source: AWS_AD },
  time: { title: 'Windows Time', ranges: udp(123), usage: ['time', 'trusts'], source: AWS_AD },
  rdp: {
    title: 'RDP',
    ranges: [...tcp(3389), ...udp(3389)],
    usage: ['remoteAdministration'],
    source: MICROSOFT_PORTS,
  },
  winrm: {
    title: 'WinRM',
    ranges: tcp(5985, 5986),
    usage: ['remoteAdministration'],
    source: MICROSOFT_WINRM,
  },
  rdGatewayHttps: {
    title: 'RD Gateway HTTPS',
    ranges: tcp(443),
    usage: ['remoteAccess'],
    source: MICROSOFT_RDG,
  },
  rdGatewayUdp: {
    title: 'RD Gateway UDP',
    ranges: udp(3391),
    usage: ['remoteAccess'],
    source: MICROSOFT_RDG,
  },
  certificateAuthority: {
    title: 'Certificate enrolment',
    ranges: tcp(443),
    usage: ['certificates'],
    source: AWS_AD,
  },
  radius: { title: 'RADIUS', ranges: udp(1812), usage: ['multiFactor'], source: AWS_MFA },
} as const satisfies Record<string, Service>;

export type ServiceName = keyof typeof SERVICES;
export const SERVICE_NAMES = Object.keys(SERVICES) as readonly ServiceName[];

/** The kinds of guarded group, and the services that each guards: a closed list. */
const WINDOWS = [
  'rdp',
  'winrm',
  'smb',
  'rpcEndpointMapper',
  'rpcDynamic',
  'netbiosSession',
  'netbiosDatagram',
] as const satisfies readonly ServiceName[];

// RDP and WinRM stand here because they have no business on a domain controller's group.
const DIRECTORY = [
  'dns',
  'kerberos',
  'ldap',
  'smb',
  'kpasswd',
  'rpcEndpointMapper',
  'netbiosSession',
  'ldaps',
  'globalCatalog',
  'adws',
  'rpcDynamic',
  'time',
  'netbiosDatagram',
  'rdp',
  'winrm',
] as const satisfies readonly ServiceName[];

export const GUARDED_SERVICES = {
  directory: DIRECTORY,
  domainController: DIRECTORY,
  windows: WINDOWS,
  gateway: [...WINDOWS, 'rdGatewayHttps', 'rdGatewayUdp'],
} as const satisfies Record<string, readonly ServiceName[]>;

/** What stands behind a guarded group. */
export type GuardKind = keyof typeof GUARDED_SERVICES;
export const GUARD_KINDS = Object.keys(GUARDED_SERVICES) as readonly GuardKind[];

/** The traffic of a service. */
export function serviceTraffic(name: ServiceName): Traffic {
  return traffic(...SERVICES[name].ranges);
}

const GUARDED_TRAFFIC = Object.fromEntries(
  GUARD_KINDS.map((kind) => [
    kind,
    traffic(...GUARDED_SERVICES[kind].flatMap((name) => SERVICES[name].ranges)),
  ]),
) as Readonly<Record<GuardKind, Traffic>>;

/** All traffic that a kind of group guards. */
export function guardedTraffic(kind: GuardKind): Traffic {
  return GUARDED_TRAFFIC[kind];
}

function tcp(fromPort: number, toPort = fromPort): readonly TrafficRange[] {
  return [{ protocol: 'tcp', fromPort, toPort }];
}

function udp(fromPort: number, toPort = fromPort): readonly TrafficRange[] {
  return [{ protocol: 'udp', fromPort, toPort }];
}
