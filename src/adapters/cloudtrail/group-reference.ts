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
  const groupId = [parameters, ...answered].map((holder) => field(holder, 'groupId')).find(isName);
  const groupName = [field(parameters, 'groupName')].find(isName);
  if (groupId === undefined && groupName === undefined) return undefined;
  const ownerIds = answered.map((rule) => readAccountId(field(rule, 'groupOwnerId')));
  return {
    groupId: groupId ?? null,
    groupName: groupName ?? null,
    ownerId: ownerIds.find((ownerId) => ownerId !== undefined) ?? accountId,
  };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !isMasked(value);
}
