import { STANDING_UNKNOWN } from '../../domain/guard/standing.ts';
import { attemptRead } from '../attempt.ts';
import type { ListedGroup, Place } from '../ports.ts';
import type { Standings } from '../standings.ts';
import type { AuditNeeds } from './audit-needs.ts';

/** Where groups stand, for what policy means for those on the same hosts. */
export async function readStandings(
  { accountId: ownerId, region }: Place,
  groups: readonly ListedGroup[],
  { standings }: Pick<AuditNeeds, 'standings'>,
): Promise<Standings> {
  const toMatch = groups.map((facts) => {
    const { groupId, groupName } = facts;
    return { reference: { groupId, groupName, ownerId }, region, facts };
  });
  const read = await attemptRead(standings({ accountId: ownerId, region }, toMatch));
  if (read.kind === 'known') return read.value;
  const doubt = `Could not look on which hosts groups stand: ${read.reason}`;
  return { of: () => STANDING_UNKNOWN, doubt };
}
