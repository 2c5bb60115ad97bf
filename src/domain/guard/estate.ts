/** What stands in an account and Region, as AWS tells of it. Plain data; names, tags and descriptions are
 * text from outside. */

/** A kind of directory in words. */
export const DIRECTORY_TITLES = {
  microsoftAd: 'Managed Microsoft AD',
  sharedMicrosoftAd: 'shared Managed Microsoft AD',
  simpleAd: 'Simple AD',
  adConnector: 'AD Connector',
  other: 'directory of another kind',
} as const satisfies Record<DirectoryType, string>;

/** The kinds of directory. `other`: one that AWS has added since.
 * Source: Directory Service API, `DirectoryDescription.Type`. */
export type DirectoryType =
  | 'microsoftAd'
  | 'sharedMicrosoftAd'
  | 'simpleAd'
  | 'adConnector'
  | 'other';

/** A kind of directory for people. */
export const DIRECTORY_TYPE_TITLES = {
  microsoftAd: 'AWS Managed Microsoft AD',
  sharedMicrosoftAd: 'shared AWS Managed Microsoft AD',
  simpleAd: 'Simple AD',
  adConnector: 'AD Connector',
  other: 'a type that Portcullis does not know',
} as const satisfies Record<DirectoryType, string>;

/** A directory as Directory Service tells of it in one account and Region.
 * Source: Directory Service API, `DirectoryDescription`. */
export interface DirectoryFacts {
  /** `d-…`, of the account that was asked. */
  readonly directoryId: string;
  readonly type: DirectoryType;
  /** Its domain name. Text from outside. */
  readonly name: string;
  /** `Active`, `Creating`, `Impaired` … */
  readonly stage: string;
  /** Another account for a directory that is shared with this one: its group is to be guarded there. */
  readonly ownerAccountId: string;
  /** The owner's id of it, which differs where it is shared. */
  readonly ownerDirectoryId: string;
  /** `Shared`, `PendingAcceptance` …; null where it is not shared with this account. */
  readonly shareStatus: string | null;
  /** Where it was made, and where else it is; null and none where AWS does not say, as for every other
   * type than Managed Microsoft AD. */
  readonly primaryRegion: string | null;
  readonly additionalRegions: readonly string[];
  /** The group of its controllers or connectors in the Region that was asked. Null where it is not told:
   * of a shared directory, and while it is being made. */
  readonly securityGroupId: string | null;
  /** The VPC and subnets that it is in; the owner's where it is shared. */
  readonly vpcId: string | null;
  readonly subnetIds: readonly string[];
}

/** A trust of a Managed Microsoft AD. Source: Directory Service API, `Trust`. */
export interface TrustFacts {
  /** `t-…` */
  readonly trustId: string;
  /** Text from outside. */
  readonly remoteDomainName: string;
  readonly direction: 'outgoing' | 'incoming' | 'twoWay' | 'other';
  readonly type: 'forest' | 'external' | 'other';
  /** `Created`, `Verified`, `Failed`, `Deleted` … */
  readonly state: string;
}

/** An instance, with what tells what it is and which groups stand on it. Source: EC2 API, `Instance`. */
export interface InstanceListed {
  readonly instanceId: string;
  /** EC2 tells Windows from everything else, and no more. */
  readonly platform: 'windows' | 'other';
  /** The tag `Name`. Text from outside. */
  readonly name: string | null;
  /** Text from outside. */
  readonly tags: ReadonlyMap<string, string>;
  readonly vpcId: string | null;
  /** All of its interfaces: each has groups of its own. */
  readonly interfaces: readonly GroupsOnInterface[];
}

/** Which groups stand on an interface. */
export interface GroupsOnInterface {
  readonly interfaceId: string;
  readonly groupIds: readonly string[];
}

/** Services that run Windows, or speak its protocols, on interfaces in the account's VPCs.
 *
 * - `fsx`: FSx, known by the tag that it puts on its interfaces (AmazonFSxServiceRolePolicy). Of which
 *   kind the file system is the interface does not tell.
 * - `rds`: RDS, known by its requester id (public answers of DescribeNetworkInterfaces). Of which engine
 *   the interface does not tell, so SQL Server is not told from others.
 * - `workSpaces`: WorkSpaces, known by the description (public tools look for it so; AWS documents only
 *   that the interface is there). */
export const ESTATE_SERVICES = ['fsx', 'rds', 'workSpaces'] as const;

export const ESTATE_SERVICE_TITLES = {
  fsx: 'Amazon FSx',
  rds: 'Amazon RDS',
  workSpaces: 'Amazon WorkSpaces',
} as const satisfies Record<EstateService, string>;

export type EstateService = (typeof ESTATE_SERVICES)[number];

/** An interface that a service keeps in a VPC of the account. Source: EC2 API, `NetworkInterface`. */
export interface ServiceInterface extends GroupsOnInterface {
  readonly service: EstateService;
  /** `fs-…` for FSx; null where the interface does not tell whose it is. Text from outside. */
  readonly resourceId: string | null;
  readonly vpcId: string | null;
  /** Text from outside. */
  readonly description: string;
}

/** An instance as Systems Manager knows it. Source: Systems Manager API, `InstanceInformation`. */
export interface ManagedInstance {
  readonly instanceId: string;
  /** Whether its agent answers now (`PingStatus` is `Online`): sessions can be started. */
  readonly isOnline: boolean;
}
