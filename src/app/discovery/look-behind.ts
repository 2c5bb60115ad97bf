import {
  BEHIND_UNKNOWN,
  type Behind,
  directoryNamed,
  type EstatePart,
  hostTagKeys,
  partsOfSelector,
  partText,
  thingId,
  withLive,
} from '../../domain/guard/behind.ts';
import { type GroupToMatch, matchGuard, selectorsAsking } from '../../domain/guard/match.ts';
import { STANDS_ALONE } from '../../domain/guard/standing.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { FoundThing } from '../../domain/scope/guarded-group.ts';
import type { Known } from '../../domain/weight/known.ts';
import { READ_GAP_MS } from '../doors/look-at-door.ts';
import type { Clock, Page, Place, Store } from '../ports.ts';
import { discoverHosts, serviceFound } from './discover-hosts.ts';
import { type PartNeeds, readPart } from './read-part.ts';

/** Pages that are read to learn what stands behind groups before discovery knows it: a change waits for it. */
export const BEHIND_PAGES_MAX = 5;
/** Values of one filter, at most (EC2 API, `Filter.Values`). */
const VALUES_MAX = 200;

export interface BehindNeeds extends PartNeeds {
  readonly store: Pick<Store, 'behind'>;
  readonly clock: Clock;
}

/** What stands behind groups, by group id; of one that was not asked about nothing is known. `doubt`: what could not be looked up, in words. */
export interface LookedBehind {
  readonly of: (groupId: string) => Behind;
  readonly doubt: string | null;
}

type Asked = Omit<GroupToMatch, 'standing'>;

/** Looks up what stands behind groups, all of one account and Region, as far as policy asks for it. What
 * discovery found says that something is there; that nothing is, AWS is asked now: a group may be younger
 * than the last discovery. `instanceIds` are instances on which some of them stand: EC2's answer may be older
 * than they are, and counts only if it shows them.
 * @throws OutsideError, retryable, when AWS or the store cannot be asked now. */
export async function lookBehind(
  place: Place,
  groups: readonly Asked[],
  needs: BehindNeeds,
  instanceIds: readonly string[] = [],
): Promise<LookedBehind> {
  const { store, policy } = needs;
  const named = groups.filter((group) => idOf(group) !== '');
  const isAsked = named.some((group) => selectorsAsking(policy, group).length > 0);
  if (!isAsked) return { of: () => BEHIND_UNKNOWN, doubt: null };
  const known = await store.behind(place, named.map(idOf));
  const ids = new Set(named.map(idOf));
  const knownOf = (groupId: string): Behind =>
    ids.has(groupId)
      ? { things: known.things.get(groupId) ?? [], looked: known.looked }
      : BEHIND_UNKNOWN;
  const open = named.filter((group) => isOpen(group, knownOf(idOf(group)), policy));
  if (open.length === 0) return { of: knownOf, doubt: null };
  const asking = { place, groups: open, discovered: known.looked, instanceIds };
  const live = await askAll(asking, needs);
  const asked = new Set(open.map(idOf));
  return {
    of: (groupId) =>
      asked.has(groupId) ? withLive(knownOf(groupId), live.of(groupId)) : knownOf(groupId),
    doubt: live.doubt,
  };
}

function idOf({ reference }: Asked): string {
  return reference.groupId ?? '';
}

/** Whether what stands behind the group could still say that a guard selects it, which counts before those
 * that do for certain. */
function isOpen(group: Asked, { things }: Behind, policy: Policy): boolean {
  if (selectorsAsking(policy, group).length === 0) return false;
  const standing = { ...STANDS_ALONE, behind: { things, looked: new Set<string>() } };
  const match = matchGuard(policy, { ...group, standing });
  return match.kind === 'possible' || (match.kind === 'guarded' && match.unless.length > 0);
}

interface Asking {
  readonly place: Place;
  readonly groups: readonly Asked[];
  /** Parts that discovery knows. */
  readonly discovered: ReadonlySet<string>;
  readonly instanceIds: readonly string[];
}

async function askAll(asking: Asking, needs: BehindNeeds): Promise<LookedBehind> {
  const { groups } = asking;
  const looked = new Set<string>();
  const things = new Map<string, FoundThing['thing'][]>();
  const ids = new Set(groups.map(idOf));
  let doubt: string | null = null;
  for (const parts of partsTogether(groups, needs.policy)) {
    const found = await askPart(parts, asking, needs);
    if (found.kind === 'unknown') {
      doubt ??= `Could not look at what stands behind the group: ${found.reason}`;
      continue;
    }
    for (const part of parts) looked.add(partText(part));
    for (const { thing, groupIds } of found.value) {
      for (const groupId of groupIds.filter((id) => ids.has(id))) {
        things.set(groupId, [...(things.get(groupId) ?? []), thing]);
      }
    }
  }
  return { of: (groupId) => ({ things: things.get(groupId) ?? [], looked }), doubt };
}

