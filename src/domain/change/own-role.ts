import type { Actor } from './actor.ts';

/** What the sessions of Portcullis in member accounts are called. */
export const MEMBER_SESSION_NAME = 'portcullis';

/** `arn:aws:sts::111122223333:assumed-role/Role/session`: partition, account, role. A role's path is
 * not in it. */
const ASSUMED_ROLE_REGEXP = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//;

/** Whether an actor has the identity that `ownArn` names, as STS answers it to the caller: a user, or a
 * role in whatever session, since its name is chosen anew with each. Pure, total. */
export function isOwnIdentity({ arn }: Actor, ownArn: string): boolean {
  if (arn === null) return false;
  const ownRole = roleOf(ownArn);
  return ownRole === null ? arn === ownArn : roleOf(arn) === ownRole;
}

function roleOf(arn: string): string | null {
  const [, partition, accountId, role] = ASSUMED_ROLE_REGEXP.exec(arn) ?? [];
  return role === undefined ? null : `${partition}:${accountId}:${role}`;
}

/** The ARN that STS gives a session of a role (`arn:aws:iam::444455556666:role/path/name`) of Portcullis: without the
 * role's path. Pure, total. */
export function memberSessionArn(roleArn: string): string {
  const [, partition = '', , , accountId = '', resource = ''] = roleArn.split(':');
  const role = resource.slice(resource.lastIndexOf('/') + 1);
  return `arn:${partition}:sts::${accountId}:assumed-role/${role}/${MEMBER_SESSION_NAME}`;
}
