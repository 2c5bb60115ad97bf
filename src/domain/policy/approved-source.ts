import { type Exposure, openTo, unionOf } from '../net/exposure.ts';
import { trafficInterval } from '../net/traffic.ts';
import { approvals, approvedIds } from './approvals.ts';
import type { Guard, Policy } from './policy.ts';

/** What a policy lets members of a group do somewhere: a new member of it may do so too. */
export interface ApprovedSource {
  /** The first guard that approves the group. */
  readonly guard: Guard;
  /** The traffic that any guard approves for it, from the group. */
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

function reachOf(groupId: string, guard: Guard): Exposure {
  const ranges = approvals(guard, 'inbound')
    .filter(({ from }) => from.ids.includes(groupId))
    .flatMap((approval) => approval.ranges);
  const from = [{ kind: 'referencedGroup', groupId } as const];
  return unionOf(ranges.map((range) => openTo(trafficInterval(range), from)));
}

/** The groups that a policy approves as a source anywhere. */
export function groupsApproved({ guards }: Policy): ReadonlySet<string> {
  const ids = guards.flatMap((guard) => approvedIds(guard, 'inbound'));
  return new Set(ids.filter((id) => id.startsWith('sg-')));
}
