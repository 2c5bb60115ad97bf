import { type EstatePart, partText } from '../guard/behind.ts';
import { describePart, describeThing } from './describe-thing.ts';
import type { GuardedGroup } from './guarded-group.ts';
import type { LeftOut } from './scope.ts';

/** A guarded group in words, with its guard and why. Text from outside is in it. Pure. */
export function describeGuarded(group: GuardedGroup): string {
  const { groupId, groupName, guardName, guardKind, why, also } = group;
  const others = also.length === 0 ? '' : `; also ${also.join(', ')}`;
  return `${groupId} ${groupName}: ${guardName} (${guardKind}), ${why}${others}`;
}

/** What is left out in words, and why. `parts` are those of the policy. Text from outside is in it. Pure,
 * total. */
export function describeLeftOut(left: LeftOut, parts: readonly EstatePart[]): string {
  switch (left.kind) {
    case 'sharedDirectory': {
      const { thing } = left;
      return `${describeThing(thing)}: shared by account ${thing.ownerAccountId}, where its group is to be guarded`;
    }
    case 'directoryWithoutGroup':
      return `${describeThing(left.thing)}: AWS does not tell its group (stage ${left.thing.stage})`;
    case 'directory':
    case 'host':
    case 'service':
      return `${describeThing(left.thing)}: no guard selects ${groupsText(left.groupIds)}`;
    case 'groupUnread':
      return `${left.group.groupId} ${left.group.groupName}: guarded, but its rules could not be read: ${left.reason}`;
    case 'partNotLooked':
      return `${partName(left.part, parts)}: could not be looked at: ${left.reason}`;
  }
}

/** Groups that one line names; the others are counted. */
const GROUPS_NAMED = 3;

function groupsText(groupIds: readonly string[]): string {
  if (groupIds.length === 0) return 'any group on it';
  const more = groupIds.length - GROUPS_NAMED;
  const named = groupIds.slice(0, GROUPS_NAMED).join(', ');
  return more > 0 ? `${named} or ${more} more` : named;
}

function partName(text: string, parts: readonly EstatePart[]): string {
  const part = parts.find((each) => partText(each) === text);
  return part === undefined ? text : describePart(part);
}
