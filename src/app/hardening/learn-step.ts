import { isFollowed } from '../../domain/finding/wanted.ts';
import type { HardenStep } from '../../domain/harden/harden-plan.ts';
import { type GroupState, withSince } from '../../domain/inventory/group-state.ts';
import { plannedDoorKey } from '../../domain/plan/planned-rule.ts';
import type { KeptUnasked, Observation, Store } from '../ports.ts';

/** A step that was read back: the group as it is now, and for which hardening. */
export interface StepSeen {
  readonly hardeningId: string;
  readonly step: HardenStep;
  readonly group: GroupState;
  readonly now: number;
}

/** Notes what a step made of a group: what is known of it, where it is known, and open findings whose rules
 * the step removed, which are to look whether their doors are shut. The record of a call of our own says
 * neither: nobody asks it. */
export async function learnStep(seen: StepSeen, store: Store): Promise<void> {
  await store.observe(
    [seen.group],
    (_, kept) => observed(seen, kept),
    () => null,
    seen.now,
  );
}

/** Pure. */
export function observed(
  { hardeningId, step, group, now }: StepSeen,
  kept: KeptUnasked,
): Observation {
  const known = kept.groups.get(group.groupId);
  const removed = new Set(step.kind === 'revoke' ? step.rules.map(plannedDoorKey) : []);
  const concerned = kept.open.filter(
    ({ door, state, rules }) =>
      door.kind === 'rules' &&
      door.groupId === group.groupId &&
      door.direction === step.direction &&
      isFollowed({ state }) &&
      rules.some((rule) => removed.has(plannedDoorKey(rule))),
  );
  return {
    changes: concerned.map(({ id }) => ({
      findingId: id,
      events: [
        {
          kind: 'door.touched',
          how: 'hardened',
          name: 'Portcullis',
          eventId: hardeningId,
          at: now,
        },
      ],
    })),
    group: known === undefined || known.observedAt > group.observedAt ? null : moved(group, known),
  };
}

function moved(group: GroupState, known: GroupState): GroupState {
  return {
    ...group,
    inbound: withSince(group.inbound, known.inbound),
    outbound: withSince(group.outbound, known.outbound),
    ...(known.removed === undefined ? {} : { removed: known.removed }),
  };
}
