import { placeKey } from '../../domain/finding/door.ts';
import type { Instant } from '../../domain/instant.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import { groupsApproved } from '../../domain/policy/approved-source.ts';
import type { Task } from '../../domain/task.ts';
import { READ_GAP_MS } from '../doors/look-at-door.ts';
import { missedDoors } from '../observe-group.ts';
import type { InterfaceAddress, Place } from '../ports.ts';
import { MISSING_MAX } from './drop-missing.ts';
import { selectedAmong } from './is-selected.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import type { TaskNeeds } from './task-needs.ts';

/** Forgets interfaces that a whole sweep did not see: they are gone, or no group that counts stands on
 * them any more. The findings of groups that stood there are looked at. */
export async function dropMissingInterfaces(
  task: Task,
  before: Instant,
  needs: TaskNeeds,
): Promise<void> {
  const missing = await needs.store.interfacesLastSeenBefore(task, before, MISSING_MAX);
  const once = await leftOf(missing, needs);
  if (once.length > 0) await needs.clock.wait(READ_GAP_MS);
  for (const row of await leftOf(once, needs)) await forget(row, needs);
}

/** Those of which EC2 says that nothing that counts stands on them. What could not be looked at is left
 * as it is known: nothing is forgotten on a doubt. */
async function leftOf(
  addresses: readonly InterfaceAddress[],
  needs: TaskNeeds,
): Promise<readonly InterfaceState[]> {
  const left: InterfaceState[] = [];
  for (const address of addresses) {
    const row = await needs.store.networkInterface(address);
    if (row !== null && (await isLeft(row, needs))) left.push(row);
  }
  return left;
}

async function isLeft(row: InterfaceState, needs: TaskNeeds): Promise<boolean> {
  await needs.clock.wait(PAGE_GAP_MS);
  const looked = await needs.interfaces.describe(row);
  if (looked.kind !== 'found') return looked.kind === 'notThere';
  const approved = groupsApproved(needs.policy);
  if (looked.value.groupIds.some((groupId) => approved.has(groupId))) return false;
  const onHost = await hostOf(looked.value, needs);
  if (onHost === null) return false;
  const groupIds = [looked.value, ...onHost].flatMap((each) => each.groupIds);
  return !(await isAnySelected(row, groupIds, needs));
}

/** The interfaces of the host of one: on another of them a group may stand that makes it a guarded one. Null
 * where it could not be looked at. */
async function hostOf(
  { accountId, region, instanceId }: InterfaceState,
  { interfaces, clock }: TaskNeeds,
): Promise<readonly InterfaceState[] | null> {
  if (instanceId === null) return [];
  await clock.wait(PAGE_GAP_MS);
  const looked = await interfaces.ofInstance({ accountId, region, instanceId });
  if (looked.kind === 'couldNotLook') return null;
  return looked.kind === 'found' ? looked.value : [];
}

async function isAnySelected(
  { accountId, region }: Place,
  groupIds: readonly string[],
  needs: TaskNeeds,
): Promise<boolean> {
  for (const groupId of new Set(groupIds)) {
    const known = await needs.store.group({ accountId, region, groupId });
    if (known === null) continue;
    if ((await selectedAmong({ accountId, region }, [known], needs)).size > 0) return true;
  }
  return false;
}

async function forget(row: InterfaceState, { store, clock, log }: TaskNeeds): Promise<void> {
  const now = clock.now();
  const { accountId, region, interfaceId, groupIds, observedAt } = row;
  const address = { accountId, region, interfaceId };
  const about = {
    groups: groupIds.map((groupId) => ({ accountId, region, groupId })),
    lists: [],
    interfaces: [address],
  };
  await store.learn(
    about,
    (kept) => {
      const latest = kept.interfaces.get(interfaceId);
      if (latest === undefined || latest.observedAt > observedAt)
        return { changes: [], learnt: [] };
      const on = kept.open.filter(
        ({ door }) =>
          door.kind === 'attachment' &&
          door.places.some((place) => placeKey(place) === interfaceId),
      );
      return { changes: missedDoors(on, now), learnt: [{ kind: 'forgetInterface', address }] };
    },
    now,
  );
  log.info({ ...address }, 'interface forgotten');
}
