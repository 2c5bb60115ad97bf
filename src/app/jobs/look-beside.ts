import type { Finding } from '../../domain/finding/finding.ts';
import type { KnownRule } from '../../domain/inventory/group-state.ts';
import { isSame } from '../../domain/plan/compare-live.ts';
import {
  type ListSource,
  NO_SOURCE_FACTS,
  type SourceFacts,
} from '../../domain/weight/source-facts.ts';
import type { Beside } from '../../domain/weight/weight.ts';
import { listIdsIn, readLists } from '../doors/lists-named.ts';
import type { LookNeeds } from '../doors/look.ts';
import { readAlsoLetIn } from '../doors/read-also-let-in.ts';
import type { Surroundings } from '../ports.ts';

/** Groups, and prefix lists, of one finding's rules that are looked up: nobody reads of more. */
export const SOURCES_MAX = 10;

export interface BesideNeeds extends LookNeeds {
  readonly surroundings: Surroundings;
}

/** Looks up what the groups and lists are that a finding's rules name, and what else lets in any of what
 * it tells.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function lookBeside(finding: Finding, needs: BesideNeeds): Promise<Beside> {
  const [sources, alsoLetIn] = await Promise.all([
    readSources(finding, needs),
    readAlsoLetIn(finding, isOwnOf(finding), needs),
  ]);
  return { sources, alsoLetIn };
}

/** A revert takes these away, whatever they say by now. */
function isOwnOf({ rules }: Finding): (rule: KnownRule) => boolean {
  const ids = new Set(rules.flatMap(({ ruleId }) => ruleId ?? []));
  return (rule) => ids.has(rule.ruleId ?? '') || rules.some((own) => isSame(own, rule));
}

/** The alert of a list's door tells of the list itself. */
async function readSources(
  { door, rules }: Finding,
  { surroundings, ...needs }: BesideNeeds,
): Promise<SourceFacts> {
  if (door.kind === 'list' || door.groupId === null) return NO_SOURCE_FACTS;
  const { accountId, region, groupId } = door;
  const listIds = listIdsIn(rules);
  const groupIds = [
    ...new Set(rules.map(({ source }) => source).filter((id) => id.startsWith('sg-'))),
  ];
  const named = groupIds.slice(0, SOURCES_MAX);
  const address = { accountId, region, groupId };
  const { groups, notKnown } =
    named.length === 0 ? NO_SOURCE_FACTS : await surroundings.groupsNamed(address, named);
  const lists = await readLists(listIds.slice(0, SOURCES_MAX), door, needs);
  const isMore = Math.max(groupIds.length, listIds.length) > SOURCES_MAX;
  const more = isMore ? [`only the first ${SOURCES_MAX} groups and lists were looked up`] : [];
  return {
    groups,
    lists: lists.found.map(
      ({ prefixListId, listName, ownerId, entries }): ListSource => ({
        kind: 'list',
        prefixListId,
        listName,
        ownerId,
        entryCount: entries.length,
      }),
    ),
    notKnown: [...notKnown, ...lists.notKnown, ...more],
  };
}