/** The parts that policy asks for of any of the groups; those of instances are one question. */
function partsTogether(
  groups: readonly Asked[],
  policy: Policy,
): readonly (readonly EstatePart[])[] {
  const selectors = groups.flatMap((group) => selectorsAsking(policy, group));
  const parts = new Map(selectors.flatMap(partsOfSelector).map((part) => [partText(part), part]));
  const all = [...parts.values()];
  const ofHosts = all.filter(({ kind }) => kind === 'windows' || kind === 'hostTag');
  const others = all.filter((part) => !ofHosts.includes(part)).map((part) => [part]);
  return ofHosts.length === 0 ? others : [ofHosts, ...others];
}

async function askPart(
  [part]: readonly EstatePart[],
  { place, groups, discovered, instanceIds }: Asking,
  needs: BehindNeeds,
): Promise<Known<readonly FoundThing[]>> {
  const { accountId, region } = place;
  const groupIds = groups.map(idOf).slice(0, VALUES_MAX);
  switch (part?.kind) {
    case undefined:
      return { kind: 'known', value: [] };
    case 'directories': {
      // Whatever was made since bears the name that AWS gives it.
      const isKnown = discovered.has(partText(part)) && !groups.some(mayBeNew);
      if (isKnown) return { kind: 'known', value: [] };
      return allPages((token) => readPart(place, part, token, needs));
    }
    case 'windows':
    case 'hostTag': {
      const query = { accountId, region, choice: { kind: 'withGroups', groupIds } as const };
      const asked = { hosts: needs.hosts, tagKeys: hostTagKeys(needs.policy) };
      const ask = () => allPages((token) => discoverHosts(query, token, asked));
      return untilShown(ask, instanceIds, needs);
    }
    case 'service': {
      const query = { accountId, region, service: part.service, groupIds };
      return allPages(async (token) => {
        const page = await needs.hosts.serviceInterfaces(query, token);
        if (page.kind === 'unknown') return page;
        const { items, nextPageToken } = page.value;
        return { kind: 'known', value: { items: items.map(serviceFound), nextPageToken } };
      });
    }
  }
}

/** EC2's answers may be older than an instance. */
async function untilShown(
  ask: () => Promise<Known<readonly FoundThing[]>>,
  instanceIds: readonly string[],
  { clock }: BehindNeeds,
): Promise<Known<readonly FoundThing[]>> {
  const first = await ask();
  if (missing(first, instanceIds) === undefined) return first;
  await clock.wait(READ_GAP_MS);
  const second = await ask();
  const notShown = missing(second, instanceIds);
  if (notShown === undefined) return second;
  return { kind: 'unknown', reason: `EC2 does not show instance ${notShown} yet` };
}

function missing(
  found: Known<readonly FoundThing[]>,
  instanceIds: readonly string[],
): string | undefined {
  if (found.kind === 'unknown') return undefined;
  const shown = new Set(found.value.map(({ thing }) => thingId(thing)));
  return instanceIds.find((id) => !shown.has(id));
}

function mayBeNew({ reference, facts }: Asked): boolean {
  const groupName = facts?.groupName ?? reference.groupName;
  return groupName === null || directoryNamed(groupName) !== null;
}

async function allPages(
  read: (token: string | null) => Promise<Known<Page<FoundThing>>>,
): Promise<Known<readonly FoundThing[]>> {
  const found: FoundThing[] = [];
  let token: string | null = null;
  for (let pages = 0; pages < BEHIND_PAGES_MAX; pages += 1) {
    const page: Known<Page<FoundThing>> = await readOrSay(() => read(token));
    if (page.kind === 'unknown') return page;
    found.push(...page.value.items);
    token = page.value.nextPageToken;
    if (token === null) return { kind: 'known', value: found };
  }
  return { kind: 'unknown', reason: `it is on more than ${BEHIND_PAGES_MAX} pages list` };
}

/** The names of groups are read of EC2, which may be denied. */
async function readOrSay<T>(read: () => Promise<Known<T>>): Promise<Known<T>> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof OutsideError) || error.isRetryable) throw error;
    return { kind: 'unknown', reason: error.message };
  }
}
