import type { ListChange } from '../../../domain/change/exposure-change.ts';
import type { Standing } from '../../../domain/guard/standing.ts';
import type { Instant } from '../../../domain/instant.ts';
import { shownByBoth } from '../../../domain/inventory/compare-states.ts';
import { factsOf, type GroupState, listsNamed } from '../../../domain/inventory/group-state.ts';
import {
  AWS_OWNER_ID,
  type ListAssociation,
  type ListState,
} from '../../../domain/inventory/list-state.ts';
import { OutsideError } from '../../../domain/outside-error.ts';
import { listsApproved } from '../../../domain/policy/lists-approved.ts';
import { READ_GAP_MS } from '../../doors/look-at-door.ts';
import type { ListAddress, ListReading, LiveRules, Looked } from '../../ports.ts';
import { type Standings, standingsOf } from '../../standings.ts';
import type { HearNeeds } from '../prepared.ts';
import { changedAtOf, readGroup } from '../rules/resolve.ts';
import { type ListsLooked, readByBoth, readLists } from './read-lists.ts';

/** A change of a list with what is known of the list and of whom it concerns. */
export interface ResolvedList {
  readonly change: ListChange;
  readonly changedAt: Instant;
  readonly address: ListAddress;
  /** The list as EC2 has it now; null where it could not be looked up. */
  readonly live: ListState | null;
  readonly associations: readonly ListAssociation[] | null;
  /** Groups that use the list and of which the inventory knows nothing yet. */
  readonly unknownGroups: readonly GroupState[];
  /** Known groups that use it. */
  readonly known: readonly GroupState[];
  /** The rules of groups that use it, by group id, where EC2 was asked because what is known of them hides
   * what the change opens: a rule that is not among them hides nothing. Null where it was not asked. */
  readonly shown: ReadonlyMap<string, LiveRules> | null;
  /** The other lists that these rules name or policy approves, read with them. */
  readonly others: ListsLooked;
  /** What stands behind these groups, where policy does not select them. */
  readonly standingOf: (groupId: string) => Standing;
  readonly doubt: string | null;
}

/** Groups using a list that one change has read because nothing is known of them: a first sweep knows
 * of the others. */
export const UNKNOWN_USERS_MAX = 20;
/** Groups using a list whose rules one change reads again because they hide what it opens; those of the others
 * hide nothing. */
export const HIDING_USERS_MAX = 20;

/** Adds to a change of a list what its record does not tell: the list's name, owner and entries, and
 * who uses it.
 * @throws OutsideError, retryable, when EC2 cannot be asked now or is still at work on the list. */
export async function resolveList(change: ListChange, needs: HearNeeds): Promise<ResolvedList> {
  const { accountId, region } = change.record;
  const address = { accountId, region, prefixListId: change.prefixListId };
  const changedAt = changedAtOf(change, needs.clock.now());
  const known = await needs.store.groupsUsingList(address);
  const looked = await readUntilLater(address, change, needs);
  if (looked.kind !== 'found') {
    const doubt =
      looked.kind === 'notThere' ? null : `Could not look at the list: ${looked.reason}`;
    const standings = await standingsOfUsers(address, known, needs);
    const nothing = { live: null, associations: null, unknownGroups: [], known, ...NOTHING_READ };
    const told = { ...nothing, standingOf: standings.of, doubt: doubt ?? standings.doubt };
    return { change, changedAt, address, ...told };
  }
  const { list, isSettled } = looked.value;
  if (change.kind === 'listRestored' && !isSettled) throw stillAtWork(address);
  const associations = await readAssociations(address, list, needs);
  const unknownGroups = await readUnknownUsers(address, associations ?? [], needs);
  const { of: standingOf, doubt } = await standingsOfUsers(
    address,
    [...known, ...unknownGroups],
    needs,
  );
  const users = { associations, known, unknownGroups, standingOf, ...NOTHING_READ };
  return { change, changedAt, address, live: list, ...users, doubt };
}

