import type { Direction } from '../change/exposure-change.ts';
import type { Fates } from './fates.ts';

/** What became of the connections that were established by a door, once it was shut. Plain data; survives
 * JSON unchanged. Empty where nothing stood behind the door, or other rules let all of it in still. */
export interface Connections {
  /** Hosts with equal fates are one item. */
  readonly on: readonly ConnectionsOn[];
  /** What could not be looked at, and why: there may be more hosts. */
  readonly notKnown: readonly string[];
}

/** Hosts, and what became of the connections to them, or from them. */
export interface ConnectionsOn extends Fates {
  readonly hosts: readonly ConnectedHost[];
  readonly direction: Direction;
  /** Why some of it is not known; null where all is. Text from outside. */
  readonly reason: string | null;
}

/** Where a connection ends, by what may be done there: an instance can be restarted; the controllers of a
 * directory never are, and what a service runs is not the account's to restart. */
export interface ConnectedHost {
  readonly kind: 'instance' | 'directoryController' | 'service';
  /** `i-…`, else `eni-…`. */
  readonly id: string;
}

/** Connections of which nothing could be looked at. */
export function connectionsNotKnown(reason: string): Connections {
  return { on: [], notKnown: [reason] };
}

/** Puts hosts of equal fates together, in the order in which they come, and leaves out those that nothing
 * became of. Pure, total. */
export function togetherByFates(each: readonly ConnectionsOn[]): readonly ConnectionsOn[] {
  const byFates = new Map<string, ConnectionsOn>();
  for (const one of each) {
    const { hosts, ...rest } = one;
    if (isNothing(one)) continue;
    const key = JSON.stringify(rest);
    const known = byFates.get(key)?.hosts ?? [];
    const added = hosts.filter(({ id }) => !known.some((host) => host.id === id));
    byFates.set(key, { ...rest, hosts: [...known, ...added] });
  }
  return [...byFates.values()];
}

function isNothing({ cutAtOnce, livesOn, notKnown }: Fates): boolean {
  return cutAtOnce.length + livesOn.length + notKnown.length === 0;
}
