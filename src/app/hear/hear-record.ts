import { assert } from '../../domain/assert.ts';
import type {
  Decoded,
  ExposureChange,
  IgnoredReason,
  RecordHeader,
  Subject,
} from '../../domain/change/exposure-change.ts';
import { HOUR_MS, type Instant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Admission, Admitted, Kept, RecordKey, RecordOutcome } from '../ports.ts';
import { hearAttachment } from './attachments/hear-attachment.ts';
import { hearDirectory } from './directories/hear-directory.ts';
import { asExempted } from './exempted.ts';
import { hearList } from './lists/hear-list.ts';
import {
  ABOUT_NOTHING,
  type Care,
  type HearNeeds,
  outcomeAlone,
  type Prepared,
} from './prepared.ts';
import { hearDeletion } from './rules/hear-deletion.ts';
import { hearRules } from './rules/hear-rules.ts';
import { changedAtOf } from './rules/resolve.ts';
import { tellOwnRole } from './tell-own-role.ts';

/** Hears one CloudTrail record and gives it its one outcome, durably. Heard twice, it has the
 * outcome of the first time and does nothing.
 * @throws OutsideError when it could not be judged or kept now; then it has no outcome yet. */
export async function hearRecord(decoded: Decoded, needs: HearNeeds): Promise<RecordOutcome> {
  const first = await admitWith(decoded, 'hidden', needs);
  // What is kept has come to hide something meanwhile.
  const admitted = first.kind === 'unsure' ? await admitWith(decoded, 'all', needs) : first;
  assert(admitted.kind !== 'unsure', 'Nothing is unsure of which all was read twice');
  const { accountId, eventId, eventName } = recordIdentity(decoded);
  needs.log.info(
    {
      accountId,
      eventId,
      eventName,
      outcome: admitted.outcome,
      isKnown: admitted.kind === 'known',
    },
    'record heard',
  );
  return admitted.outcome;
}

async function admitWith(decoded: Decoded, care: Care, needs: HearNeeds): Promise<Admitted> {
  const { about, judge } = await prepare(decoded, care, needs);
  return needs.store.admit({ ...recordIdentity(decoded), about }, judge, needs.clock.now());
}

function prepare(decoded: Decoded, care: Care, needs: HearNeeds): Promise<Prepared> {
  switch (decoded.kind) {
    case 'ignored': {
      const admission = outcomeAlone(ignored(decoded.reason));
      return Promise.resolve({ about: ABOUT_NOTHING, judge: () => admission });
    }
    case 'undecodable': {
      const admission = undecodable(decoded, needs.clock.now());
      return Promise.resolve({ about: ABOUT_NOTHING, judge: () => admission });
    }
    case 'change':
      return prepareAnyChange(decoded.change, care, needs);
  }
}

async function prepareAnyChange(
  change: ExposureChange,
  care: Care,
  needs: HearNeeds,
): Promise<Prepared> {
  const prepared = await prepareChange(change, care, needs);
  const at = changedAtOf(change, needs.clock.now());
  const judge = (kept: Kept): Admission | null => {
    const admission = prepared.judge(kept);
    return admission === null ? null : asExempted(admission, kept, at);
  };
  return tellOwnRole(change, { ...prepared, judge }, needs);
}

function prepareChange(change: ExposureChange, care: Care, needs: HearNeeds): Promise<Prepared> {
  switch (change.kind) {
    case 'rulesAdded':
    case 'rulesEdited':
    case 'rulesRemoved':
      return hearRules(change, care, needs);
    case 'groupDeleted':
      return hearDeletion(change, needs);
    case 'listModified':
    case 'listRestored':
    case 'listDeleted':
      return hearList(change, care, needs);
    case 'attached':
    case 'detached':
      return hearAttachment(change, care, needs);
    case 'directoryBorn':
    case 'directoryRoutesAdded':
      return hearDirectory(change, needs);
  }
}

/** The identity of a record. */
export function recordIdentity(decoded: Decoded): Omit<RecordKey, 'about'> {
  const record = decoded.kind === 'change' ? decoded.change.record : decoded.record;
  const { accountId, eventId, eventName, eventTime, requestId } = record;
  return { accountId, eventId, eventName, eventTime, requestId };
}

/** Whatever it changed, a group's rules or a list's entries are not what they were known to be. */
function undecodable(decoded: Decoded & { readonly kind: 'undecodable' }, now: Instant): Admission {
  const { record, reason, subject } = decoded;
  return {
    ...outcomeAlone({ kind: 'undecodable', reason }),
    notice: undecodableNotice(decoded, now),
    learnt: subject === null ? [] : [forgotten(subject, record)],
  };
}

function forgotten(
  subject: Subject,
  { accountId, region }: RecordHeader,
): Admission['learnt'][number] {
  if (subject.kind === 'group') {
    const { groupId } = subject;
    return { kind: 'forgetGroup', address: { accountId, region, groupId } };
  }
  const { prefixListId } = subject;
  return { kind: 'forgetList', address: { accountId, region, prefixListId } };
}

function ignored(reason: IgnoredReason): RecordOutcome {
  return { kind: 'ignored', reason: ignoredText(reason) };
}

function ignoredText(reason: IgnoredReason): string {
  switch (reason.kind) {
    case 'notWatched':
      return 'No call that is watched';
    case 'failedCall':
      return `The call failed with ${reason.errorCode} and changed nothing`;
    case 'otherAttribute':
      return 'The call changed no group of an instance or network interface';
    case 'noListEntries':
      return 'The call changed no entry of the prefix list';
  }
}

function undecodableNotice(
  { record, reason, subject }: Decoded & { readonly kind: 'undecodable' },
  now: Instant,
): Notice {
  const hour = Math.floor(now / HOUR_MS);
  return {
    id: `undecodable/${record.accountId}/${record.eventName}/${hour}`,
    title: `This ${record.eventName} could not be read: count what it changed as open`,
    detail:
      `${reason}. Event ${record.eventId} of ${record.eventTime} by ${record.actor.name} in account ` +
      `${record.accountId}, ${record.region}, on ${subjectText(subject)}, and report the shape of ` +
      'the record.',
    count: 1,
  };
}

function subjectText(subject: Subject | null): string {
  switch (subject?.kind) {
    case 'group':
      return `group ${subject.groupId}. Look at the group's rules in EC2`;
    case 'list':
      return `prefix list ${subject.prefixListId}. Look at the list's entries in EC2`;
    case undefined:
      return 'something that it does not name. Look at what it changed in AWS';
  }
}
