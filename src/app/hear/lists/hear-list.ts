import type { ListChange, ListEntry } from '../../../domain/change/exposure-change.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { mayBeToldBy } from '../../../domain/finding/told-by.ts';
import { isFollowed } from '../../../domain/finding/wanted.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { GroupState } from '../../../domain/inventory/group-state.ts';
import {
  isListSeenBefore,
  type ListBeforeAndAfter,
  listBeforeAndAfter,
} from '../../../domain/inventory/list-before-and-after.ts';
import type { ListState } from '../../../domain/inventory/list-state.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { missedDoors } from '../../observe-group.ts';
import type { About, Admission, Kept, KeptUnasked, RecordOutcome } from '../../ports.ts';
import { explanations } from '../explanations.ts';
import { admitOwnCall, type Care, type HearNeeds, type Prepared } from '../prepared.ts';
import { readSurely } from '../read-surely.ts';
import { type GrownList, groupsHiding, grownDoor, openedByList } from './list-finding.ts';
import { approvedIn } from './read-lists.ts';
import { type ResolvedList, readHiding, resolveList } from './resolve-list.ts';

/** What a record of a changed prefix list does: one finding, whomever it lets in to how many groups.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function hearList(
  change: ListChange,
  care: Care,
  needs: HearNeeds,
): Promise<Prepared> {
  const { policy, store } = needs;
  const known = await resolveList(change, needs);
  const about = aboutOf(known, policy);
  const hiding = (resolved: ResolvedList, kept: KeptUnasked): readonly GroupState[] =>
    groupsHidingIn(resolved, kept, policy);
  const asking = {
    assumed: { ...(await store.kept(about)), open: [] },
    about: () => about,
    hides: (resolved: ResolvedList, kept: KeptUnasked) => hiding(resolved, kept).length > 0,
    readAgain: (resolved: ResolvedList, kept: KeptUnasked) =>
      readHiding(resolved, hiding(resolved, kept), needs),
  };
  const { resolved, isSure } = await readSurely(known, asking, { ...needs, care });
  const asked = { findingId: needs.ids.findingId(), now: needs.clock.now(), policy: needs.policy };
  return { about, judge: (kept) => (isSure(kept) ? admitList(resolved, kept, asked) : null) };
}

/** Approved lists that no rule names count as well. */
function aboutOf({ address, known, unknownGroups }: ResolvedList, policy: Policy): About {
  return {
    groups: [...known, ...unknownGroups],
    lists: [address, ...approvedIn(address, policy)],
    interfaces: [],
  };
}

function groupsHidingIn(
  resolved: ResolvedList,
  kept: KeptUnasked,
  policy: Policy,
): readonly GroupState[] {
  const { told, latest } = toldOf(resolved, kept);
  if (resolved.change.kind === 'listDeleted' || told.added.length === 0) return [];
  return groupsHiding(grownOf(resolved, told, latest), kept, policy);
}

interface Asked {
  readonly findingId: string;
  readonly now: Instant;
  readonly policy: Policy;
}

type Change = Admission['changes'][number];

/** Pure. */
export function admitList(resolved: ResolvedList, kept: Kept, asked: Asked): Admission {
  const { change, changedAt } = resolved;
  const { known, latest, told } = toldOf(resolved, kept);
  const learnt = learntOf(resolved, known, told);
  const findings = [...kept.open, ...kept.unexplained].filter(isOfList(change.prefixListId));
  if (kept.isOwnCall) {
    // What was reverted for the sake of one finding may have shut the door of another.
    const others = [...findings, ...namingIn(kept, change)];
    return admitOwnCall(learnt, told.removed.length === 0 ? [] : missedDoors(others, asked.now));
  }
  const drifts = findings.filter((finding) => isToldOf(finding, told.added, changedAt));
  const explained = explanations(drifts, change.record, { changedAt, now: asked.now });
  const opened = openedBy(resolved, told, latest, kept, asked);
  const touched = touchedBy(change, told, [...findings, ...namingIn(kept, change)], asked.now);
  const changes = [...opened, ...explained, ...touched];
  return { outcome: outcomeOf(changes, opened.length > 0, learnt), changes, notice: null, learnt };
}

