import { GUARDED_SERVICES, SERVICES } from '../guard/services.ts';
import { type Exposure, openTo, unionOf } from '../net/exposure.ts';
import { trafficInterval } from '../net/traffic.ts';
import type { Guard, Policy } from './policy.ts';

/** What a policy lets members of a group do somewhere: a new member of it may do so too. */
export interface ApprovedSource {
  /** The first guard that approves the group. */
  readonly guard: Guard;
  /** The services that any guard approves for it, from the group. */
  readonly reach: Exposure;
}

/** What a policy approves for members of a group; null where it names the group nowhere. Pure, total. */
export function approvedSource(groupId: string, { guards }: Policy): ApprovedSource | null {
  const reaches = guards.map((guard) => ({ guard, reach: reachOf(groupId, guard) }));
  const approving = reaches.filter(({ reach }) => reach.length > 0);
  const [first] = approving;
  if (first === undefined) return null;
  return { guard: first.guard, reach: unionOf(approving.map(({ reach }) => reach)) };
}

function reachOf(groupId: string, { kind, approved }: Guard): Exposure {
  const services = GUARDED_SERVICES[kind].filter((name) =>
    approved.get(name)?.ids.includes(groupId),
  );
  const ranges = services.flatMap((name) => SERVICES[name].ranges);
  const from = [{ kind: 'referencedGroup', groupId } as const];
  return unionOf(ranges.map((range) => openTo(trafficInterval(range), from)));
}

/** The groups that a policy approves as a source anywhere. */
export function groupsApproved({ guards }: Policy): ReadonlySet<string> {
  const ids = guards.flatMap(({ approved }) => [...approved.values()].flatMap((set) => set.ids));
  return new Set(ids.filter((id) => id.startsWith('sg-')));
}
