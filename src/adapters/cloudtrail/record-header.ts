import type { RecordHeader } from '../../domain/change/exposure-change.ts';
import { readAccountId } from './account-id.ts';
import { readActor } from './actor.ts';
import { field, scalarText } from './json.ts';
import { derivedRecordId } from './record-id.ts';

/** What the envelope around a record tells of it: EventBridge names account and Region, which
 * records before 2022 and trimmed copies may lack. */
export interface RecordContext {
  readonly accountId?: string;
  readonly region?: string;
}

/** Where a record comes from and what it is about, as far as it tells. Total. */
export function readRecordHeader(record: unknown, context: RecordContext): RecordHeader {
  return {
    eventId: scalarText(field(record, 'eventID')) ?? derivedRecordId(record),
    eventTime: readEventTime(field(record, 'eventTime')),
    eventName: scalarText(field(record, 'eventName')) ?? '',
    accountId: readRecordAccountId(record, context),
    region: scalarText(field(record, 'awsRegion')) ?? context.region ?? '',
    requestId: scalarText(field(record, 'requestID')) ?? null,
    actor: readActor(record),
  };
}

/** The account that received the record. The caller's is the last resort: EC2 calls are made from
 * inside the account that they change. */
function readRecordAccountId(record: unknown, context: RecordContext): string {
  return (
    readAccountId(field(record, 'recipientAccountId')) ??
    readAccountId(context.accountId) ??
    readAccountId(field(field(record, 'userIdentity'), 'accountId')) ??
    ''
  );
}

/** The spelling of data lakes: `2021-01-24 04:55:45.000`, which is UTC without saying so. */
const DATA_LAKE_TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$/;

function readEventTime(value: unknown): string {
  return (scalarText(value) ?? '').replace(DATA_LAKE_TIME, '$1T$2Z');
}
