import type { Directory } from './directory.ts';
import type {
  GroupVpcAssociation,
  Image,
  NetworkAcl,
  RouteTable,
  Subnet,
  VpcPeering,
} from './network.ts';
import type { PrefixList } from './prefix-list.ts';
import type { Tag } from './tag.ts';

/** What a rule admits. `cidr` is canonical (no host bits, IPv6 compressed as RFC 5952 says).
 * `userId` is the account that owns the referenced group. */
export type RuleSource =
  | { readonly kind: 'ipv4'; readonly cidr: string }
  | { readonly kind: 'ipv6'; readonly cidr: string }
  | { readonly kind: 'prefix-list'; readonly prefixListId: string }
  | {
      readonly kind: 'group';
      readonly groupId: string;
      readonly userId: string;
      /** Present when the group is in a peer VPC; the reference outlives both. */
      readonly peer?: Peer;
    };

export interface Peer {
  readonly vpcId: string;
  readonly peeringId: string;
}

export type RuleDirection = 'ingress' | 'egress';

/** A rule's values without its identity. `protocol`: `tcp`, `udp`, `icmp`, `icmpv6`, `-1` or an IANA
 * number as text. Ports 0–65535 inclusive for tcp and udp; type and code for ICMP; -1 for "all". */
export interface RuleValues {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly source: RuleSource;
  readonly description?: string;
}

export interface SecurityGroupRule extends RuleValues {
  readonly ruleId: string;
  readonly direction: RuleDirection;
  readonly tags: readonly Tag[];
}

export interface SecurityGroup {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly vpcId: string;
  readonly ownerId: string;
  readonly tags: readonly Tag[];
  readonly rules: readonly SecurityGroupRule[];
}

/** A further block of a VPC, of either family, with the state of its association. */
export interface FurtherBlock {
  readonly cidr: string;
  readonly state:
    | 'associating'
    | 'associated'
    | 'disassociating'
    | 'disassociated'
    | 'failing'
    | 'failed';
}

export interface Vpc {
  readonly vpcId: string;
  readonly cidr: string;
  readonly furtherBlocks: readonly FurtherBlock[];
  readonly isDefault: boolean;
  readonly tags: readonly Tag[];
}

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'stopped' | 'terminated';

export interface Instance {
  readonly instanceId: string;
  readonly platform: 'windows' | 'linux';
  readonly state: InstanceState;
  readonly vpcId: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly keyName?: string;
  readonly launchedAt: Date;
  readonly tags: readonly Tag[];
  /** Missing where Systems Manager does not manage it. */
  readonly agent?: Agent;
}

/** What Systems Manager knows of an instance by its agent. */
export interface Agent {
  readonly pingStatus: 'Online' | 'ConnectionLost';
  readonly lastPingAt: Date;
}

/** What ties an interface to an instance. `deviceIndex` 0 is the primary interface. */
export interface Attachment {
  readonly attachmentId: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly deleteOnTermination: boolean;
  readonly attachedAt: Date;
}

/** An elastic network interface. */
export interface NetworkInterface {
  readonly networkInterfaceId: string;
  readonly vpcId: string;
  readonly subnetId?: string;
  readonly groupIds: readonly string[];
  readonly privateIp: string;
  readonly publicIp?: string;
  readonly attachment?: Attachment;
  readonly description: string;
  /** `interface`, or the kind of service that made it: `lambda`, `efs`, `network_load_balancer` … */
  readonly interfaceType: string;
  /** Who asked for it: a principal's id, an account, or a service's name (`amazon-rds`). */
  readonly requesterId?: string;
  /** Whether a service keeps it: users may then not change it. */
  readonly isRequesterManaged: boolean;
  /** Another service that keeps it, in the newer way; `isHidden`: this account does not see it unasked. */
  readonly operator?: { readonly principal: string; readonly isHidden: boolean };
  readonly tags: readonly Tag[];
}

/** Everything there is, immutable: a call either replaces the whole or nothing, and the state before
 * the last mutation is simply the previous value. Maps are keyed by id (`vpcAssociations` by
 * `associationKey`) and keep insertion order. */
export interface WorldState {
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly groups: ReadonlyMap<string, SecurityGroup>;
  readonly prefixLists: ReadonlyMap<string, PrefixList>;
  readonly images: ReadonlyMap<string, Image>;
  readonly instances: ReadonlyMap<string, Instance>;
  readonly interfaces: ReadonlyMap<string, NetworkInterface>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly routeTables: ReadonlyMap<string, RouteTable>;
  readonly networkAcls: ReadonlyMap<string, NetworkAcl>;
  readonly peerings: ReadonlyMap<string, VpcPeering>;
  readonly vpcAssociations: ReadonlyMap<string, GroupVpcAssociation>;
  readonly directories: ReadonlyMap<string, Directory>;
  /** Rules that a group may have, by direction and address family: the account's quota in the Region. */
  readonly rulesPerGroupMax: number;
}

/** The quota unless it was raised (Amazon VPC quotas, "Inbound or outbound rules per security group"). */
const RULES_PER_GROUP_DEFAULT = 60;

export const EMPTY_WORLD: WorldState = {
  vpcs: new Map(),
  groups: new Map(),
  prefixLists: new Map(),
  images: new Map(),
  instances: new Map(),
  interfaces: new Map(),
  subnets: new Map(),
  routeTables: new Map(),
  networkAcls: new Map(),
  peerings: new Map(),
  vpcAssociations: new Map(),
  directories: new Map(),
  rulesPerGroupMax: RULES_PER_GROUP_DEFAULT,
};

/** `map` with `key` set, as a new map. */
export function withEntry<Value>(
  map: ReadonlyMap<string, Value>,
  key: string,
  value: Value,
): ReadonlyMap<string, Value> {
  return new Map(map).set(key, value);
}

/** `state` with `group` added or replaced. */
export function withGroup(state: WorldState, group: SecurityGroup): WorldState {
  return { ...state, groups: withEntry(state.groups, group.groupId, group) };
}

/** `map` without `key`, as a new map. */
export function withoutEntry<Value>(
  map: ReadonlyMap<string, Value>,
  key: string,
): ReadonlyMap<string, Value> {
  const next = new Map(map);
  next.delete(key);
  return next;
}

/** `state` with `added` added or replaced. */
export function withInterface(state: WorldState, added: NetworkInterface): WorldState {
  return { ...state, interfaces: withEntry(state.interfaces, added.networkInterfaceId, added) };
}

/** `state` with `instance` added or replaced. */
export function withInstance(state: WorldState, instance: Instance): WorldState {
  return { ...state, instances: withEntry(state.instances, instance.instanceId, instance) };
}

/** `state` with `directory` added or replaced. */
export function withDirectory(state: WorldState, directory: Directory): WorldState {
  const directories = withEntry(state.directories, directory.directoryId, directory);
  return { ...state, directories };
}
