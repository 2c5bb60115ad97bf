import type { Actor } from '../change/actor.ts';

/** The name that AWS gives to the group of a directory's controllers. Source: observed groups
 * (`d-93676fd512_controllers`); AWS Directory Service Administration Guide. */
const CONTROLLERS_REGEXP = /^(d-[0-9a-z]{10})_controllers$/;

/** The directory whose controllers' group bears a name; null for any other name. Anybody may name a
 * group so: what follows from it has to be harmless. */
export function directoryOfGroup(groupName: string | null): string | null {
  return CONTROLLERS_REGEXP.exec(groupName ?? '')?.[1] ?? null;
}

const DIRECTORY_SERVICE = 'ds.amazonaws.com';

/** Whether a call was made by Directory Service: for itself, or for somebody who called it. Only AWS can
 * write these fields; the name of a role says nothing. Source: CloudTrail `userIdentity`. */
export function isDirectoryService({ kind, name, invokedBy }: Actor): boolean {
  return invokedBy === DIRECTORY_SERVICE || (kind === 'AWSService' && name === DIRECTORY_SERVICE);
}
