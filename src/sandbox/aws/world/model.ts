import type { PrefixList } from './prefix-list.ts';

/** A tag as EC2 answers it; keys are unique per resource. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What a rule admits. `cidr` is canonical (no host bits, IPv6 compressed as RFC 5952 says).
 * `userId` is the account that owns the referenced group. */
export type RuleSource =
  | { readonly kind: 'ipv4'; readonly cidr: string }
  | { readonly kind: 'ipv6'; readonly cidr: string }
  | { readonly kind: 'prefix-list'; readonly prefixListId: string }
  | { readonly kind: 'group'; readonly groupId: string; readonly userId: string };

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

export interface Vpc {
  readonly vpcId: string;
  readonly cidr: string;
  readonly isDefault: boolean;
  readonly tags: readonly Tag[];
}

export interface Instance {
  readonly instanceId: string;
  readonly platform: 'windows' | 'linux';
  readonly state: 'running' | 'stopped';
  readonly vpcId: string;
  readonly launchedAt: Date;
  readonly tags: readonly Tag[];
}

/** An elastic network interface; the first one added for an instance is its primary. */
export interface NetworkInterface {
  readonly networkInterfaceId: string;
  readonly vpcId: string;
  readonly groupIds: readonly string[];
  readonly privateIp: string;
  readonly publicIp?: string;
  readonly instanceId?: string;
  readonly description: string;
  /** Set when a service made it (`amazon-rds`, a directory's id …): EC2 then says `requesterManaged`. */
  readonly requesterId?: string;
  readonly tags: readonly Tag[];
}

/** Everything there is, immutable: a call either replaces the whole or nothing, and the state before
 * the last mutation is simply the previous value. Maps are keyed by id and keep insertion order. */
export interface WorldState {
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly groups: ReadonlyMap<string, SecurityGroup>;
  readonly prefixLists: ReadonlyMap<string, PrefixList>;
  readonly instances: ReadonlyMap<string, Instance>;
  readonly interfaces: ReadonlyMap<string, NetworkInterface>;
}

export const EMPTY_WORLD: WorldState = {
  vpcs: new Map(),
  groups: new Map(),
  prefixLists: new Map(),
  instances: new Map(),
  interfaces: new Map(),
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