function standingsOfUsers(
  { accountId, region }: ListAddress,
  users: readonly GroupState[],
  needs: HearNeeds,
): Promise<Standings> {
  const groups = users.map((group) => {
    const { groupId, groupName, accountId: ownerId } = group;
    return { reference: { groupId, groupName, ownerId }, region, facts: factsOf(group) };
  });
  return standingsOf({ accountId, region }, groups, needs);
}

/** What is known is believed. */
export const NOTHING_READ = { shown: null, others: { lists: [], unreadLists: [] } } as const;

/** What a change of a list was judged by with the rules of the groups that hide what it opens, read again, and the
 * other lists that these name or policy approves: what an earlier read did not show is not shown now either.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readHiding<Read extends Pick<ResolvedList, 'address' | 'shown' | 'others'>>(
  resolved: Read,
  hiding: readonly GroupState[],
  needs: Pick<HearNeeds, 'store' | 'groups' | 'lists' | 'policy'>,
): Promise<Read> {
  const { address, shown: earlier } = resolved;
  const shown = new Map<string, LiveRules>();
  for (const { accountId, region, groupId } of hiding.slice(0, HIDING_USERS_MAX)) {
    if (earlier !== null && !earlier.has(groupId)) continue;
    const rules = await needs.groups.describeRules({ accountId, region, groupId });
    if (rules.kind !== 'found') continue;
    shown.set(groupId, shownByBoth(earlier?.get(groupId) ?? null, rules.value));
  }
  const named = new Set([...hiding.flatMap(listsNamed), ...listsApproved(needs.policy)]);
  named.delete(address.prefixListId);
  const wanted = [...named].map((prefixListId) => ({ ...address, prefixListId }));
  const { lists, unread: unreadLists } = await readLists(wanted, needs, { isFresh: true });
  const others = readByBoth(earlier === null ? null : resolved.others, { lists, unreadLists });
  return { ...resolved, shown, others };
}

/** A list, read once more where it is not at a later version than the one that was changed: EC2's answers
 * may be old just after a change. */
async function readUntilLater(
  address: ListAddress,
  { version }: ListChange,
  { lists, clock }: HearNeeds,
): Promise<Looked<ListReading>> {
  const first = await lists.describe(address);
  const isOld =
    first.kind === 'found' &&
    first.value.isSettled &&
    version !== null &&
    first.value.list.version <= version;
  if (!isOld) return first;
  await clock.wait(READ_GAP_MS);
  return lists.describe(address);
}

function stillAtWork({ prefixListId }: ListAddress): OutsideError {
  const message = `EC2 is still at work on the restored entries of ${prefixListId}`;
  return new OutsideError('aws_unreachable', message, { isRetryable: true });
}

/** Who uses a list: only its owner is told. */
export async function readAssociations(
  address: ListAddress,
  { ownerId }: Pick<ListState, 'ownerId'>,
  { lists }: Pick<HearNeeds, 'lists'>,
): Promise<readonly ListAssociation[] | null> {
  if (ownerId === AWS_OWNER_ID || ownerId !== address.accountId) return null;
  const looked = await lists.associations(address);
  return looked.kind === 'found' ? looked.value : null;
}

async function readUnknownUsers(
  { accountId, region }: ListAddress,
  associations: readonly ListAssociation[],
  needs: HearNeeds,
): Promise<readonly GroupState[]> {
  const unknown: GroupState[] = [];
  for (const { resourceId, ownerId } of associations) {
    if (unknown.length === UNKNOWN_USERS_MAX) break;
    if (!resourceId.startsWith('sg-') || ownerId !== accountId) continue;
    const address = { accountId, region, groupId: resourceId };
    if ((await needs.store.group(address)) !== null) continue;
    const { state } = await readGroup(address, needs);
    if (state.kind === 'found') unknown.push(state.value);
  }
  return unknown;
}