/** What a change did to its list, by the latest that is known of it. */
function toldOf(
  { change, changedAt, live }: ResolvedList,
  { lists }: KeptUnasked,
): {
  readonly known: ListState | null;
  readonly latest: ListState | null;
  readonly told: ListBeforeAndAfter;
} {
  const known = lists.get(change.prefixListId) ?? null;
  const latest = known ?? live;
  const told =
    latest === null
      ? toldAlone(change)
      : listBeforeAndAfter(latest, change, changedAt, live?.entries ?? null);
  return { known, latest, told };
}

function grownOf(
  resolved: ResolvedList,
  told: ListBeforeAndAfter,
  latest: ListState | null,
): GrownList {
  const { address, live, associations, unknownGroups, shown, others, standingOf } = resolved;
  const named = live ?? latest ?? { listName: '', ownerId: address.accountId };
  const list = { ...address, listName: named.listName, ownerId: named.ownerId };
  return {
    list,
    ...told,
    before: told.stood,
    associations,
    unknownGroups,
    standingOf,
    shown,
    others,
  };
}

/** A list of which nothing is known and that cannot be looked up: what its record tells. */
function toldAlone({ added }: ListChange): ListBeforeAndAfter {
  return { before: [], stood: [], after: added, added, removed: [], isBeforeKnown: false };
}

/** Open findings of rules, and of groups that were attached, that let in by the list. */
function namingIn({ open }: Kept, { prefixListId }: ListChange): readonly Finding[] {
  return open.filter(
    ({ door, rules }) =>
      door.kind !== 'list' && rules.some(({ source }) => source === prefixListId),
  );
}

function isOfList(prefixListId: string): (finding: Finding) => boolean {
  return ({ door }) => door.kind === 'list' && door.prefixListId === prefixListId;
}

function isToldOf(finding: Finding, added: readonly ListEntry[], changedAt: Instant): boolean {
  const { door } = finding;
  if (door.kind !== 'list' || !mayBeToldBy(finding, changedAt)) return false;
  const blocks = new Set(added.map(({ cidr }) => cidr));
  return door.entries.some(({ cidr }) => blocks.has(cidr));
}

function openedBy(
  resolved: ResolvedList,
  told: ListBeforeAndAfter,
  latest: ListState | null,
  kept: Kept,
  { findingId, now, policy }: Asked,
): readonly Change[] {
  const { change, changedAt } = resolved;
  if (change.kind === 'listDeleted' || told.added.length === 0) return [];
  const grown = grownOf(resolved, told, latest);
  const untold = { ...kept, open: [...kept.open, ...explainedOf(kept, told, changedAt)] };
  const door = grownDoor(grown, untold, { policy, at: changedAt });
  if (door === null) return [];
  const { eventId, eventName, actor } = change.record;
  const opening = { kind: change.kind, eventId, eventName, at: changedAt, actor };
  const lookAt = isStillThere(door.entries, latest, resolved) ? null : now;
  const doubt = resolved.doubt ?? (told.isBeforeKnown ? null : BEFORE_UNKNOWN);
  const event = openedByList(door, { findingId, opening, doubt, lookAt, now });
  return [{ findingId, events: [event] }];
}

/** Closed drifts that this record tells of are not opened once more by it. */
function explainedOf(
  { unexplained }: Kept,
  { added }: ListBeforeAndAfter,
  changedAt: Instant,
): readonly Finding[] {
  return unexplained.filter((finding) => isToldOf(finding, added, changedAt));
}

const BEFORE_UNKNOWN =
  'What the list held before is not known, so that every entry of it counts as new';

/** Whether entries are still there, as far as a state of the list tells that is of after the change.
 * Where they are not, the door is looked at: one that was shut before its opening was heard of closes
 * once agreeing reads say so. */
function isStillThere(
  entries: readonly ListEntry[],
  latest: ListState | null,
  { change, changedAt, live }: ResolvedList,
): boolean {
  const after = [latest, live].filter(
    (state) => state !== null && !isListSeenBefore(state, change, changedAt),
  );
  const blocks = new Set(after.flatMap((state) => state?.entries ?? []).map(({ cidr }) => cidr));
  return after.length === 0 || entries.every(({ cidr }) => blocks.has(cidr));
}

