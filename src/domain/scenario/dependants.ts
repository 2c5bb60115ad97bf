/** What depends on a directory, and so works with one configuration of its group and not with another.
 * Source: AWS Directory Service Administration Guide, network security. */
export const DEPENDANT_TITLES = {
  chime: 'Amazon Chime',
  connect: 'Amazon Connect',
  ec2: 'EC2 instances',
  fsx: 'Amazon FSx',
  quickSight: 'Amazon QuickSight',
  rdsMySql: 'RDS for MySQL',
  rdsOracle: 'RDS for Oracle',
  rdsPostgreSql: 'RDS for PostgreSQL',
  rdsSqlServer: 'RDS for SQL Server',
  identityCenter: 'IAM Identity Center',
  workDocs: 'Amazon WorkDocs',
  workMail: 'Amazon WorkMail',
  workSpaces: 'WorkSpaces',
  clientVpn: 'Client VPN',
  managementConsole: 'the AWS Management Console',
  appStream: 'AppStream 2.0',
  trusts: 'trusts',
  domainJoined: 'domain-joined clients and servers',
} as const satisfies Record<string, string>;

export type Dependant = keyof typeof DEPENDANT_TITLES;

/** What a document says does not work with a configuration. */
export interface Incompatibility {
  readonly what: Dependant;
  /** What in the same configuration says the opposite, so that it is not held to (decision 0024): the
   * configuration is made for it, or names it as supported. Null: nothing does. */
  readonly contradictedBy: 'purpose' | 'supported' | null;
}
