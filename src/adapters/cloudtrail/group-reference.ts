import type { GroupReference } from '../../domain/change/exposure-change.ts';
import { readAccountId } from './account-id.ts';
import { field, isMasked } from './json.ts';

/** The group that a call changes, or undefined where neither request nor response names it.
 *
 * @param parameters the object of the request in which `groupId` or `groupName` lies.
 * @param answered the rules of the response, as raw elements: a call by name has its group's id
 *   only there, and only there is the owner.
 * @param accountId the record's account, for an owner that is not told. */
export function readGroupReference(
  parameters: unknown,
  answered: readonly unknown[],
  accountId: string,
): GroupReference | undefined {
  const told = (name: string) => answered.map((rule) => field(rule, name)).find(isName) ?? null;
  const asked = (name: string) => [field(parameters, name)].find(isName) ?? null;
  const groupId = asked('groupId') ?? told('groupId');
  const groupName = asked('groupName');
  if (groupId === null && groupName === null) return undefined;
  return { groupId, groupName, ownerId: readAccountId(told('groupOwnerId')) ?? accountId };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !isMasked(value);
}
