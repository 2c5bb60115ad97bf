import type { Tag } from './tag.ts';

export type DirectoryType = 'MicrosoftAD' | 'SimpleAD' | 'ADConnector' | 'SharedMicrosoftAD';

/** The stages of a birth, in order; a directory may also be `Impaired`, `Deleting` … when seeded so. */
export const BIRTH_STAGES = ['Requested', 'Creating', 'Active'] as const;

export type DirectoryStage =
  | (typeof BIRTH_STAGES)[number]
  | 'Created'
  | 'Inoperable'
  | 'Impaired'
  | 'Restoring'
  | 'RestoreFailed'
  | 'Updating'
  | 'Deleting'
  | 'Deleted'
  | 'Failed';

export interface Trust {
  readonly trustId: string;
  readonly remoteDomainName: string;
  readonly direction: 'One-Way: Outgoing' | 'One-Way: Incoming' | 'Two-Way';
  readonly type: 'Forest' | 'External';
  readonly state:
    | 'Creating'
    | 'Created'
    | 'Verifying'
    | 'VerifyFailed'
    | 'Verified'
    | 'Updating'
    | 'UpdateFailed'
    | 'Updated'
    | 'Deleting'
    | 'Deleted'
    | 'Failed';
  /** Why it is in its state, where there is something to say. */
  readonly stateReason?: string;
  /** When it was made; with the directory when it is left out. */
  readonly createdAt?: Date;
}

/** How far the sharing of a directory came (API reference, DirectoryDescription). */
export type ShareStatus =
  | 'Shared'
  | 'PendingAcceptance'
  | 'Rejected'
  | 'Rejecting'
  | 'RejectFailed'
  | 'Sharing'
  | 'ShareFailed'
  | 'Deleted'
  | 'Deleting';

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
  readonly edition?: 'Standard' | 'Enterprise' | 'Hybrid';
  readonly size: 'Small' | 'Large';
  readonly stage: DirectoryStage;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Missing until the group is made, and for a directory that another account shares. */
  readonly securityGroupId?: string;
  /** The owner, when another account shares the directory. */
  readonly ownerAccountId?: string;
  /** The owner's id of it, when another account shares the directory; its own when left out. */
  readonly ownerDirectoryId?: string;
  /** `Shared` when left out, for a directory that another account shares. */
  readonly shareStatus?: ShareStatus;
  readonly dnsIps: readonly string[];
  readonly launchedAt: Date;
  readonly stageChangedAt: Date;
  /** Where it was made, when that is not the emulator's Region. */
  readonly primaryRegion?: string;
  readonly additionalRegions: readonly string[];
  readonly trusts: readonly Trust[];
  readonly ipRoutes: readonly IpRoute[];
  readonly tags: readonly Tag[];
}
