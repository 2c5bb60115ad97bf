import type { RecordHeader } from '../../../domain/change/exposure-change.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { isFollowed } from '../../../domain/finding/wanted.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Admission } from '../../ports.ts';

/** Findings of which a record says that their group was taken off a place: they are looked at again.
 * A revert under way makes this very record, and reads back by itself. */
export function touched(
  findings: readonly Finding[],
  { eventId, actor }: RecordHeader,
  at: Instant,
): Admission['changes'] {
  const { name } = actor;
  return [...new Set(findings)].filter(isFollowed).map(({ id }) => ({
    findingId: id,
    events: [{ kind: 'door.touched', how: 'detached', eventId, name, at }],
  }));
}
