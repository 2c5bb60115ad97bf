import type { AuditedDirectory } from '../../domain/audit/group-audit.ts';
import { directoryOfGroup } from '../../domain/guard/directory-group.ts';
import type { DirectoryFacts, TrustFacts } from '../../domain/guard/estate.ts';
import type { Place } from '../ports.ts';
import { attempt } from './attempt.ts';
import type { AuditNeeds } from './audit-needs.ts';
import { eachPage } from './each-page.ts';

/** The directories of an account and Region, as far as they could be listed. */
export interface DirectoriesSeen {
  readonly found: readonly DirectoryFacts[];
  /** Why there may be more; null where these are all. */
  readonly reason: string | null;
}

/** Lists the directories that an account sees in a Region. */
export async function listDirectories(
  place: Place,
  { directories, clock }: Pick<AuditNeeds, 'directories' | 'clock'>,
): Promise<DirectoriesSeen> {
  const found: DirectoryFacts[] = [];
  const end = await eachPage(
    (pageToken) => directories.list(place, pageToken),
    (items) => {
      found.push(...items);
      return 'more';
    },
    clock,
  );
  return { found, reason: end.kind === 'failed' ? end.reason : null };
}

/** Whose group a group is. `byName`: nobody but its name tells, since the directories could not be listed. */
export type DirectoryOfGroup =
  | { readonly kind: 'listed'; readonly facts: DirectoryFacts }
  | { readonly kind: 'byName'; readonly directoryId: string; readonly reason: string }
  | null;

/** The directory whose group it is: by the directory's own settings, else by the name that AWS gives such
 * groups. Anybody can give a group such a name: it counts only where the directory names no other group.
 * Pure. */
export function directoryOf(
  group: { readonly groupId: string; readonly groupName: string },
  { found, reason }: DirectoriesSeen,
  accountId: string,
): DirectoryOfGroup {
  const own = found.filter(({ ownerAccountId }) => ownerAccountId === accountId);
  const bySettings = own.find(({ securityGroupId }) => securityGroupId === group.groupId);
  if (bySettings !== undefined) return { kind: 'listed', facts: bySettings };
  const directoryId = directoryOfGroup(group.groupName);
  if (directoryId === null) return null;
  const named = own.find((each) => each.directoryId === directoryId);
  if (named !== undefined) {
    return named.securityGroupId === null ? { kind: 'listed', facts: named } : null;
  }
  return reason === null ? null : { kind: 'byName', directoryId, reason };
}

/** A directory as an audit tells of it, and what could not be looked up of it. */
export interface DirectoryRead {
  readonly directory: AuditedDirectory | null;
  readonly notKnown: readonly string[];
}

/** Looks up the trusts of a directory. */
export async function readDirectory(
  of: DirectoryOfGroup,
  { accountId, region }: Place,
  { directories, clock }: Pick<AuditNeeds, 'directories' | 'clock'>,
): Promise<DirectoryRead> {
  if (of === null) return { directory: null, notKnown: [] };
  if (of.kind === 'byName') {
    const { directoryId, reason } = of;
    const why = `what directory ${directoryId} is, and which trusts it has: ${reason}`;
    const directory = { directoryId, name: null, type: null, trusts: null };
    return { directory, notKnown: [why] };
  }
  const { directoryId, name, type } = of.facts;
  // No other type can have a trust.
  if (type !== 'microsoftAd') {
    return { directory: { directoryId, name, type, trusts: [] }, notKnown: [] };
  }
  const looked = await attempt(directories.trusts({ accountId, region, directoryId }), clock);
  if (looked.kind === 'found') {
    const trusts = looked.value.filter(isThere).map(({ remoteDomainName }) => remoteDomainName);
    return { directory: { directoryId, name, type, trusts }, notKnown: [] };
  }
  const why = looked.kind === 'notThere' ? 'the directory is not there any more' : looked.reason;
  const directory = { directoryId, name, type, trusts: null };
  return { directory, notKnown: [`the trusts of ${directoryId}: ${why}`] };
}

/** Directory Service goes on telling of trusts that were deleted, and of those that it could not make. */
function isThere({ state }: TrustFacts): boolean {
  return state !== 'Deleted' && state !== 'Failed';
}
