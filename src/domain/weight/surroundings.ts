import type { Route } from './internet-routes.ts';
import type { Known } from './known.ts';
import type { NetworkAcl } from './network-acl.ts';

/** An interface on which a group stands. Source: EC2 API `NetworkInterface`. */
export interface InterfaceBehind {
  readonly interfaceId: string;
  /** The instance that it is attached to; null where it is to none. */
  readonly instanceId: string | null;
  readonly subnetId: string | null;
  /** IPv4, as the internet sees it. */
  readonly publicIp: string | null;
  /** IPv6 addresses, which are the same inside and outside. */
  readonly ipv6: readonly string[];
  /** The service that made and runs it; null for an interface of the account's own. Text from outside. */
  readonly managedBy: string | null;
  /** What its maker wrote: services say there what it is for. Text from outside. */
  readonly description: string;
}

/** Source: EC2 API `Instance`. */
export interface InstanceFacts {
  /** The tag `Name`. Text from outside. */
  readonly name: string | null;
  readonly platform: 'windows' | 'other';
}

/** What stands behind a group, as EC2 described it: each part, or why it could not be looked up. */
export interface GroupSurroundings {
  readonly interfaces: Known<{
    readonly items: readonly InterfaceBehind[];
    /** Whether these are all. */
    readonly isWhole: boolean;
  }>;
  /** By instance id. */
  readonly instances: Known<ReadonlyMap<string, InstanceFacts>>;
  /** By subnet id. */
  readonly routes: Known<ReadonlyMap<string, readonly Route[]>>;
  /** By subnet id. */
  readonly networkAcls: Known<ReadonlyMap<string, NetworkAcl>>;
}
