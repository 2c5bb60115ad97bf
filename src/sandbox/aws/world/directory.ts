import type { Tag } from './tag.ts';

export type DirectoryType = 'MicrosoftAD' | 'SimpleAD' | 'ADConnector' | 'SharedMicrosoftAD';

/** The stages of a birth, in order; a directory may also be `Impaired`, `Deleting` … when seeded so. */
export const BIRTH_STAGES = ['Requested', 'Creating', 'Active'] as const;

export type DirectoryStage = (typeof BIRTH_STAGES)[number] | 'Inoperable' | 'Impaired' | 'Deleting';

export interface Trust {
  readonly trustId: string;
  readonly remoteDomainName: string;
  readonly direction: 'One-Way: Outgoing' | 'One-Way: Incoming' | 'Two-Way';
  readonly type: 'Forest' | 'External';
  readonly state: 'Verified' | 'Created' | 'Failed' | 'Deleted';
}

export interface IpRoute {
  readonly cidr: string;
  readonly description?: string;
  readonly addedAt: Date;
}

/** A directory of Directory Service. */
export interface Directory {
  readonly directoryId: string;
  readonly name: string;
  readonly shortName: string;
  readonly type: DirectoryType;
  readonly edition?: 'Standard' | 'Enterprise';
  readonly size: 'Small' | 'Large';
  readonly stage: DirectoryStage;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Missing until the group is made, and for a directory that another account shares. */
  readonly securityGroupId?: string;
  /** The owner, when another account shares the directory. */
  readonly ownerAccountId?: string;
  readonly dnsIps: readonly string[];
  readonly launchedAt: Date;
  readonly stageChangedAt: Date;
  readonly additionalRegions: readonly string[];
  readonly trusts: readonly Trust[];
  readonly ipRoutes: readonly IpRoute[];
  readonly tags: readonly Tag[];
}
