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
  /** When groups came to stand there, by group id, as far as that is known: it tells whether a call that
   * is heard late put them there. Others stood there when the interface was first known. */
  readonly since?: Readonly<Record<string, Instant>>;
  /** Since when something is known of the interface; absent where that is `observedAt`. */
  readonly knownSince?: Instant;
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
