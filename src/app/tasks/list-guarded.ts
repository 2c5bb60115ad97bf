import { type GuardedMatch, matchGuard } from '../../domain/guard/match.ts';
import { type Instant, SECOND_MS } from '../../domain/instant.ts';
import type { GroupState, KnownRule } from '../../domain/inventory/group-state.ts';
import type { Task } from '../../domain/task.ts';
import type { ListedGroup, Place } from '../ports.ts';
import { knownStandings } from '../standings.ts';
import { guardedGroup, type SeenGuarded } from './note-guarded.ts';
import type { TaskNeeds } from './task-needs.ts';

/** How long to wait before each page of a list, in ms: a sweep is in no hurry, and others use the
 * account's requests too. */
export const PAGE_GAP_MS = 0.3 * SECOND_MS;

/** A guarded group with its rules as they were read. */
export interface Guarded {
  readonly live: GroupState;
  readonly match: GuardedMatch;
}

/** A page of groups, those left out that nobody guards. */
export interface GuardedPage {
  readonly guarded: readonly Guarded[];
  /** Groups of which a rule was not understood, with the reason. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly seen: SeenGuarded;
  readonly nextPageToken: string | null;
}

/** Reads a page of groups and the rules of the guarded ones. */
export async function listGuarded(
  task: Task,
  pageToken: string | null,
  needs: TaskNeeds,
): Promise<GuardedPage> {
  const { listing, clock } = needs;
  await clock.wait(PAGE_GAP_MS);
  const page = await listing.groups(task, pageToken);
  return { ...(await readGuarded(task, page.items, needs)), nextPageToken: page.nextPageToken };
}

/** Reads the rules of those of some groups that policy guards: it selects them, or others that stand on
 * the same hosts, as far as these are known. */
export async function readGuarded(
  { accountId, region }: Task,
  listed: readonly ListedGroup[],
  needs: TaskNeeds,
): Promise<Omit<GuardedPage, 'nextPageToken'>> {
  const place = { accountId, region };
  const ids = listed.map(({ groupId }) => groupId);
  const standingOf = await knownStandings(place, ids, needs);
  const matched = listed.map((group) => {
    const { groupId, groupName } = group;
    const reference = { groupId, groupName, ownerId: accountId };
    const standing = standingOf(groupId);
    return {
      group,
      match: matchGuard(needs.policy, { reference, region, facts: group, standing }),
    };
  });
  const groups = matched.flatMap(({ group, match }) =>
    match.kind === 'guarded' ? [{ group, match }] : [],
  );
  const unguarded = matched.flatMap(({ group, match }) =>
    match.kind === 'notGuarded' ? group.groupId : [],
  );
  const groupIds = groups.map(({ group }) => group.groupId);
  const { observedAt, rules, unreadable } = await readRules(place, groupIds, needs);
  const guarded = groups
    .filter(({ group }) => !unreadable.has(group.groupId))
    .map(({ group, match }) => {
      const { groupId, groupName, vpcId, tags } = group;
      const facts = {
        accountId,
        region,
        groupId,
        groupName,
        vpcId,
        tags: Object.fromEntries(tags),
      };
      return { match, live: { ...facts, ...rulesOf(groupId, rules), observedAt } };
    });
  const seen = {
    guarded: groups.map((each) => guardedGroup(each, unreadable)),
    unguarded,
    at: observedAt,
  };
  return { guarded, unreadable, seen };
}

/** Reads the rules of groups that were listed before once more. A group of which a rule is not
 * understood now is left out. */
export async function readAgain(
  place: Place,
  before: readonly Guarded[],
  needs: TaskNeeds,
): Promise<readonly Guarded[]> {
  const groupIds = before.map(({ live }) => live.groupId);
  const { observedAt, rules, unreadable } = await readRules(place, groupIds, needs);
  return before
    .filter(({ live }) => !unreadable.has(live.groupId))
    .map(({ live, match }) => {
      return { match, live: { ...live, ...rulesOf(live.groupId, rules), observedAt } };
    });
}

/** The rules of one group. */
export interface RulesOfGroup {
  readonly inbound: KnownRule[];
  readonly outbound: KnownRule[];
}

/** The rules of some groups. */
export interface ReadRules {
  /** When the reading began: what is read was so then, or later. */
  readonly observedAt: Instant;
  readonly rules: ReadonlyMap<string, RulesOfGroup>;
  readonly unreadable: ReadonlyMap<string, string>;
}

/** Reads the rules of groups of one page. */
export async function readRules(
  { accountId, region }: Place,
  groupIds: readonly string[],
  { listing, clock }: Pick<TaskNeeds, 'listing' | 'clock'>,
): Promise<ReadRules> {
  const observedAt = clock.now();
  const rules = new Map<string, RulesOfGroup>();
  const unreadable = new Map<string, string>();
  let pageToken: string | null = null;
  let isMore = groupIds.length > 0;
  while (isMore) {
    await clock.wait(PAGE_GAP_MS);
    const page = await listing.rules({ accountId, region, groupIds }, pageToken);
    for (const item of page.items) {
      if (item.kind === 'notUnderstood') unreadable.set(item.groupId, item.reason);
      else ofGroup(rules, item.groupId)[item.kind].push(item.rule);
    }
    pageToken = page.nextPageToken;
    isMore = pageToken !== null;
  }
  return { observedAt, rules, unreadable };
}

function ofGroup(rules: Map<string, RulesOfGroup>, groupId: string): RulesOfGroup {
  const known = rules.get(groupId) ?? { inbound: [], outbound: [] };
  rules.set(groupId, known);
  return known;
}

/** The rules of one of the groups that were read. */
export function rulesOf(groupId: string, rules: ReadonlyMap<string, RulesOfGroup>): RulesOfGroup {
  return rules.get(groupId) ?? { inbound: [], outbound: [] };
}
