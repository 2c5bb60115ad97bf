import type { Place } from '../ports.ts';
import { type ListNeeds, listDirectories } from './list-directories.ts';
import { isOwn } from './read-directories.ts';

/** A directory as the account knows it that its group is in. */
export interface DirectoryPlace {
  readonly accountId: string;
  readonly directoryId: string;
}

/** Where the group of a directory is, as far as the accounts that are configured tell: in its owner's account where
 * that is one of them, under the id that it has there; else where it is seen; else in the first of `accountIds`, of
 * which there is at least one. Nothing is thrown for what AWS does not answer. */
export async function placeOfDirectory(
  directoryId: string,
  accountIds: readonly string[],
  { region }: Pick<Place, 'region'>,
  needs: ListNeeds,
): Promise<DirectoryPlace> {
  const [first = ''] = accountIds;
  if (accountIds.length <= 1) return { accountId: first, directoryId };
  let seenIn: string | null = null;
  for (const accountId of accountIds) {
    const { found } = await listDirectories({ accountId, region }, needs);
    const facts = found.map((each) => each.facts).find((each) => each.directoryId === directoryId);
    if (facts === undefined) continue;
    if (isOwn(facts, { accountId })) return { accountId, directoryId };
    if (accountIds.includes(facts.ownerAccountId)) {
      return { accountId: facts.ownerAccountId, directoryId: facts.ownerDirectoryId };
    }
    seenIn ??= accountId;
  }
  return { accountId: seenIn ?? first, directoryId };
}
