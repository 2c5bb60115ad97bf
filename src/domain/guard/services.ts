import { type Traffic, type TrafficRange, traffic } from '../net/traffic.ts';

/** A network service that Windows or Active Directory offers, under the name that policy, alerts
 * and pages use. */
export interface Service {
  readonly title: string;
  readonly ranges: readonly TrafficRange[];
  /** The document that names the ports. */
  readonly source: string;
}

const AWS_AD = 'AWS Directory Service Administration Guide, network security';
const MICROSOFT_PORTS = 'Microsoft, Service overview and network port requirements for Windows';
const MICROSOFT_WINRM = 'Microsoft, Installation and configuration for WinRM';
const MICROSOFT_RDG = 'Microsoft, Remote Desktop Gateway';

/** Every service that can be guarded. The one place where ports stand. */
export const SERVICES = {
  dns: service('DNS', [...tcp(53), ...udp(53)], AWS_AD),
  kerberos: service('Kerberos', [...tcp(88), ...udp(88)], AWS_AD),
  kpasswd: service('Kerberos password change', [...tcp(464), ...udp(464)], AWS_AD),
  ldap: service('LDAP', [...tcp(389), ...udp(389)], AWS_AD),
  ldaps: service('LDAPS', tcp(636), AWS_AD),
  globalCatalog: service('Global catalog', tcp(3268, 3269), AWS_AD),
  smb: service('SMB', [...tcp(445), ...udp(445)], AWS_AD),
  rpcEndpointMapper: service('RPC endpoint mapper', tcp(135), AWS_AD),
  rpcDynamic: service('RPC dynamic ports', tcp(49152, 65535), MICROSOFT_PORTS),
  netbiosSession: service('NetBIOS session', tcp(139), MICROSOFT_PORTS),
  netbiosDatagram: service('NetBIOS name and datagram', udp(137, 138), MICROSOFT_PORTS),
  adws: service('AD DS web services', tcp(9389), MICROSOFT_PORTS),
  time: service('Windows Time', udp(123), AWS_AD),
  rdp: service('RDP', [...tcp(3389), ...udp(3389)], MICROSOFT_PORTS),
  winrm: service('WinRM', tcp(5985, 5986), MICROSOFT_WINRM),
  rdGatewayHttps: service('RD Gateway HTTPS', tcp(443), MICROSOFT_RDG),
  rdGatewayUdp: service('RD Gateway UDP', udp(3391), MICROSOFT_RDG),
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

function service(title: string, ranges: readonly TrafficRange[], source: string): Service {
  return { title, ranges, source };
}

function tcp(fromPort: number, toPort = fromPort): readonly TrafficRange[] {
  return [{ protocol: 'tcp', fromPort, toPort }];
}

function udp(fromPort: number, toPort = fromPort): readonly TrafficRange[] {
  return [{ protocol: 'udp', fromPort, toPort }];
}
