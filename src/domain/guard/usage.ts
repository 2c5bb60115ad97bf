/** What Active Directory, or whoever administers it, uses a service for, in terms of our own. Source: AWS
 * Directory Service Administration Guide, network security, column "Active Directory usage"; from
 * `remoteAdministration` on, what the other documents of the catalogue say. */
export const USAGE_TEXTS = {
  authentication: 'authentication of users and computers',
  nameResolution: 'name resolution',
  trusts: 'trusts',
  forestTrusts: 'trusts between forests',
  directory: 'the directory itself',
  replication: 'replication',
  groupPolicy: 'Group Policy',
  rpc: 'RPC',
  endpointMapping: 'mapping of RPC endpoints',
  time: 'Windows Time',
  webServices: 'AD DS web services',
  dfs: 'DFS namespaces',
  remoteAdministration: 'remote administration',
  fileSharing: 'file sharing of older Windows',
  remoteAccess: 'remote access through RD Gateway',
  certificates: 'certificates of an Enterprise CA',
  multiFactor: 'multi-factor authentication',
} as const satisfies Record<string, string>;

export type Usage = keyof typeof USAGE_TEXTS;

/** `name resolution, trusts`. */
export function describeUsage(usage: readonly Usage[]): string {
  return usage.map((term) => USAGE_TEXTS[term]).join(', ');
}
