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

/** The surroundings of a group behind which nothing could be looked up. */
export function nothingKnown(reason: string): GroupSurroundings {
  const unknown = { kind: 'unknown', reason } as const;
  return { interfaces: unknown, instances: unknown, routes: unknown, networkAcls: unknown };
}

/** The surroundings on some interfaces only. One of them that was not seen is not known to be open or
 * shut. Pure, total. */
export function onlyOn(
  surroundings: GroupSurroundings,
  interfaceIds: readonly string[],
): GroupSurroundings {
  const { interfaces } = surroundings;
  if (interfaces.kind === 'unknown') return surroundings;
  const { isWhole } = interfaces.value;
  const items = interfaces.value.items.filter((each) => interfaceIds.includes(each.interfaceId));
  const isAll = isWhole || items.length === interfaceIds.length;
  return { ...surroundings, interfaces: { kind: 'known', value: { items, isWhole: isAll } } };
}
