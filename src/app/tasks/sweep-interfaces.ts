import type { Instant } from '../../domain/instant.ts';
import { hasSameGroups, type InterfaceState } from '../../domain/inventory/interface-state.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { groupsApproved } from '../../domain/policy/approved-source.ts';
import type { Task } from '../../domain/task.ts';
import { READ_GAP_MS, READS_MAX } from '../doors/look-at-door.ts';
import {
  type FirstLookAtInterface,
  lookAtInterface,
  type SweptGroups,
} from '../observe-interface.ts';
import type { Page } from '../ports.ts';
import { admitInterface } from './admit-interface.ts';
import { dropMissingInterfaces } from './drop-missing-interfaces.ts';
import {
  type InterfaceCursor,
  interfaceCursor,
  type ReadingInterfaces,
  readInterfaceCursor,
} from './interface-cursor.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import { SLICE_GROUPS_MAX } from './slices.ts';
import type { Progress, TaskNeeds } from './task-needs.ts';

/** Groups of which the interfaces are listed together: values of one filter, at most (EC2 API,
 * `Filter.Values`). */
export const GROUPS_PER_LISTING = 200;
/** Interfaces of one page that differ from what is known and are read again; the others are the next
 * sweep's. */
export const DIFFERING_MAX = 20;

/** Goes on with a reading of interfaces that another run began; null where none is under way.
 * @throws OutsideError when EC2 or the store did not do it now; the next run goes on. */
export async function goOnWithInterfaces(
  task: Task,
  runUntil: Instant,
  needs: TaskNeeds,
): Promise<Progress | null> {
  const cursor = await readInterfaceCursor(task, needs.store);
  return cursor.underWay === null ? null : readInterfaces(task, cursor, runUntil, needs);
}

/** Compares the interfaces on which guarded groups and approved sources stand with what is known of
 * them. What stood there when a group's interfaces were first read is a baseline; what is new since is
 * judged as if its record had been lost.
 * @throws OutsideError when EC2 or the store did not do it now; the next run goes on. */
export async function sweepInterfaces(
  task: Task,
  runUntil: Instant,
  needs: TaskNeeds,
): Promise<Progress> {
  const { readAt } = await readInterfaceCursor(task, needs.store);
  const underWay = { startedAt: needs.clock.now(), afterGroupId: '', pageToken: null };
  await save(task, { readAt, underWay }, needs);
  return readInterfaces(task, { readAt, underWay }, runUntil, needs);
}

async function readInterfaces(
  task: Task,
  { readAt, underWay }: InterfaceCursor,
  runUntil: Instant,
  needs: TaskNeeds,
): Promise<Progress> {
  let reading = underWay;
  while (reading !== null) {
    if (needs.clock.now() >= runUntil) return 'more';
    const next: ReadingInterfaces | null = await readOn({ task, readAt, reading }, needs);
    if (next === null) await dropMissingInterfaces(task, reading.startedAt, needs);
    const cursor =
      next === null ? { readAt: reading.startedAt, underWay: null } : { readAt, underWay: next };
    await save(task, cursor, needs);
    reading = next;
  }
  return 'done';
}

interface Stage {
  readonly task: Task;
  readonly readAt: Instant | null;
  readonly reading: ReadingInterfaces;
}

/** Reads one page of interfaces; null once there is none left. */
async function readOn(stage: Stage, needs: TaskNeeds): Promise<ReadingInterfaces | null> {
  const { task, reading } = stage;
  const groupIds = await nextGroups(task, reading.afterGroupId, needs);
  const last = groupIds.at(-1);
  if (last === undefined) return null;
  const page = await readPage(stage, groupIds, needs);
  await comparePage(stage, groupIds, page.items, needs);
  if (page.nextPageToken !== null) return { ...reading, pageToken: page.nextPageToken };
  await needs.store.noteInterfacesRead(task, groupIds, reading.startedAt);
  return { ...reading, afterGroupId: last, pageToken: null };
}

/** The groups that come after one: those that are known and those that are approved as sources. */
async function nextGroups(
  task: Task,
  afterGroupId: string,
  { store, policy }: TaskNeeds,
): Promise<readonly string[]> {
  const known = await store.groupIdsAfter(task, afterGroupId, GROUPS_PER_LISTING);
  const approved = [...groupsApproved(policy)].filter((groupId) => groupId > afterGroupId);
  return [...new Set([...known, ...approved])].sort().slice(0, GROUPS_PER_LISTING);
}

