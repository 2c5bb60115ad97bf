import type { Direction } from '../change/exposure-change.ts';
import { SERVICES, type ServiceName } from '../guard/services.ts';
import type { Usage } from '../guard/usage.ts';
import { ANY_PORT, type TrafficRange } from '../net/traffic.ts';
import type { Dependant, Incompatibility } from './dependants.ts';
import type { NetworkRole } from './wanted-rule.ts';

/** The four configurations that AWS documents for the group of a Managed Microsoft AD. */
export const SCENARIO_NAMES = [
  'awsApplications',
  'awsApplicationsWithTrust',
  'nativeWorkloads',
  'nativeWorkloadsWithTrust',
] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

/** Every port table by name: the scenarios, and those of the other kinds of directory. */
export const PORT_TABLE_NAMES = [...SCENARIO_NAMES, 'simpleAd', 'adConnector'] as const;
export type PortTableName = (typeof PORT_TABLE_NAMES)[number];

/** Kinds of directory. Source: Directory Service API, `DirectoryDescription.Type`. */
export type DirectoryType = 'MicrosoftAD' | 'SharedMicrosoftAD' | 'SimpleAD' | 'ADConnector';

/** One row of a port table: traffic that one network may send to the directory, or get from it. */
export interface PortRow {
  /** Never empty. Within the ranges of the service, or wider where the document is. */
  readonly ranges: readonly TrafficRange[];
  readonly network: NetworkRole;
  /** Null where the row is about all traffic. */
  readonly service: ServiceName | null;
  /** What the document says that Active Directory uses it for; empty where it says nothing. */
  readonly usage: readonly Usage[];
}

/** The rows that a note speaks of. */
export interface RowsOf {
  readonly direction: Direction;
  readonly network: NetworkRole;
  readonly service: ServiceName;
}

/** A note of a port table. */
export type TableNote =
  /** The rows are for making a trust only: they may be closed once it is made. */
  | { readonly kind: 'forTrustCreation'; readonly rows: RowsOf }
  /** The rows have to stay: without them Group Policy is not processed. */
  | { readonly kind: 'forGroupPolicy'; readonly rows: RowsOf }
  /** The rows are needed only where LDAP over SSL is used. */
  | { readonly kind: 'forLdapsOnly'; readonly rows: RowsOf }
  /** Outbound only: who uses an Enterprise CA needs this row besides those of the table. */
  | { readonly kind: 'forEnterpriseCa'; readonly row: PortRow }
  /** Outbound only: who uses multi-factor authentication needs this row besides those of the table. */
  | { readonly kind: 'forMultiFactor'; readonly row: PortRow }
  /** Whoever is in the networks is trusted with these ports: they have to be secure. */
  | { readonly kind: 'secureNetworks'; readonly networks: readonly NetworkRole[] }
  /** Trusts can be neither made nor kept. */
  | { readonly kind: 'noTrusts' };

/** What a directory's group lets in and out in one documented configuration, besides its own members. */
export interface PortTable {
  readonly name: PortTableName;
  readonly title: string;
  readonly directoryTypes: readonly DirectoryType[];
  readonly hasTrust: boolean;
  readonly inbound: readonly PortRow[];
  readonly outbound: readonly PortRow[];
  readonly notes: readonly TableNote[];
  /** What the document names as working with it; not all that does. */
  readonly supported: readonly Dependant[];
  readonly incompatible: readonly Incompatibility[];
  /** The document of the rows. */
  readonly source: string;
}

/** A row about a service as the catalogue has it, where `other` says nothing else. */
export function serviceRow(
  service: ServiceName,
  network: NetworkRole,
  other: Partial<Pick<PortRow, 'ranges' | 'usage'>> = {},
): PortRow {
  const { ranges, usage } = SERVICES[service];
  return { ranges, usage, ...other, network, service };
}

/** A row about all traffic. */
export function everythingRow(network: NetworkRole): PortRow {
  const ranges = [{ protocol: '-1', fromPort: ANY_PORT, toPort: ANY_PORT }] as const;
  return { ranges, network, service: null, usage: [] };
}
