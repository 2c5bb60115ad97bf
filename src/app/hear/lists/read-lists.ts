import type { SecurityGroupRule } from '../../../domain/change/security-group-rule.ts';
import { type GroupState, listsNamed } from '../../../domain/inventory/group-state.ts';
import type { ListState } from '../../../domain/inventory/list-state.ts';
import { listsApproved } from '../../../domain/policy/lists-approved.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { ListAddress, Place, PrefixLists, Store } from '../../ports.ts';

/** Lists as they are known or were read, and what could not be, in words. */
export interface ReadLists {
  readonly lists: readonly ListState[];
  /** Those that could not be read, by id: whatever was known of them counts no more. */
  readonly unread: readonly string[];
  readonly doubt: string | null;
}

/** No list was asked for. */
export const NO_LISTS_READ: ReadLists = { lists: [], unread: [], doubt: null };

/** Lists as two reads tell them together: the later version of each that both could read. */
export function readByBoth(earlier: ListsLooked | null, read: ListsLooked): ListsLooked {
  if (earlier === null) return { lists: read.lists, unreadLists: read.unreadLists };
  const before = new Map(earlier.lists.map((list) => [list.prefixListId, list]));
  const unread = new Set([...earlier.unreadLists, ...read.unreadLists]);
  const lists = read.lists
    .filter(({ prefixListId }) => !unread.has(prefixListId))
    .map((list) => {
      const was = before.get(list.prefixListId);
      return was !== undefined && was.version > list.version ? was : list;
    });
  return { lists, unreadLists: [...unread] };
}

/** Lists that were read, and the ids of those that could not be. */
export interface ListsLooked {
  readonly lists: readonly ListState[];
  readonly unreadLists: readonly string[];
}

/** The lists that rules of a group, or of a change of it, name. */
export function listsToRead(
  { accountId, region }: Place,
  state: Pick<GroupState, 'inbound' | 'outbound'> | null,
  changed: readonly SecurityGroupRule[],
): readonly ListAddress[] {
  const named = changed.flatMap(({ source }) =>
    source.kind === 'prefixList' ? [source.prefixListId] : [],
  );
  const all = new Set([...named, ...(state === null ? [] : listsNamed(state))]);
  return [...all].map((prefixListId) => ({ accountId, region, prefixListId }));
}

/** The lists that policy approves in an account and Region: what they hold is approved whether or not a rule
 * names them. */
export function approvedIn({ accountId, region }: Place, policy: Policy): readonly ListAddress[] {
  return [...listsApproved(policy)].map((prefixListId) => ({ accountId, region, prefixListId }));
}

/** The lists by which rules of an account and Region are judged: those that they name (`named`), and those
 * that policy approves, as {@link readLists}. One that nothing names is read where something is known of it:
 * a list is of one Region, and a sweep finds it there. */
export async function readJudgedBy(
  place: Place,
  named: readonly ListAddress[],
  needs: ReadingNeeds & { readonly policy: Policy },
  { isFresh = false } = {},
): Promise<ReadLists> {
  const ids = new Set(named.map(({ prefixListId }) => prefixListId));
  const wanted = [...named];
  for (const address of approvedIn(place, needs.policy)) {
    if (ids.has(address.prefixListId)) continue;
    if ((await needs.store.list(address)) !== null) wanted.push(address);
  }
  return readLists(wanted, needs, { isFresh });
}

interface ReadingNeeds {
  readonly store: Store;
  readonly lists: PrefixLists;
}

/** What lists hold, from the inventory, or from EC2 where that lacks them; from EC2 alone where it is to
 * be `isFresh`. One that may not be read stays a source of its own, which nobody has approved unless by
 * its id.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readLists(
  addresses: readonly ListAddress[],
  { store, lists }: ReadingNeeds,
  { isFresh = false } = {},
): Promise<ReadLists> {
  const found: ListState[] = [];
  const unread: string[] = [];
  let doubt: string | null = null;
  for (const address of addresses) {
    const known = isFresh ? null : await store.list(address);
    if (known !== null) {
      found.push(known);
      continue;
    }
    const looked = await lists.describe(address);
    if (looked.kind === 'found') {
      found.push(looked.value.list);
      continue;
    }
    unread.push(address.prefixListId);
    doubt ??= doubtOf(address, looked.kind === 'notThere' ? UNKNOWN_TO_EC2 : looked.reason);
  }
  return { lists: found, unread, doubt };
}

const UNKNOWN_TO_EC2 = 'EC2 does not know it';

function doubtOf({ prefixListId }: ListAddress, why: string): string {
  return (
    `Could not look at prefix list ${prefixListId}, so that all of it counts as let in, and nothing ` +
    `as approved for being in it: ${why}`
  );
}
