import type { RecordHeader } from '../../domain/change/exposure-change.ts';
import type { Finding, OpeningCall } from '../../domain/finding/finding.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Admission } from '../ports.ts';

/** What a late record tells of findings that a sweep made: the call that opened them. */
export function explanations(
  drifts: readonly Finding[],
  { eventId, eventName, actor }: RecordHeader,
  { changedAt, now }: { readonly changedAt: Instant; readonly now: Instant },
): Admission['changes'] {
  const call: OpeningCall = { eventId, eventName, at: changedAt, actor };
  return drifts.map(({ id }) => ({
    findingId: id,
    events: [{ kind: 'finding.explained', call, at: now }],
  }));
}
