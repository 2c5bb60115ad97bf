import type { GroupState } from '../../domain/inventory/group-state.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import { groupsApproved } from '../../domain/policy/approved-source.ts';
import type { Task } from '../../domain/task.ts';
import type { Page } from '../ports.ts';
import { selectedAmong } from './is-selected.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import type { TaskNeeds } from './task-needs.ts';

/** Instances of which the interfaces are listed together: values of one filter, at most (EC2 API,
 * `Filter.Values`). */
export const INSTANCES_PER_LISTING = 200;

/** Interfaces that were listed, and the groups among theirs that policy selects. */
export interface ListedInterfaces {
  readonly task: Task;
  readonly items: readonly InterfaceState[];
  readonly selected: ReadonlySet<string>;
}

/** What else stands on guarded hosts. */
export interface Hosts {
  /** Their other interfaces, those left out that are listed for a group of their own. */
  readonly others: readonly InterfaceState[];
  /** All groups on them. */
  readonly groupIds: readonly string[];
}

/** Reads the other interfaces of the hosts on which selected groups stand: their groups let in to the
 * same hosts. */
export async function readHosts(
  { task, items, selected }: ListedInterfaces,
  needs: TaskNeeds,
): Promise<Hosts> {
  const guarded = items.filter((each) => each.groupIds.some((id) => selected.has(id)));
  const all = await listOnInstances(task, instancesOf(items, selected), needs);
  const listed = new Set(items.map(({ interfaceId }) => interfaceId));
  const others = all.filter(({ interfaceId }) => !listed.has(interfaceId));
  const groupIds = [...new Set([...guarded, ...others].flatMap((each) => each.groupIds))];
  const tracked = await trackedAmong(task, groupIds, needs);
  return {
    others: others.filter((each) => !each.groupIds.some((id) => tracked.has(id))),
    groupIds,
  };
}

/** The instances of interfaces on which any of the groups stands. */
export function instancesOf(
  interfaces: readonly InterfaceState[],
  groupIds: ReadonlySet<string>,
): readonly string[] {
  const on = interfaces.filter((each) => each.groupIds.some((id) => groupIds.has(id)));
  return [...new Set(on.flatMap(({ instanceId }) => instanceId ?? []))];
}

async function listOnInstances(
  { accountId, region }: Task,
  instanceIds: readonly string[],
  { interfaces, clock }: TaskNeeds,
): Promise<readonly InterfaceState[]> {
  const found: InterfaceState[] = [];
  for (let from = 0; from < instanceIds.length; from += INSTANCES_PER_LISTING) {
    const some = instanceIds.slice(from, from + INSTANCES_PER_LISTING);
    let token: string | null = null;
    do {
      await clock.wait(PAGE_GAP_MS);
      const query = { accountId, region, instanceIds: some };
      const page: Page<InterfaceState> = await interfaces.onInstances(query, token);
      found.push(...page.items);
      token = page.nextPageToken;
    } while (token !== null);
  }
  return found;
}

/** Groups of which the interfaces are listed for their own sake. */
async function trackedAmong(
  { accountId, region }: Task,
  groupIds: readonly string[],
  needs: TaskNeeds,
): Promise<ReadonlySet<string>> {
  const approved = groupsApproved(needs.policy);
  const known: GroupState[] = [];
  for (const groupId of groupIds) {
    const group = await needs.store.group({ accountId, region, groupId });
    if (group !== null) known.push(group);
  }
  const selected = await selectedAmong({ accountId, region }, known, needs);
  return new Set(groupIds.filter((groupId) => approved.has(groupId) || selected.has(groupId)));
}
