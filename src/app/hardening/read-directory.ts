import type { DirectoryFacts } from '../../domain/guard/estate.ts';
import type { Trusts } from '../../domain/harden/plan-harden.ts';
import type { Known } from '../../domain/weight/known.ts';
import { inReadTime } from '../doors/look.ts';
import type { Clock, Directories, Page, Place } from '../ports.ts';

/** Pages of directories that are read: an account has 20 directories in a Region unless that was raised. */
export const DIRECTORY_PAGES_MAX = 10;

/** A directory, or which ones there are, or why that could not be looked up. */
export type DirectoryRead =
  | { readonly kind: 'found'; readonly directory: DirectoryFacts }
  | { readonly kind: 'notThere'; readonly known: readonly DirectoryFacts[] }
  | { readonly kind: 'couldNotLook'; readonly reason: string };

export interface DirectoryNeeds {
  readonly directories: Directories;
  readonly clock: Clock;
}

/** Looks a directory up among those of an account and Region.
 * @throws OutsideError, retryable, when Directory Service cannot be asked now. */
export async function readDirectory(
  place: Place,
  directoryId: string,
  { directories, clock }: DirectoryNeeds,
): Promise<DirectoryRead> {
  const known: DirectoryFacts[] = [];
  let pageToken: string | null = null;
  for (let page = 0; page < DIRECTORY_PAGES_MAX; page += 1) {
    const listed: Known<Page<DirectoryFacts>> = await inReadTime(
      directories.list(place, pageToken),
      clock,
    );
    if (listed.kind === 'unknown') return { kind: 'couldNotLook', reason: listed.reason };
    known.push(...listed.value.items);
    pageToken = listed.value.nextPageToken;
    if (pageToken === null) break;
  }
  const directory = known.find((each) => each.directoryId === directoryId);
  return directory === undefined ? { kind: 'notThere', known } : { kind: 'found', directory };
}

/** A trust in one of these states carries nothing any more. */
const GONE_STATES: ReadonlySet<string> = new Set(['Deleting', 'Deleted']);

/** The trusts of a directory, by the other side's names. Only Managed Microsoft AD has any. */
export async function readTrusts(
  place: Place,
  { directoryId, type }: DirectoryFacts,
  { directories, clock }: DirectoryNeeds,
): Promise<Trusts> {
  if (type !== 'microsoftAd') return { kind: 'known', domains: [] };
  const looked = await inReadTime(directories.trusts({ ...place, directoryId }), clock);
  switch (looked.kind) {
    case 'found': {
      const there = looked.value.filter(({ state }) => !GONE_STATES.has(state));
      return { kind: 'known', domains: there.map(({ remoteDomainName }) => remoteDomainName) };
    }
    case 'notThere':
      return { kind: 'notKnown', reason: 'Directory Service does not know the directory' };
    case 'couldNotLook':
      return { kind: 'notKnown', reason: looked.reason };
  }
}
