import type { Tag } from './tag.ts';

export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly availabilityZone: string;
  /** Whether what is launched here gets a public address unasked. */
  readonly mapsPublicIp: boolean;
  readonly tags: readonly Tag[];
}

/** `destination`: a CIDR of either family or a prefix list's id; `target`: `local` or the id of a
 * gateway, connection or interface (`igw-…`, `nat-…`, `pcx-…`, `tgw-…`, `vgw-…`, `eni-…`). */
export interface Route {
  readonly destination: string;
  readonly target: string;
  readonly state?: 'active' | 'blackhole';
}

/** The routes of the subnets named, or, when it is the main one, of all that no other table names. */
export interface RouteTable {
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly isMain: boolean;
  readonly subnetIds: readonly string[];
  readonly routes: readonly Route[];
  readonly tags: readonly Tag[];
}

/** `protocol`: an IANA number as text, or `-1`; ports for 6 and 17 only, both inclusive.
 * `ruleNumber`: 1–32766; EC2's own last "deny" is 32767. */
export interface NetworkAclEntry {
  readonly ruleNumber: number;
  readonly direction: 'ingress' | 'egress';
  readonly action: 'allow' | 'deny';
  readonly protocol: string;
  readonly cidr: string;
  readonly fromPort?: number;
  readonly toPort?: number;
}

export interface NetworkAcl {
  readonly networkAclId: string;
  readonly vpcId: string;
  readonly isDefault: boolean;
  readonly subnetIds: readonly string[];
  readonly entries: readonly NetworkAclEntry[];
  readonly tags: readonly Tag[];
}

export interface PeeringSide {
  readonly vpcId: string;
  readonly ownerId: string;
  readonly region: string;
  readonly cidr: string;
}

export interface VpcPeering {
  readonly peeringId: string;
  readonly requester: PeeringSide;
  readonly accepter: PeeringSide;
  readonly status: 'active' | 'deleted' | 'pending-acceptance' | 'rejected' | 'expired';
  readonly tags: readonly Tag[];
}

/** A group that may also be used in a VPC which is not its own. */
export interface GroupVpcAssociation {
  readonly groupId: string;
  readonly vpcId: string;
  readonly vpcOwnerId: string;
  readonly state:
    | 'associating'
    | 'associated'
    | 'association-failed'
    | 'disassociating'
    | 'disassociated'
    | 'disassociation-failed';
  readonly tags: readonly Tag[];
}

/** A machine image that RunInstances knows. */
export interface Image {
  readonly imageId: string;
  readonly platform: 'windows' | 'linux';
}

export function associationKey(groupId: string, vpcId: string): string {
  return `${groupId} ${vpcId}`;
}
