import type { ListState } from '../../domain/inventory/list-state.ts';
import { vpcsApproved } from '../../domain/policy/lists-approved.ts';
import type { Task } from '../../domain/task.ts';
import { readVpc } from '../estate/read-vpc.ts';
import { vpcGrownNotice } from './estate-notices.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import { unreadableListNotice } from './sweep-notices.ts';
import type { TaskNeeds } from './task-needs.ts';

/** Reads the CIDR blocks of the VPCs that policy approves: they are kept as a list of the VPC's id. A VPC of
 * another account or Region is not there, and approves nobody here. What one has grown by is told. */
export async function sweepVpcs(task: Task, needs: TaskNeeds): Promise<void> {
  for (const vpcId of vpcsApproved(needs.policy)) await sweepVpc(task, vpcId, needs);
}

async function sweepVpc(
  { accountId, region }: Task,
  vpcId: string,
  needs: TaskNeeds,
): Promise<void> {
  const { store, clock } = needs;
  const address = { accountId, region, prefixListId: vpcId };
  await clock.wait(PAGE_GAP_MS);
  const observedAt = clock.now();
  const looked = await readVpc({ accountId, region, vpcId }, needs);
  if (looked.kind === 'couldNotLook') {
    await store.notify(unreadableListNotice(address, looked.reason, observedAt), clock.now());
    return;
  }
  const about = { groups: [], lists: [address], interfaces: [] };
  const known = await store.list(address);
  if (looked.kind === 'notThere') {
    if (known === null) return;
    const forget = { kind: 'forgetList' as const, address };
    await store.learn(about, () => ({ changes: [], learnt: [forget] }), clock.now());
    return;
  }
  const state: ListState = {
    ...address,
    listName: vpcId,
    ownerId: accountId,
    version: 0,
    maxEntries: null,
    entries: looked.value.map((cidr) => ({ cidr, description: null })),
    observedAt,
  };
  await store.learn(about, () => ({ changes: [], learnt: [{ kind: 'list', state }] }), clock.now());
  const before = new Set(known?.entries.map(({ cidr }) => cidr));
  const grown = looked.value.filter((cidr) => !before.has(cidr));
  if (known === null || grown.length === 0) return;
  const notice = vpcGrownNotice({ accountId, region, vpcId }, grown, observedAt);
  await store.notify(notice, clock.now());
}
