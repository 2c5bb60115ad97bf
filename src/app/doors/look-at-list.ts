import type { ListDoor } from '../../domain/finding/door.ts';
import { entriesLeft } from '../../domain/finding/what-is-left.ts';
import { inReadTime, type LookNeeds, type OneLook } from './look.ts';

/** One read of a list's entries. A list that is not there any more has none. */
export async function lookAtList(door: ListDoor, needs: LookNeeds): Promise<OneLook> {
  const looked = await inReadTime(needs.lists.describe(door), needs.clock);
  if (looked.kind === 'notThere') return { kind: 'gone' };
  if (looked.kind === 'couldNotLook') return looked;
  const { list, isSettled } = looked.value;
  if (!isSettled) return { kind: 'unsettled' };
  const left = entriesLeft(door, list.entries);
  if (left === null) return { kind: 'gone' };
  return left.entries.length === door.entries.length ? { kind: 'same' } : { kind: 'partly', left };
}