/** A page; where EC2 does not go on from its token, these groups begin again with their first. */
async function readPage(
  { task, readAt, reading }: Stage,
  groupIds: readonly string[],
  needs: TaskNeeds,
): Promise<Page<InterfaceState>> {
  const { accountId, region } = task;
  await needs.clock.wait(PAGE_GAP_MS);
  try {
    return await needs.interfaces.withGroups({ accountId, region, groupIds }, reading.pageToken);
  } catch (error) {
    const isRefused = error instanceof OutsideError && error.code === 'aws_failed';
    if (isRefused && reading.pageToken !== null) {
      await save(task, { readAt, underWay: { ...reading, pageToken: null } }, needs);
    }
    throw error;
  }
}

async function comparePage(
  { task, readAt }: Stage,
  groupIds: readonly string[],
  interfaces: readonly InterfaceState[],
  needs: TaskNeeds,
): Promise<void> {
  const { store, clock } = needs;
  const lastRead = await store.interfacesReadAt(task, groupIds);
  const swept = {
    tracked: new Set(groupIds),
    // Read by the sweep before this one: what it did not see on them was not there.
    before: new Set(
      [...lastRead].filter(([, at]) => readAt !== null && at >= readAt).map(([id]) => id),
    ),
  };
  const differing: InterfaceState[] = [];
  for (let from = 0; from < interfaces.length; from += SLICE_GROUPS_MAX) {
    const slice = interfaces.slice(from, from + SLICE_GROUPS_MAX);
    const looks = await compareSlice(task, slice, swept, needs);
    differing.push(...slice.filter((_, i) => looks[i]?.kind === 'differs'));
    // The store answers without a turn of the event loop: others get theirs here.
    await clock.wait(0);
  }
  const otherwiseAt = readAt ?? clock.now();
  await admitAgreed(differing.slice(0, DIFFERING_MAX), { task, swept, otherwiseAt }, needs);
}

async function compareSlice(
  { accountId, region }: Task,
  slice: readonly InterfaceState[],
  swept: SweptGroups,
  { store, clock }: TaskNeeds,
): Promise<readonly FirstLookAtInterface[]> {
  const interfaces = slice.map(({ interfaceId }) => ({ accountId, region, interfaceId }));
  const { looks } = await store.learn(
    { groups: [], lists: [], interfaces },
    (kept) => {
      const seen = slice.map((live) => lookAtInterface(live, kept, swept));
      const learnt = seen.flatMap(({ state }) =>
        state === null ? [] : [{ kind: 'interface' as const, state }],
      );
      return { looks: seen, changes: [], learnt };
    },
    clock.now(),
  );
  return looks;
}

interface Comparing {
  readonly task: Task;
  readonly swept: SweptGroups;
  readonly otherwiseAt: Instant;
}

/** Reads interfaces that differ from what is known until two reads in a row agree. */
async function admitAgreed(
  differing: readonly InterfaceState[],
  comparing: Comparing,
  needs: TaskNeeds,
): Promise<void> {
  let before = differing;
  for (let reads = 1; reads < READS_MAX && before.length > 0; reads += 1) {
    await needs.clock.wait(READ_GAP_MS);
    const now = await readAgain(before, needs);
    const isAgreed = (live: InterfaceState): boolean =>
      before.some((each) => each.interfaceId === live.interfaceId && isSame(each, live));
    for (const live of now.filter(isAgreed)) await admitInterface(live, comparing, needs);
    before = now.filter((live) => !isAgreed(live));
  }
  if (before.length === 0) return;
  const interfaceIds = before.map(({ interfaceId }) => interfaceId);
  needs.log.warn({ interfaceIds }, 'reads of interfaces do not agree');
}

function isSame(a: InterfaceState, b: InterfaceState): boolean {
  return hasSameGroups(a, b) && a.instanceId === b.instanceId;
}

/** One that is gone by now, or may not be read, is left to whoever looks for what is missing. */
async function readAgain(
  interfaces: readonly InterfaceState[],
  { interfaces: ec2, clock }: TaskNeeds,
): Promise<readonly InterfaceState[]> {
  const found: InterfaceState[] = [];
  for (const address of interfaces) {
    await clock.wait(PAGE_GAP_MS);
    const looked = await ec2.describe(address);
    if (looked.kind === 'found') found.push(looked.value);
  }
  return found;
}

async function save(
  task: Task,
  cursor: InterfaceCursor,
  { store, clock }: TaskNeeds,
): Promise<void> {
  await store.saveCursor(interfaceCursor(task, cursor), null, clock.now());
}
