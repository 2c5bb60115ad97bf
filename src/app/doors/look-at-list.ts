import type { ListDoor, ListUse } from '../../domain/finding/door.ts';
import { entriesLeft, useBy } from '../../domain/finding/what-is-left.ts';
import { plannedDoorKey } from '../../domain/plan/planned-rule.ts';
import type { Looked } from '../ports.ts';
import { inReadTime, type LookNeeds, type OneLook } from './look.ts';
import { readRules } from './look-at-rules.ts';

/** Groups that use a list and whose rules one look reads. Of a list that more use, the entries alone
 * are looked at: it is they that are to be closed. */
export const USES_READ_MAX = 10;

/** One read of a list's entries, and of the rules by which they let in: without either the door is
 * shut. A list that is not there any more has none. */
export async function lookAtList(door: ListDoor, needs: LookNeeds): Promise<OneLook> {
  const looked = await inReadTime(needs.lists.describe(door), needs.clock);
  if (looked.kind === 'notThere') return { kind: 'gone' };
  if (looked.kind === 'couldNotLook') return looked;
  const { list, isSettled } = looked.value;
  if (!isSettled) return { kind: 'unsettled' };
  const left = entriesLeft(door, list.entries);
  if (left === null) return { kind: 'gone' };
  const uses = await usesLeft(left, needs);
  if (uses.kind !== 'found') return uses.kind === 'notThere' ? { kind: 'gone' } : uses;
  const isSame = left === door && isList(uses.value, door.uses);
  return isSame ? { kind: 'same' } : { kind: 'partly', left: { ...left, uses: uses.value } };
}

function isList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}

/** The uses of which a rule is still there; `notThere` where none is. */
async function usesLeft(door: ListDoor, needs: LookNeeds): Promise<Looked<readonly ListUse[]>> {
  if (door.uses.length > USES_READ_MAX) return { kind: 'found', value: door.uses };
  const left: ListUse[] = [];
  for (const use of door.uses) {
    const rules = await rulesLeft(use, door, needs);
    if (rules.kind === 'couldNotLook') return rules;
    if (rules.kind === 'found') left.push(useBy(use, rules.value));
  }
  return left.length === 0 ? { kind: 'notThere' } : { kind: 'found', value: left };
}

/** What a guard approves stands as long as the policy says so. */
async function rulesLeft(
  { groupId, direction, rules }: ListUse,
  { accountId, region }: ListDoor,
  needs: LookNeeds,
): Promise<Looked<ListUse['rules']>> {
  if (groupId === null) return { kind: 'found', value: rules };
  const looked = await readRules({ accountId, region, groupId }, needs);
  if (looked.kind !== 'found') return looked;
  const live = new Set(looked.value[direction].map(plannedDoorKey));
  const left = rules.filter((rule) => live.has(plannedDoorKey(rule)));
  return left.length === 0 ? { kind: 'notThere' } : { kind: 'found', value: left };
}
