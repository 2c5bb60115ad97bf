import type { Instant } from '../domain/instant.ts';
import { hasSameGroups, type InterfaceState } from '../domain/inventory/interface-state.ts';
import { seenState } from '../domain/inventory/standing.ts';
import type { NewStanding } from './hear/attachments/attachment-findings.ts';
import type { KeptUnasked } from './ports.ts';

/** The groups of which a sweep reads the interfaces. */
export interface SweptGroups {
  /** Those that it reads now. */
  readonly tracked: ReadonlySet<string>;
  /** Those of which the sweep before this one read them, too. */
  readonly before: ReadonlySet<string>;
  /** Instances whose interfaces the sweep before this one read as well, or would have: what it did not
   * see on them was not there. */
  readonly hosts: ReadonlySet<string>;
}

/** What a first look at an interface gives.
 *
 * - `known`: it is as was known (`state` has the new moment), is a baseline, or something later is known.
 * - `differs`: to be read again before it is believed. */
export interface FirstLookAtInterface {
  readonly kind: 'known' | 'differs';
  /** What is known of it from now on; null leaves what is. */
  readonly state: InterfaceState | null;
}

/** Holds an interface against what is known of it. Pure. */
export function lookAtInterface(
  live: InterfaceState,
  kept: Pick<KeptUnasked, 'interfaces'>,
  swept: SweptGroups,
): FirstLookAtInterface {
  const row = kept.interfaces.get(live.interfaceId) ?? null;
  if (row !== null && row.observedAt > live.observedAt) return { kind: 'known', state: null };
  const isAsKnown =
    row === null
      ? !isOnSweptHost(live, swept) && !live.groupIds.some((id) => swept.before.has(id))
      : hasSameGroups(row, live) && !isPutOnHost(row, live);
  if (!isAsKnown) return { kind: 'differs', state: null };
  return { kind: 'known', state: seenState(row, live) };
}

function isOnSweptHost({ instanceId }: InterfaceState, { hosts }: SweptGroups): boolean {
  return instanceId !== null && hosts.has(instanceId);
}

/** Whether an interface is on another host than it was known to be. */
function isPutOnHost(row: InterfaceState, live: InterfaceState): boolean {
  return live.instanceId !== null && live.instanceId !== row.instanceId;
}

/** The groups that are new on an interface that a sweep sees, as against what was known; null where
 * something later is known. `besides` are the other interfaces of its host. Pure. */
export function newOnInterface(
  live: InterfaceState,
  besides: readonly InterfaceState[],
  row: InterfaceState | null,
  swept: SweptGroups,
): NewStanding | null {
  if (row !== null && row.observedAt > live.observedAt) return null;
  const { interfaceId, instanceId, managedBy, groupIds } = live;
  const there = new Set(row === null || isPutOnHost(row, live) ? [] : row.groupIds);
  // A group whose interfaces were never read before may have stood there for long: a baseline.
  const isBaseline = (id: string): boolean =>
    row === null && swept.tracked.has(id) && !swept.before.has(id);
  const isBeforeKnown = row !== null || isOnSweptHost(live, swept);
  const newcomers = groupIds.filter((id) => !there.has(id) && !isBaseline(id));
  return {
    place: { kind: 'interface', interfaceId, instanceId, managedBy },
    newcomers,
    stayed: groupIds.filter((id) => there.has(id)),
    onHost: [...new Set([live, ...besides].flatMap((each) => each.groupIds))],
    besides: besides.map(besideOf),
    unsure: new Set(isBeforeKnown ? [] : newcomers.filter((id) => !swept.before.has(id))),
    gone: new Set(),
  };
}

/** What a sweep sees on the others is theirs to be compared: it counts as having stood there. */
function besideOf({ interfaceId, instanceId, managedBy, groupIds }: InterfaceState) {
  const place = { kind: 'interface', interfaceId, instanceId, managedBy } as const;
  return { place, groupIds, stood: groupIds };
}

/** When an interface was last known to be otherwise than it is seen. */
export function otherwiseAtOf(row: InterfaceState | null, readAt: Instant): Instant {
  return row?.observedAt ?? readAt;
}
