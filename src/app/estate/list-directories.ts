import { directoryOfGroup } from '../../domain/guard/directory-group.ts';
import { attemptRead } from '../attempt.ts';
import { eachPage } from '../each-page.ts';
import type { Clock, ListedGroup, Place } from '../ports.ts';
import {
  controllersName,
  type DirectoryFound,
  type DirectoryNeeds,
  isOwn,
  readDirectories,
} from './read-directories.ts';

/** Pages of directories that are read: an account has 20 directories in a Region unless that was raised. */
export const DIRECTORY_PAGES_MAX = 10;

export interface ListNeeds extends DirectoryNeeds {
  readonly clock: Clock;
}

/** The directories of an account and Region, as far as they could be listed. */
export interface DirectoriesSeen {
  readonly found: readonly DirectoryFound[];
  /** Why there may be more; null where these are all. */
  readonly reason: string | null;
}

/** Lists the directories that an account sees in a Region, with their groups. Nothing is thrown for what AWS
 * does not answer. */
export async function listDirectories(place: Place, needs: ListNeeds): Promise<DirectoriesSeen> {
  const found: DirectoryFound[] = [];
  const end = await eachPage(
    (pageToken) => readDirectories(place, pageToken, needs),
    (items) => {
      found.push(...items);
      return 'more';
    },
    { pagesMax: DIRECTORY_PAGES_MAX, clock: needs.clock },
  );
  return { found, reason: end.kind === 'failed' ? end.reason : null };
}

/** Whose group a group is. `byName`: nobody but its name tells, since the directories could not be listed. */
export type DirectoryOfGroup =
  | ({ readonly kind: 'listed' } & DirectoryFound)
  | { readonly kind: 'byName'; readonly directoryId: string; readonly reason: string }
  | null;

/** The directory whose group it is. Anybody can give a group the name that AWS gives such groups: it counts
 * only where the directories could not be listed. Pure. */
export function directoryOf(
  group: { readonly groupId: string; readonly groupName: string },
  { found, reason }: DirectoriesSeen,
  accountId: string,
): DirectoryOfGroup {
  const own = found.filter(({ facts }) => isOwn(facts, { accountId }));
  const listed = own.find(({ controllersGroupId }) => controllersGroupId === group.groupId);
  if (listed !== undefined) return { kind: 'listed', ...listed };
  const directoryId = directoryOfGroup(group.groupName);
  const isListed = own.some(({ facts }) => facts.directoryId === directoryId);
  return directoryId === null || isListed || reason === null
    ? null
    : { kind: 'byName', directoryId, reason };
}

/** A directory that is looked for.
 *
 * - `elsewhere`: another account owns it and shares it; its group is there.
 * - `byName`: the directories could not be listed, for that reason; these groups bear the name that AWS gives
 *   such a directory's, which anybody may give.
 * - `notThere`: these are the directories there are. */
export type DirectoryLookup =
  | { readonly kind: 'found'; readonly found: DirectoryFound }
  | { readonly kind: 'elsewhere'; readonly found: DirectoryFound }
  | {
      readonly kind: 'byName';
      readonly groups: readonly [ListedGroup, ...ListedGroup[]];
      readonly reason: string;
    }
  | { readonly kind: 'notThere'; readonly known: readonly DirectoryFound[] }
  | { readonly kind: 'couldNotLook'; readonly reason: string };

/** Looks a directory up among those that were seen. */
export async function findDirectory(
  directoryId: string,
  { found: all, reason }: DirectoriesSeen,
  place: Place,
  { listing }: Pick<ListNeeds, 'listing'>,
): Promise<DirectoryLookup> {
  const found = all.find(({ facts }) => facts.directoryId === directoryId);
  if (found !== undefined) {
    return { kind: isOwn(found.facts, place) ? 'found' : 'elsewhere', found };
  }
  if (reason === null) return { kind: 'notThere', known: all };
  const named = await attemptRead(listing.ofNames(place, [controllersName({ directoryId })]));
  if (named.kind === 'unknown') return { kind: 'couldNotLook', reason: named.reason };
  const [first, ...others] = named.value;
  return first === undefined
    ? { kind: 'couldNotLook', reason }
    : { kind: 'byName', groups: [first, ...others], reason };
}
