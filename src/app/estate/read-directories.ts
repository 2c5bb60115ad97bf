import type { DirectoryFacts } from '../../domain/guard/estate.ts';
import type { Known } from '../../domain/weight/known.ts';
import type { Directories, GroupListing, ListedGroup, Page, Place } from '../ports.ts';

/** What reading directories needs of the world. */
export interface DirectoryNeeds {
  /** Whether the groups of WorkSpaces are asked for, too. */
  readonly withWorkSpaces?: boolean;
  readonly directories: Pick<Directories, 'list'>;
  readonly listing: Pick<GroupListing, 'ofNames'>;
}

/** A directory with the groups that are its own in an account and Region. */
export interface DirectoryFound {
  readonly facts: DirectoryFacts;
  /** The group of its controllers or connectors. Null where AWS does not tell it and no group of its VPC
   * has the name, and for a directory of another account, whose group is that account's. */
  readonly controllersGroupId: string | null;
  /** The group of the WorkSpaces of its domain; null where there is none, and where it was not asked for. */
  readonly workSpacesGroupId: string | null;
}

/** A page of the directories of an account and Region, and of their groups: by the directory's own settings,
 * else by the name that AWS gives such groups.
 * @throws OutsideError when Directory Service or EC2 did not answer now, or EC2 may not be asked. */
export async function readDirectories(
  place: Place,
  pageToken: string | null,
  { directories, listing, withWorkSpaces = false }: DirectoryNeeds,
): Promise<Known<Page<DirectoryFound>>> {
  const page = await directories.list(place, pageToken);
  if (page.kind === 'unknown') return page;
  const { items, nextPageToken } = page.value;
  const own = items.filter((facts) => isOwn(facts, place));
  const names = own.flatMap((facts) => [
    ...(facts.securityGroupId === null ? [controllersName(facts)] : []),
    ...(withWorkSpaces ? [workSpacesName(facts)] : []),
  ]);
  const named = names.length === 0 ? [] : await listNamed(place, names, listing);
  const found = items.map((facts) =>
    isOwn(facts, place)
      ? withGroups(facts, named)
      : { facts, controllersGroupId: null, workSpacesGroupId: null },
  );
  return { kind: 'known', value: { items: found, nextPageToken } };
}

/** Whether a directory is the account's own: of another's, the group is there. Pure. */
export function isOwn(
  { ownerAccountId, type }: DirectoryFacts,
  { accountId }: Pick<Place, 'accountId'>,
): boolean {
  return ownerAccountId === accountId && type !== 'sharedMicrosoftAd';
}

/** As AWS names the groups that it makes. */
export function controllersName({ directoryId }: Pick<DirectoryFacts, 'directoryId'>): string {
  return `${directoryId}_controllers`;
}

function workSpacesName({ directoryId }: DirectoryFacts): string {
  return `${directoryId}_workspacesMembers`;
}

/** Values of one filter, at most (EC2 API, `Filter.Values`). */
const VALUES_MAX = 200;

async function listNamed(
  place: Place,
  names: readonly string[],
  listing: DirectoryNeeds['listing'],
): Promise<readonly ListedGroup[]> {
  const found: ListedGroup[] = [];
  for (let from = 0; from < names.length; from += VALUES_MAX) {
    found.push(...(await listing.ofNames(place, names.slice(from, from + VALUES_MAX))));
  }
  return found;
}

function withGroups(facts: DirectoryFacts, named: readonly ListedGroup[]): DirectoryFound {
  // Anybody may name a group so in a VPC of their own.
  const here = named.filter(({ vpcId }) => facts.vpcId === null || vpcId === facts.vpcId);
  const idOf = (name: string): string | null =>
    here.find(({ groupName }) => groupName === name)?.groupId ?? null;
  return {
    facts,
    controllersGroupId: facts.securityGroupId ?? idOf(controllersName(facts)),
    workSpacesGroupId: idOf(workSpacesName(facts)),
  };
}