/** Open findings of which the change took entries out, or put some in again: they are looked at. */
function touchedBy(
  { kind, record }: ListChange,
  { removed, added }: ListBeforeAndAfter,
  findings: readonly Finding[],
  now: Instant,
): readonly Change[] {
  const gone = new Set(removed.map(({ cidr }) => cidr));
  const again = new Set(added.map(({ cidr }) => cidr));
  const { eventId, actor } = record;
  return findings.flatMap(({ id, door, state }): readonly Change[] => {
    if (!isFollowed({ state })) return [];
    if (door.kind !== 'list') {
      const narrowed = {
        kind: 'door.touched',
        how: 'narrowedList',
        eventId,
        name: actor.name,
        at: now,
      } as const;
      return removed.length === 0 ? [] : [{ findingId: id, events: [narrowed] }];
    }
    const isGone = kind === 'listDeleted' || door.entries.some(({ cidr }) => gone.has(cidr));
    const isAgain = door.entries.some(({ cidr }) => again.has(cidr));
    const touched = {
      kind: 'door.touched',
      how: 'removed',
      eventId,
      name: actor.name,
      at: now,
    } as const;
    const heard = { kind: 'finding.heardAgain', eventId, rules: [], at: now } as const;
    const events = [...(isGone ? [touched] : []), ...(isAgain ? [heard] : [])];
    return events.length === 0 ? [] : [{ findingId: id, events }];
  });
}

/** What is known of the list from now on: moved by the change from what was known, or as it was read
 * where nothing was. A read that was made for this change moves nothing else: it may be of later calls,
 * which are still to be heard. */
function learntOf(
  { change, changedAt, address, live, unknownGroups }: ResolvedList,
  known: ListState | null,
  { after }: ListBeforeAndAfter,
): Admission['learnt'] {
  if (change.kind === 'listDeleted') return [{ kind: 'forgetList', address }];
  const groups = unknownGroups.map((state) => ({ kind: 'group' as const, state }));
  if (known === null) {
    return live === null ? groups : [...groups, { kind: 'list', state: live }];
  }
  if (!isListSeenBefore(known, change, changedAt)) return groups;
  const version = nextVersion(known, change, live);
  const observedAt = Math.max(known.observedAt, changedAt);
  const entries = asFarAsStill(after, known, live);
  const state = { ...known, entries, version, observedAt, ...heardTo(known, change) };
  return [...groups, { kind: 'list', state }];
}

/** That a change was heard before others that were made earlier. */
function heardTo(known: ListState, { kind, version }: ListChange): Pick<ListState, 'heardTo'> {
  const isAhead = kind === 'listModified' && version !== null && version > known.version;
  return isAhead ? { heardTo: Math.max(version + 1, known.heardTo ?? 0) } : {};
}

/** What a change made of a list, as far as that is still so: what it adds may have been taken out since,
 * and what it takes out may be in again by a later change that was heard before. */
function asFarAsStill(
  after: readonly ListEntry[],
  known: ListState,
  live: ListState | null,
): readonly ListEntry[] {
  if (live === null || live.version <= known.version) return after;
  const [still, before] = [blocksOf(live.entries), blocksOf(known.entries)];
  const made = blocksOf(after);
  const isAhead = (known.heardTo ?? 0) > known.version;
  const kept = known.entries.filter(({ cidr }) => made.has(cidr) || (isAhead && still.has(cidr)));
  const added = after.filter(({ cidr }) => !before.has(cidr) && still.has(cidr));
  return [...kept, ...added];
}

function blocksOf(entries: readonly ListEntry[]): ReadonlySet<string> {
  return new Set(entries.map(({ cidr }) => cidr));
}

/** A list of which a version was missed is not taken to be at the later one: the sweep, which goes by
 * versions, would never see what is missing. */
function nextVersion({ version }: ListState, change: ListChange, live: ListState | null): number {
  // What a restored list holds was read, all that was missed included.
  if (change.kind === 'listRestored') return live?.version ?? version;
  return change.version === null || change.version === version ? version + 1 : version;
}

function outcomeOf(
  [first]: readonly Change[],
  isNew: boolean,
  learnt: Admission['learnt'],
): RecordOutcome {
  if (first !== undefined) return { kind: 'finding', findingId: first.findingId, isNew };
  return learnt.length === 0
    ? { kind: 'ignored', reason: 'No known group uses the list' }
    : { kind: 'permitted', reason: 'It lets nobody in beyond what is approved' };
}
