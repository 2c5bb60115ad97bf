import type { Decoded, RecordHeader, Subject } from '../../domain/change/exposure-change.ts';
import type { ChangeParts } from './change-parts.ts';
import { field, isBlank, isObject, quoted, scalarText } from './json.ts';
import { type RecordContext, readRecordHeader } from './record-header.ts';
import { watchedCall } from './watched.ts';

/** What a CloudTrail record says of what guarded groups let in, and whom. Pure; never throws, whatever
 * JSON value `record` is.
 *
 * - What is no object, or has no `eventName`, is `undecodable`: it may have been anything.
 * - A record without `eventID` gets an identity that is derived from its content.
 * - `errorCode` of any text means that the call failed or was a dry run, and opened nothing.
 *
 * Sources: CloudTrail record contents; for the shapes of parameters, observed records. */
export function decode(record: unknown, context: RecordContext = {}): Decoded {
  const header = readRecordHeader(record, context);
  if (!isObject(record)) {
    return undecodable(header, `A CloudTrail record should be an object, and is ${quoted(record)}`);
  }
  if (header.eventName === '') return undecodable(header, 'The record has no eventName');
  const watched = watchedCall(header.eventName, scalarText(field(record, 'eventSource')));
  if (watched === undefined) {
    return { kind: 'ignored', record: header, reason: { kind: 'notWatched' } };
  }
  const errorCode = field(record, 'errorCode');
  if (typeof errorCode === 'string' && errorCode !== '') {
    return { kind: 'ignored', record: header, reason: { kind: 'failedCall', errorCode } };
  }
  const parts = watched.decode(record, header.accountId);
  if (!isBlank(errorCode)) {
    const reason = `errorCode should be a text, and is ${quoted(errorCode)}`;
    return undecodable(header, reason, parts.subject);
  }
  return assembled(header, parts);
}

function assembled(record: RecordHeader, { subject, content }: ChangeParts): Decoded {
  switch (content.kind) {
    case 'read':
      return { kind: 'change', change: { ...content.value, record } };
    case 'ignored':
      return { kind: 'ignored', record, reason: content.reason };
    case 'problem':
      return undecodable(record, `${record.eventName}: ${content.message}`, subject);
  }
}

function undecodable(
  record: RecordHeader,
  reason: string,
  subject: Subject | null = null,
): Decoded {
  return { kind: 'undecodable', record, reason, subject };
}
