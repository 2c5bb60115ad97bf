import type { Finding } from '../../domain/finding/finding.ts';
import type { Instant } from '../../domain/instant.ts';
import { type GroupState, listsNamed } from '../../domain/inventory/group-state.ts';
import { AWS_OWNER_ID, type ListState } from '../../domain/inventory/list-state.ts';
import type { Notice } from '../../domain/notice.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { listsApproved } from '../../domain/policy/lists-approved.ts';
import type { Task } from '../../domain/task.ts';
import {
  type GrownList,
  groupsHiding,
  grownDoor,
  openedByList,
} from '../hear/lists/list-finding.ts';
import { approvedIn } from '../hear/lists/read-lists.ts';
import {
  NOTHING_READ,
  type ResolvedList,
  readAssociations,
  readHiding,
} from '../hear/lists/resolve-list.ts';
import { readSurely } from '../hear/read-surely.ts';
import { missedDoors } from '../observe-group.ts';
import type { Admission, KeptUnasked, ListAddress, ListSummary } from '../ports.ts';
import { knownStandings } from '../standings.ts';
import type { Guarded } from './list-guarded.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import { unreadableListNotice } from './sweep-notices.ts';
import type { TaskNeeds } from './task-needs.ts';

/** Reads the lists that rules of groups name and of which nothing is known: they are a baseline, and
 * the groups are judged by them. One that may not be read stays a source of its own. */
export async function readMissingLists(
  task: Task,
  guarded: readonly Guarded[],
  needs: TaskNeeds,
): Promise<void> {
  const named = new Set(guarded.flatMap(({ live }) => listsNamed(live)));
  for (const prefixListId of named) await readIfUnknown(addressOf(task, prefixListId), needs);
}

/** Compares the lists of an account and Region that matter with what is known of them: those that
 * rules of known groups name, and those that the policy approves. A list's version only grows and a
 * stale answer shows an older one, so that a later one needs no second look. */
export async function sweepLists(task: Task, needs: TaskNeeds): Promise<void> {
  try {
    await compareAll(task, needs);
  } catch (error) {
    // Groups are compared without lists as well: only what lists have grown by is not seen then.
    if (!(error instanceof OutsideError) || error.code !== 'aws_denied') throw error;
    await report(unreadableListNotice(task, error.message, needs.clock.now()), needs);
  }
}

