import type { RecordHeader } from '../../../domain/change/exposure-change.ts';
import {
  type DirectoryAddress,
  type DirectoryCall,
  type DirectoryStage,
  wasBeingMade,
} from '../../../domain/finding/directory-call.ts';
import { directoryOfGroup, isDirectoryService } from '../../../domain/guard/directory-group.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Directories } from '../../ports.ts';

/** What is known of the directory on whose group Directory Service did something. */
export type Birth =
  /** Nothing that AWS does while it makes a directory: another group, or another actor. */
  | { readonly kind: 'none' }
  | { readonly kind: 'stage'; readonly directoryId: string; readonly stage: DirectoryStage }
  | { readonly kind: 'couldNotLook'; readonly doubt: string };

/** A group that a record is about, and whose it is. */
export interface GroupTouched {
  readonly accountId: string;
  readonly groupName: string | null;
  readonly record: RecordHeader;
}

/** The directory of a group, by the group's name; null for a group that is no directory's. */
export function directoryOf({
  accountId,
  groupName,
  record,
}: GroupTouched): DirectoryAddress | null {
  const directoryId = directoryOfGroup(groupName);
  return directoryId === null ? null : { accountId, region: record.region, directoryId };
}

/** Asks Directory Service where a directory stands, if it was Directory Service that touched the
 * directory's group. What AWS does then is its own until the directory is active.
 * @throws OutsideError, retryable, when Directory Service cannot be asked now. */
export async function readBirth(
  touched: GroupTouched,
  { directories }: { readonly directories: Directories },
): Promise<Birth> {
  const directory = directoryOf(touched);
  if (directory === null || !isDirectoryService(touched.record.actor)) return { kind: 'none' };
  const { directoryId } = directory;
  const looked = await directories.describe(directory);
  switch (looked.kind) {
    case 'found':
      return { kind: 'stage', directoryId, stage: looked.value };
    case 'notThere':
      return { kind: 'none' };
    case 'couldNotLook':
      return {
        kind: 'couldNotLook',
        doubt: `Could not look whether AWS is still making ${directoryId}: ${looked.reason}`,
      };
  }
}

/** The directory that AWS was making at a moment, so that what it did is the baseline; null where it was
 * not. Pure. */
export function beingMade(
  birth: Birth,
  at: Instant,
  calls: readonly DirectoryCall[],
): string | null {
  if (birth.kind !== 'stage') return null;
  const { directoryId, stage } = birth;
  const own = calls.filter((call) => call.directoryId === directoryId);
  return wasBeingMade(stage, at, own) ? directoryId : null;
}
