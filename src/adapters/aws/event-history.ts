import { CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { Delivery, EventHistory, HistoryPage, HistoryQuery, Place } from '../../app/ports.ts';
import type { Decoded, RecordHeader } from '../../domain/change/exposure-change.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import type { AwsAccounts, ClientPlace } from './accounts.ts';
import { awsFailure, toOutsideError } from './aws-errors.ts';
import { byPlace } from './by-place.ts';
import { requestHandler } from './clients.ts';

/** Events of one answer, 1 to 50 (API reference, LookupEvents). */
const PAGE_SIZE = 50;

export interface EventHistoryNeeds {
  readonly accounts: AwsAccounts;
  readonly eventNames: readonly string[];
  /** Reads the JSON text of one record. */
  readonly readRecord: (text: string) => Delivery;
}

/** CloudTrail's event history of the accounts that are configured. */
export function cloudTrailHistory({
  accounts,
  eventNames,
  readRecord,
}: EventHistoryNeeds): EventHistory {
  const clientOf = byPlace(accounts, makeClient);
  return {
    eventNames,
    read: (query) => readPage(clientOf, query, readRecord),
  };
}

/** The SDK would try a throttled call again by itself, and faster than is allowed: whoever asks waits
 * between calls and comes back later. */
function makeClient(place: ClientPlace): CloudTrailClient {
  return new CloudTrailClient({ ...place, maxAttempts: 1, requestHandler });
}

async function readPage(
  clientOf: (place: Place) => CloudTrailClient,
  query: HistoryQuery,
  readRecord: EventHistoryNeeds['readRecord'],
): Promise<HistoryPage> {
  try {
    const answer = await clientOf(query).send(commandOf(query));
    const records = (answer.Events ?? []).flatMap((event) => decoded(event, query, readRecord));
    return { kind: 'page', records, nextPageToken: answer.NextToken ?? null };
  } catch (error) {
    const isStale = awsFailure(error).code === 'InvalidNextTokenException';
    if (isStale && query.pageToken !== null) return { kind: 'staleToken' };
    throw toOutsideError(error, 'cloudtrail:LookupEvents');
  }
}

/** CloudTrail takes whole seconds, and both ends count. */
function commandOf({ eventName, from, to, pageToken }: HistoryQuery): LookupEventsCommand {
  return new LookupEventsCommand({
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
    StartTime: wholeSecond(from),
    EndTime: wholeSecond(to),
    MaxResults: PAGE_SIZE,
    ...(pageToken === null ? {} : { NextToken: pageToken }),
  });
}

function wholeSecond(at: number): Date {
  return new Date(Math.floor(at / SECOND_MS) * SECOND_MS);
}

/** An entry that holds no record that can be read is undecodable, and known by what its envelope
 * says: like any record it has an outcome, and holds up no other. */
function decoded(
  event: Event,
  query: HistoryQuery,
  readRecord: EventHistoryNeeds['readRecord'],
): readonly Decoded[] {
  const delivery = readRecord(event.CloudTrailEvent ?? '');
  if (delivery.kind === 'records') return delivery.records;
  const record = headerOf(event, query);
  return [{ kind: 'undecodable', record, reason: delivery.reason, subject: null }];
}

function headerOf(
  event: Event,
  { accountId, region, eventName, from }: HistoryQuery,
): RecordHeader {
  const eventTime = (event.EventTime ?? new Date(from)).toISOString();
  return {
    eventId: event.EventId ?? `without-id-${eventTime}`,
    eventTime,
    eventName: event.EventName ?? eventName,
    accountId,
    region,
    requestId: null,
    actor: {
      kind: 'unknown',
      arn: null,
      name: event.Username ?? '',
      accountId: null,
      invokedBy: null,
      sourceIp: null,
      userAgent: null,
    },
  };
}
