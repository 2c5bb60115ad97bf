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
  areHostsRead,
  type InterfaceCursor,
  interfaceCursor,
  type ReadingInterfaces,
  readInterfaceCursor,
} from './interface-cursor.ts';
import { selectedAmong } from './is-selected.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import { readGroupsBeside } from './read-groups-beside.ts';
import { instancesOf, readHosts } from './read-hosts.ts';
import { SLICE_GROUPS_MAX } from './slices.ts';
import { addBorn, NONE_BORN } from './sweep-cursor.ts';
import { bornNotice } from './sweep-notices.ts';
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
  const cursor = await readInterfaceCursor(task, needs.store);
  const startedAt = needs.clock.now();
  const underWay = { startedAt, afterGroupId: '', pageToken: null, withHosts: true };
  await save(task, { ...cursor, underWay }, needs);
  return readInterfaces(task, { ...cursor, underWay }, runUntil, needs);
}

async function readInterfaces(
  task: Task,
  { underWay, ...last }: InterfaceCursor,
  runUntil: Instant,
  needs: TaskNeeds,
): Promise<Progress> {
  let reading = underWay;
  while (reading !== null) {
    if (needs.clock.now() >= runUntil) return 'more';
    const next: ReadingInterfaces | null = await readOn({ task, last, reading }, needs);
    if (next === null) await finish({ task, last, reading }, needs);
    else await save(task, { ...last, underWay: next }, needs);
    reading = next;
  }
  return 'done';
}

interface Stage {
  readonly task: Task;
  /** The last whole reading. */
  readonly last: Omit<InterfaceCursor, 'underWay'>;
  readonly reading: ReadingInterfaces;
}

async function finish({ task, last, reading }: Stage, needs: TaskNeeds): Promise<void> {
  const { store, clock } = needs;
  const { startedAt, withHosts = false, born = NONE_BORN } = reading;
  await dropMissingInterfaces(task, startedAt, needs);
  const notice = bornNotice(task, { startedAt, born }, { isFirst: last.readAt === null });
  const cursor = { readAt: startedAt, areHostsRead: withHosts, underWay: null };
  await store.saveCursor(
    interfaceCursor(task, cursor),
    notice === null ? null : { ...notice, id: `${notice.id}/beside` },
    clock.now(),
  );
}

/** Reads one page of interfaces, and what else stands on their hosts; null once there is none left. */
async function readOn(stage: Stage, needs: TaskNeeds): Promise<ReadingInterfaces | null> {
  const { task, last, reading } = stage;
  const next = await nextGroups(task, reading.afterGroupId, needs);
  if (next === null) return null;
  const { groupIds, upTo } = next;
  const page = await readPage(stage, groupIds, needs);
  const swept = await sweptGroups(stage, groupIds, needs);
  await comparePage(stage, swept, page.items, needs);
  const hosts = await readHosts({ task, items: page.items, selected: next.selected }, needs);
  const areKnown = areHostsRead({ ...last, underWay: null });
  const known = areKnown ? instancesOf(page.items, intersection(swept.before, next.selected)) : [];
  await comparePage(stage, { ...swept, hosts: new Set(known) }, hosts.others, needs);
  const read = await readBeside(stage, hosts.groupIds, needs);
  if (page.nextPageToken !== null) return { ...read, pageToken: page.nextPageToken };
  await needs.store.noteInterfacesRead(task, groupIds, reading.startedAt);
  return { ...read, afterGroupId: upTo, pageToken: null };
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((each) => b.has(each)));
}

/** Reads the groups that stand beside guarded ones and of which nothing is known: they are a baseline, and
 * told with what else was open when it was first seen. */
async function readBeside(
  { task, last, reading }: Stage,
  groupIds: readonly string[],
  needs: TaskNeeds,
): Promise<ReadingInterfaces> {
  let so = reading;
  const counted = (texts: readonly string[]): ReadingInterfaces => ({
    ...so,
    born: addBorn(so.born ?? NONE_BORN, texts),
  });
  for await (const texts of readGroupsBeside(task, groupIds, needs, (some) =>
    interfaceCursor(task, { ...last, underWay: counted(some) }),
  )) {
    so = counted(texts);
  }
  return so;
}

interface NextGroups {
  /** The groups of which interfaces are listed; there may be none. */
  readonly groupIds: readonly string[];
  /** Those of them that policy selects; the others are approved as sources. */
  readonly selected: ReadonlySet<string>;
  /** The group up to which all are done then. */
  readonly upTo: string;
}

/** The groups that come after one: known ones that policy selects, and those that are approved as
 * sources. Groups that are known since they stand beside others are found on these; null after the last. */
async function nextGroups(
  task: Task,
  afterGroupId: string,
  needs: TaskNeeds,
): Promise<NextGroups | null> {
  const { store, policy } = needs;
  const known = await store.groupsAfter(task, afterGroupId, GROUPS_PER_LISTING);
  const isAll = known.length < GROUPS_PER_LISTING;
  const horizon = isAll ? null : (known.at(-1)?.groupId ?? null);
  const approved = [...groupsApproved(policy)].filter(
    (groupId) => groupId > afterGroupId && (horizon === null || groupId <= horizon),
  );
  const selected = await selectedAmong(task, known, needs);
  const all = [...new Set([...selected, ...approved])].sort();
  const groupIds = all.slice(0, GROUPS_PER_LISTING);
  const upTo = groupIds.length < all.length ? groupIds.at(-1) : (horizon ?? groupIds.at(-1));
  return upTo === undefined ? null : { groupIds, selected, upTo };
}

/** A page; where EC2 does not go on from its token, these groups begin again with their first. */
async function readPage(
  { task, last, reading }: Stage,
  groupIds: readonly string[],
  needs: TaskNeeds,
): Promise<Page<InterfaceState>> {
  const { accountId, region } = task;
  if (groupIds.length === 0) return { items: [], nextPageToken: null };
  await needs.clock.wait(PAGE_GAP_MS);
  try {
    return await needs.interfaces.withGroups({ accountId, region, groupIds }, reading.pageToken);
  } catch (error) {
    const isRefused = error instanceof OutsideError && error.code === 'aws_failed';
    if (isRefused && reading.pageToken !== null) {
      await save(task, { ...last, underWay: { ...reading, pageToken: null } }, needs);
    }
    throw error;
  }
}

async function sweptGroups(
  { task, last: { readAt } }: Stage,
  groupIds: readonly string[],
  { store }: TaskNeeds,
): Promise<SweptGroups> {
  const lastRead = await store.interfacesReadAt(task, groupIds);
  return {
    tracked: new Set(groupIds),
    // Read by the sweep before this one: what it did not see on them was not there.
    before: new Set(
      [...lastRead].filter(([, at]) => readAt !== null && at >= readAt).map(([id]) => id),
    ),
    hosts: new Set(),
  };
}

async function comparePage(
  { task, last: { readAt } }: Stage,
  swept: SweptGroups,
  interfaces: readonly InterfaceState[],
  needs: TaskNeeds,
): Promise<void> {
  const { clock } = needs;
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