async function compareAll(task: Task, needs: TaskNeeds): Promise<void> {
  const approved = listsApproved(needs.policy);
  let pageToken: string | null = null;
  do {
    await needs.clock.wait(PAGE_GAP_MS);
    const page = await needs.lists.list(task, pageToken);
    for (const summary of page.items) await compare(task, summary, approved, needs);
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
}

async function compare(
  task: Task,
  summary: ListSummary,
  approved: ReadonlySet<string>,
  needs: TaskNeeds,
): Promise<void> {
  const address = addressOf(task, summary.prefixListId);
  const known = await needs.store.list(address);
  if (known === null) {
    if (approved.has(summary.prefixListId)) await readIfUnknown(address, needs);
    return;
  }
  // The lists of AWS have no version: only their entries tell whether they changed.
  if (known.version >= summary.version && summary.ownerId !== AWS_OWNER_ID) return;
  await compareEntries(address, known, needs);
}

async function compareEntries(
  address: ListAddress,
  known: ListState,
  needs: TaskNeeds,
): Promise<void> {
  const { store, lists, clock, ids, policy, log } = needs;
  await clock.wait(PAGE_GAP_MS);
  const looked = await lists.describe(address);
  if (looked.kind === 'couldNotLook') {
    await report(unreadableListNotice(address, looked.reason, clock.now()), needs);
  }
  if (looked.kind !== 'found' || !looked.value.isSettled) return;
  const live = looked.value.list;
  const associations = await readAssociations(address, live, needs);
  const groups = await store.groupsUsingList(address);
  const groupIds = groups.map(({ groupId }) => groupId);
  const standingOf = await knownStandings(address, groupIds, needs);
  const findingId = ids.findingId();
  const about = { groups, lists: [address, ...approvedIn(address, policy)], interfaces: [] };
  const hiding = (sighting: ListSighting, kept: KeptUnasked): readonly GroupState[] => {
    const grown = grownOf(sighting, kept);
    return grown === null ? [] : groupsHiding(grown, kept, policy);
  };
  const asking = {
    assumed: { ...(await store.kept(about)), open: [] },
    about: () => about,
    hides: (sighting: ListSighting, kept: KeptUnasked) => hiding(sighting, kept).length > 0,
    readAgain: (sighting: ListSighting, kept: KeptUnasked) =>
      readHiding(sighting, hiding(sighting, kept), needs),
  };
  const sighted = { address, live, associations, standingOf, ...NOTHING_READ };
  const { resolved, isSure } = await readSurely<ListSighting>(sighted, asking, {
    store,
    clock,
    care: 'hidden',
  });
  const now = clock.now();
  const seen = await store.learn(
    about,
    // What has come to hide something meanwhile is the next sweep's.
    (kept) =>
      isSure({ ...kept, isOwnCall: false })
        ? admitListDrift(resolved, { findingId, now }, kept, policy)
        : NOTHING_SEEN,
    now,
  );
  const { prefixListId } = address;
  const findingIds = seen.changes.map((each) => each.findingId);
  log.info(
    { prefixListId, was: known.version, version: live.version, findingIds },
    'list differed',
  );
}

/** A list as a sweep sees it, with what was read to judge it. */
interface ListSighting
  extends Pick<GrownList, 'associations' | 'standingOf'>,
    Pick<ResolvedList, 'address' | 'shown' | 'others'> {
  readonly live: ListState;
}

const NOTHING_SEEN = { changes: [], learnt: [] } as const;

/** What a list has grown by since what is known of it; null where nothing is, or something later. */
function grownOf(sighting: ListSighting, { lists }: KeptUnasked): GrownList | null {
  const { live } = sighting;
  const known = lists.get(live.prefixListId) ?? null;
  if (known === null || known.version > live.version || known.observedAt > live.observedAt) {
    return null;
  }
  const [before, after] = [blocksOf(known), blocksOf(live)];
  const added = live.entries.filter(({ cidr }) => !before.has(cidr));
  const removed = known.entries.filter(({ cidr }) => !after.has(cidr));
  // What is gone may have been so when another entry came, unless one call did both.
  const isOneCall = live.version === known.version + 1;
  const stood = known.entries.filter(({ cidr }) => isOneCall || after.has(cidr));
  return { ...sighting, list: live, before: stood, added, removed, unknownGroups: [] };
}

/** What a list that has grown unheard lets in beyond what is approved is a finding; findings of entries
 * that are gone are looked at. Pure. */
function admitListDrift(
  sighting: ListSighting,
  { findingId, now }: { readonly findingId: string; readonly now: Instant },
  kept: KeptUnasked,
  policy: TaskNeeds['policy'],
): Pick<Admission, 'changes' | 'learnt'> {
  const { live } = sighting;
  const grown = grownOf(sighting, kept);
  const known = kept.lists.get(live.prefixListId) ?? null;
  if (grown === null || known === null) return NOTHING_SEEN;
  const { removed } = grown;
  const door = grownDoor(grown, kept, { policy, at: now });
  const opening = {
    kind: 'drift',
    at: live.observedAt,
    otherwiseAt: known.observedAt,
    call: null,
  } as const;
  const asked = { findingId, opening, doubt: null, lookAt: null, now };
  const opened = door === null ? [] : [{ findingId, events: [openedByList(door, asked)] }];
  const gone = new Set(removed.map(({ cidr }) => cidr));
  const concerned = kept.open.filter((finding) => isShrunk(finding, live.prefixListId, gone));
  const changes = [...opened, ...missedDoors(concerned, now)];
  return { changes, learnt: [{ kind: 'list', state: live }] };
}

/** Whether entries that are gone are a finding's, or may be what its rules, which name the list, let in. */
function isShrunk(
  { door, rules }: Finding,
  prefixListId: string,
  gone: ReadonlySet<string>,
): boolean {
  if (door.kind !== 'list') {
    return gone.size > 0 && rules.some(({ source }) => source === prefixListId);
  }
  return door.prefixListId === prefixListId && door.entries.some(({ cidr }) => gone.has(cidr));
}

function blocksOf({ entries }: ListState): ReadonlySet<string> {
  return new Set(entries.map(({ cidr }) => cidr));
}

async function readIfUnknown(address: ListAddress, needs: TaskNeeds): Promise<void> {
  const { store, lists, clock } = needs;
  if ((await store.list(address)) !== null) return;
  await clock.wait(PAGE_GAP_MS);
  const looked = await lists.describe(address);
  if (looked.kind === 'couldNotLook') {
    await report(unreadableListNotice(address, looked.reason, clock.now()), needs);
  }
  if (looked.kind !== 'found') return;
  const state = looked.value.list;
  const about = { groups: [], lists: [address], interfaces: [] };
  await store.learn(about, () => ({ changes: [], learnt: [{ kind: 'list', state }] }), clock.now());
}

function report(notice: Notice, { store, clock }: TaskNeeds): Promise<void> {
  return store.notify(notice, clock.now());
}

function addressOf({ accountId, region }: Task, prefixListId: string): ListAddress {
  return { accountId, region, prefixListId };
}
