import type { ExposureChange, RecordHeader } from '../../domain/change/exposure-change.ts';
import { isOwnIdentity } from '../../domain/change/own-role.ts';
import type { FindingEvent } from '../../domain/finding/events.ts';
import { isOwnHardeningStep } from '../../domain/hardening/is-own-step.ts';
import { HOUR_MS, type Instant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import { isOwnStep } from '../../domain/plan/is-own-step.ts';
import type { Admission, Kept } from '../ports.ts';
import type { HearNeeds, Prepared } from './prepared.ts';
import { changedAtOf } from './rules/resolve.ts';

/** Tells of a change that was made with Portcullis's own role and that Portcullis did not make: its
 * credentials may be in other hands. What such a change opens is marked; where it opens nothing beyond
 * what is approved, a notice tells of it all the same, on any group. Other changes are left as they are. */
export function tellOwnRole(
  change: ExposureChange,
  { about, judge }: Prepared,
  { ownArns, clock }: Pick<HearNeeds, 'ownArns' | 'clock'>,
): Prepared {
  const { actor } = change.record;
  if (!ownArns.some((ownArn) => isOwnIdentity(actor, ownArn))) return { about, judge };
  const now = clock.now();
  return {
    about: { ...about, withReverted: true },
    judge: (kept) => {
      if (isOwn(change, kept, now)) return judge({ ...kept, isOwnCall: true });
      const admission = judge(kept);
      return admission === null ? null : marked(admission, change.record, now);
    },
  };
}

function isOwn(change: ExposureChange, kept: Kept, now: Instant): boolean {
  if (kept.isOwnCall) return true;
  const changedAt = changedAtOf(change, now);
  return (
    [...kept.open, ...kept.reverted].some((finding) => isOwnStep(change, changedAt, finding)) ||
    (kept.hardenings ?? []).some((each) => isOwnHardeningStep(change, changedAt, each))
  );
}

function marked(admission: Admission, record: RecordHeader, now: Instant): Admission {
  const changes = admission.changes.map(({ findingId, events }) => ({
    findingId,
    events: events.map(withMark),
  }));
  const isMarked = changes.some(({ events }) => events.some(isOpening));
  return isMarked
    ? { ...admission, changes }
    : { ...admission, notice: notice(admission, record, now) };
}

function withMark(event: FindingEvent): FindingEvent {
  return isOpening(event) ? { ...event, isByOwnRole: true } : event;
}

type OpeningEvent = FindingEvent & { readonly kind: 'finding.opened' | 'finding.explained' };

function isOpening(event: FindingEvent): event is OpeningEvent {
  return event.kind === 'finding.opened' || event.kind === 'finding.explained';
}

function notice({ notice: other }: Admission, record: RecordHeader, now: Instant): Notice {
  const { accountId, region, eventId, eventName, eventTime, actor } = record;
  const from = actor.sourceIp === null ? '' : ` from ${actor.sourceIp}`;
  const also = other === null ? '' : ` Also: ${other.title}. ${other.detail}`;
  return {
    id: `own-role/${accountId}/${region}/${Math.floor(now / HOUR_MS)}`,
    title: "A change was made with Portcullis's own role, but not by Portcullis",
    detail:
      `Its credentials may be in other hands. ${eventName} of ${eventTime}${from} in account ` +
      `${accountId}, ${region}: CloudTrail event ${eventId}. It opened nothing new beyond what is ` +
      `approved. Find out who has the role, and end its sessions.${also}`,
    count: 1,
  };
}
