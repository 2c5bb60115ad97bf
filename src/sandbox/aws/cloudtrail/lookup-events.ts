import { z } from 'zod';
import type { Behaviour } from '../behaviour.ts';
import type { FaultBook } from '../faults.ts';
import type { Principals } from '../identity/principals.ts';
import type { NewId } from '../ids.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Service } from '../wire/http.ts';
import { jsonService } from '../wire/json-service.ts';
import { readInput } from '../wire/read-input.ts';
import { ATTRIBUTE_KEYS, type LookupEvent, lookupEvent, valuesOf } from './lookup-event.ts';
import type { Trail } from './trail.ts';

/** Every CloudTrail action that is answered. */
export const CLOUDTRAIL_ACTIONS: readonly string[] = ['LookupEvents'];

/** What stands before the action in `X-Amz-Target`: alone from the JavaScript SDK, behind
 * `com.amazonaws.cloudtrail.v20131101.` from Python's. */
export const CLOUDTRAIL_TARGET = 'CloudTrail_20131101.';

/** Events per answer (API reference, LookupEvents). */
const PAGE_MAX = 50;

/** Requests per second, account and Region (API reference, LookupEvents). */
const REQUESTS_PER_SECOND_MAX = 2;

/** How far back one can look: 90 days, in ms (API reference, LookupEvents). */
const LOOKBACK_MS = 90 * 24 * 60 * 60 * 1_000;

const inputSchema = z.strictObject({
  LookupAttributes: z
    .array(z.strictObject({ AttributeKey: z.enum(ATTRIBUTE_KEYS), AttributeValue: z.string() }))
    .optional(),
  StartTime: z.number().optional(),
  EndTime: z.number().optional(),
  MaxResults: z.number().optional(),
  NextToken: z.string().optional(),
});

type Input = z.infer<typeof inputSchema>;

export interface LookupOptions {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => Date;
  readonly newId: NewId;
  readonly principals: Principals;
  readonly faults: FaultBook;
  readonly trail: Trail;
  readonly behaviour: () => Behaviour;
}

/** CloudTrail's event history over the records of the emulator. */
export function cloudTrailService(options: LookupOptions): Service {
  const isOverLimit = requestLimit(options.now);
  const lookup = (body: unknown) => {
    if (options.behaviour().isLookupLimited && isOverLimit()) {
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    }
    return lookupEvents(options, readInput('LookupEvents', inputSchema, body, INVALID_ATTRIBUTES));
  };
  return jsonService({
    ...options,
    title: 'CloudTrail',
    actions: new Map([['LookupEvents', ({ body }) => lookup(body)]]),
  });
}

const INVALID_ATTRIBUTES = 'InvalidLookupAttributesException';

/** Whether a request now is one too many; it counts the requests that it lets through. */
function requestLimit(now: () => Date): () => boolean {
  let recent: readonly number[] = [];
  return () => {
    const atMs = now().getTime();
    recent = recent.filter((each) => atMs - each < 1_000);
    if (recent.length >= REQUESTS_PER_SECOND_MAX) return true;
    recent = [...recent, atMs];
    return false;
  };
}

function lookupEvents(options: LookupOptions, input: Input): object {
  const size = readSize(input.MaxResults);
  const question = JSON.stringify({ ...input, NextToken: undefined, MaxResults: undefined });
  const found = visibleEvents(options).filter(filterOf(input));
  const start = input.NextToken === undefined ? 0 : readStart(input.NextToken, question, found);
  const page = found.slice(start, start + size);
  const last = page.at(-1);
  const isMore = start + size < found.length && last !== undefined;
  const token = isMore ? { NextToken: writeToken(question, last.EventId) } : {};
  return { Events: page, ...token };
}

/** Newest first. */
function visibleEvents({
  trail,
  now,
  behaviour,
  accountId,
  region,
}: LookupOptions): readonly LookupEvent[] {
  const latest = now().getTime() - behaviour().lookupDelayMs;
  return trail.entries
    .filter(({ record }) => !('awsRegion' in record) || record.awsRegion === region)
    .filter(
      ({ record }) => !('recipientAccountId' in record) || record.recipientAccountId === accountId,
    )
    .filter(({ at }) => at.getTime() <= latest && now().getTime() - at.getTime() <= LOOKBACK_MS)
    .map(({ record }) => lookupEvent(record))
    .toReversed()
    .toSorted((left, right) => right.EventTime - left.EventTime);
}

function filterOf(input: Input): (event: LookupEvent) => boolean {
  const { StartTime = 0, EndTime = Number.POSITIVE_INFINITY, LookupAttributes = [] } = input;
  if (StartTime > EndTime) {
    throw new AwsError('InvalidTimeRangeException', 'The start time is after the end time.');
  }
  const [attribute, ...more] = LookupAttributes;
  if (more.length > 0) {
    throw new AwsError(INVALID_ATTRIBUTES, 'Only one lookup attribute can be given.');
  }
  return (event) => {
    if (event.EventTime < StartTime || event.EventTime > EndTime) return false;
    if (attribute === undefined) return true;
    return valuesOf(event, attribute.AttributeKey).includes(attribute.AttributeValue);
  };
}

function readSize(size = PAGE_MAX): number {
  if (Number.isInteger(size) && size >= 1 && size <= PAGE_MAX) return size;
  throw new AwsError(
    'InvalidMaxResultsException',
    `MaxResults must be a whole number from 1 to ${PAGE_MAX}.`,
  );
}

/** A token holds for its own question only, and points behind an event, not at a place: what arrives
 * between two pages shifts nothing. */
function writeToken(question: string, eventId: string): string {
  return Buffer.from(JSON.stringify([question, eventId])).toString('base64url');
}

function readStart(token: string, question: string, found: readonly LookupEvent[]): number {
  const after = found.findIndex(({ EventId }) => writeToken(question, EventId) === token);
  if (after >= 0) return after + 1;
  throw new AwsError(
    'InvalidNextTokenException',
    'The token is not known, or was given for other parameters.',
  );
}
