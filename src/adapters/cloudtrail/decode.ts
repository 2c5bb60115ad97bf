import type { Decoded, RecordHeader } from '../../domain/change/exposure-change.ts';
import type { ChangeParts, DecodeAction } from './change-parts.ts';
import { decodeAuthorize } from './decode-authorize.ts';
import { decodeModify } from './decode-modify.ts';
import { decodeRevoke } from './decode-revoke.ts';
import { field, isBlank, isObject, quoted, scalarText } from './json.ts';
import { type RecordContext, readRecordHeader } from './record-header.ts';
import { type WatchedEventName, watchedEventName } from './watched.ts';

const ACTIONS: Readonly<Record<WatchedEventName, DecodeAction>> = {
  AuthorizeSecurityGroupIngress: decodeAuthorize,
  ModifySecurityGroupRules: decodeModify,
  RevokeSecurityGroupIngress: decodeRevoke,
};

/** What a CloudTrail record says of who may enter a security group. Pure; never throws, whatever
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
  const watched = watchedEventName(header.eventName, scalarText(field(record, 'eventSource')));
  if (watched === undefined) {
    return { kind: 'ignored', record: header, reason: { kind: 'notWatched' } };
  }
  const errorCode = field(record, 'errorCode');
  if (typeof errorCode === 'string' && errorCode !== '') {
    return { kind: 'ignored', record: header, reason: { kind: 'failedCall', errorCode } };
  }
  const parts = ACTIONS[watched](record, header.accountId);
  if (!isBlank(errorCode)) {
    const reason = `errorCode should be a text, and is ${quoted(errorCode)}`;
    return undecodable(header, reason, parts.group?.groupId);
  }
  return assembled(header, parts);
}

function assembled(record: RecordHeader, { group, content }: ChangeParts): Decoded {
  if (content.kind === 'problem') {
    return undecodable(record, `${record.eventName}: ${content.message}`, group?.groupId);
  }
  if (group === undefined) {
    return undecodable(record, `${record.eventName}: the record names no security group`);
  }
  return { kind: 'change', change: { ...content.value, record, group } };
}

function undecodable(record: RecordHeader, reason: string, groupId: string | null = null): Decoded {
  return { kind: 'undecodable', record, reason, groupId };
}
