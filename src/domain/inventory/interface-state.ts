import type { Instant } from '../instant.ts';

/** What is known of a network interface, and since when: which groups stand on it. Plain data;
 * survives JSON unchanged. Never moved to an earlier moment. Source: EC2 API `NetworkInterface`. */
export interface InterfaceState {
  readonly accountId: string;
  readonly region: string;
  readonly interfaceId: string;
  /** The instance that it is attached to; null where it is to none. */
  readonly instanceId: string | null;
  readonly vpcId: string | null;
  readonly groupIds: readonly string[];
  /** Since when a group is known to stand there, by group id, where that is not since `observedAt`: it
   * tells whether a call that is heard late put it there. */
  readonly since?: Readonly<Record<string, Instant>>;
  /** Who made and runs it, where that is a service (`RequesterManaged`, or an interface type other
   * than a plain one): its groups are the service's to change. Text from outside. */
  readonly managedBy: string | null;
  /** Text from outside: what its maker wrote. */
  readonly description: string;
  readonly observedAt: Instant;
}

/** Whether the same groups stand on an interface in two states of it; their order aside. Pure. */
export function hasSameGroups(a: InterfaceState, b: InterfaceState): boolean {
  const there = new Set(a.groupIds);
  return a.groupIds.length === b.groupIds.length && b.groupIds.every((id) => there.has(id));
}
