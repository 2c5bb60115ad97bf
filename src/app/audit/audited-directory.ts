import type { AuditedDirectory } from '../../domain/audit/group-audit.ts';
import type { DirectoryOfGroup } from '../estate/list-directories.ts';
import { readTrusts } from '../estate/read-trusts.ts';
import type { Place } from '../ports.ts';
import type { AuditNeeds } from './audit-needs.ts';

/** A directory as an audit tells of it, and what could not be looked up of it. */
export interface DirectoryAudited {
  readonly directory: AuditedDirectory | null;
  readonly notKnown: readonly string[];
}

/** Looks up the trusts of a directory. */
export async function auditedDirectory(
  of: DirectoryOfGroup,
  place: Place,
  needs: Pick<AuditNeeds, 'directories' | 'clock'>,
): Promise<DirectoryAudited> {
  if (of === null) return { directory: null, notKnown: [] };
  if (of.kind === 'byName') {
    const { directoryId, reason } = of;
    const why = `what directory ${directoryId} is, and which trusts it has: ${reason}`;
    const directory = { directoryId, name: null, type: null, trusts: null };
    return { directory, notKnown: [why] };
  }
  const { directoryId, name, type } = of.facts;
  const trusts = await readTrusts(place, of.facts, needs);
  if (trusts.kind === 'known') {
    return { directory: { directoryId, name, type, trusts: trusts.value }, notKnown: [] };
  }
  const directory = { directoryId, name, type, trusts: null };
  return { directory, notKnown: [`the trusts of ${directoryId}: ${trusts.reason}`] };
}
