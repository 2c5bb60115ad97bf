import type { DirectoryAddress, DirectoryCall } from '../../../domain/finding/directory-call.ts';
import type { Directories } from '../../ports.ts';
import { type Birth, beingMade, directoryOf, readBirth } from '../directories/birth.ts';
import type { LookedGroup } from './look-up-groups.ts';
import type { ResolvedAttachment } from './resolve-attachment.ts';

/** What Directory Service says of the directories whose groups a record put somewhere. */
export interface GroupBirths {
  readonly byGroupId: ReadonlyMap<string, Birth>;
  readonly directories: readonly DirectoryAddress[];
  /** What could not be looked at, in words. */
  readonly doubt: string | null;
}

/** Asks where the directories stand on whose interfaces Directory Service put their groups.
 * @throws OutsideError, retryable, when Directory Service cannot be asked now. */
export async function readGroupBirths(
  { change, at, groups }: ResolvedAttachment,
  needs: { readonly directories: Directories },
): Promise<GroupBirths> {
  const byGroupId = new Map<string, Birth>();
  const directories: DirectoryAddress[] = [];
  for (const [groupId, looked] of groups) {
    const { accountId } = at;
    const touched = { accountId, groupName: nameOf(looked), record: change.record };
    const birth = await readBirth(touched, needs);
    if (birth.kind === 'none') continue;
    byGroupId.set(groupId, birth);
    const directory = directoryOf(touched);
    if (directory !== null) directories.push(directory);
  }
  const [doubt = null] = [...byGroupId.values()].flatMap((birth) =>
    birth.kind === 'couldNotLook' ? [birth.doubt] : [],
  );
  return { byGroupId, directories, doubt };
}

/** The groups whose directories AWS was making then: where it put them is the baseline. Pure. */
export function groupsBeingMade(
  { byGroupId }: GroupBirths,
  { changedAt }: Pick<ResolvedAttachment, 'changedAt'>,
  calls: readonly DirectoryCall[],
): ReadonlySet<string> {
  const made = [...byGroupId].filter(([, birth]) => beingMade(birth, changedAt, calls) !== null);
  return new Set(made.map(([groupId]) => groupId));
}

function nameOf(looked: LookedGroup): string | null {
  switch (looked.kind) {
    case 'found':
      return looked.state.groupName;
    case 'described':
      return looked.facts.groupName;
    case 'couldNotLook':
      return looked.facts?.groupName ?? null;
    case 'notThere':
      return null;
  }
}
