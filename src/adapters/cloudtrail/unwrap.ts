import { elements, isObject, type JsonObject, quoted, scalarText } from './json.ts';
import type { RecordContext } from './record-header.ts';

/** One thing found in a delivery: a record with what its envelopes tell of it, or a part that is
 * in no known form, with what it should have been. */
export type Unwrapped =
  | { readonly kind: 'record'; readonly record: unknown; readonly context: RecordContext }
  | { readonly kind: 'problem'; readonly message: string };

/** How many envelopes may lie in one another: SQS in SNS in EventBridge in lists makes six. */
const ENVELOPES_MAX = 12;

/** The records in a JSON document, whatever it was delivered as: a log file (`Records`), an
 * EventBridge event, an SNS notification or SQS message around either (as the service, the CLI or
 * a Lambda function gets it), the answer of LookupEvents or one entry of it, a bare record, or an
 * array of any of these. Lazy; never throws. */
export function unwrap(document: unknown): Generator<Unwrapped, void, undefined> {
  return unwrapPart({ part: document, context: {}, envelopesLeft: ENVELOPES_MAX });
}

interface Delivery {
  readonly part: unknown;
  readonly context: RecordContext;
  readonly envelopesLeft: number;
}

type Opened = Generator<Unwrapped, void, undefined>;

function* unwrapPart(delivery: Delivery): Opened {
  const { part, context, envelopesLeft } = delivery;
  if (envelopesLeft === 0) {
    yield problem(`Expected at most ${ENVELOPES_MAX} envelopes in one another, got more`);
  } else if (Array.isArray(part)) {
    yield* unwrapAll(part, delivery);
  } else if (!isObject(part)) {
    yield problem(`Expected a CloudTrail record or a delivery of records, got ${quoted(part)}`);
  } else {
    yield* openEnvelope(part, delivery) ?? bareRecord(part, context);
  }
}

function* unwrapAll(parts: readonly unknown[], { context, envelopesLeft }: Delivery): Opened {
  for (const part of parts) {
    yield* unwrapPart({ part, context, envelopesLeft: envelopesLeft - 1 });
  }
}

/** The content of an envelope, or undefined where `part` is none. */
function openEnvelope(part: JsonObject, delivery: Delivery): Opened | undefined {
  const { Records, Events, Messages, Sns, CloudTrailEvent, Message } = part;
  const body = part.Body ?? part.body;
  if (isS3Pointer(part)) return one(S3_PROBLEM);
  if (Object.hasOwn(part, 'detail')) return openEventBridge(part, delivery);
  const list = Records ?? Events ?? Messages;
  if (list !== undefined) return unwrapAll(elements(list) ?? [list], delivery);
  if (isObject(Sns)) return unwrapAll([Sns], delivery);
  for (const text of [CloudTrailEvent, Message, body]) {
    if (typeof text === 'string') return unwrapText(text, delivery);
  }
  return undefined;
}

function* unwrapText(text: string, delivery: Delivery): Opened {
  const parsed = parseJson(text);
  if (parsed.kind === 'problem') yield parsed;
  else yield* unwrapAll([parsed.value], delivery);
}

function parseJson(text: string): { kind: 'json'; value: unknown } | Problem {
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return problem(`Expected JSON inside the envelope, got ${quoted(text)}: ${cause}`);
  }
}

function openEventBridge(event: JsonObject, { context }: Delivery): Opened {
  const type = scalarText(event['detail-type']) ?? '';
  if (!type.endsWith(' via CloudTrail') && !isRecordLike(event.detail)) {
    return one(problem(`Expected an EventBridge event of CloudTrail, got one of ${quoted(type)}`));
  }
  const accountId = scalarText(event.account) ?? context.accountId;
  const region = scalarText(event.region) ?? context.region;
  return one({
    kind: 'record',
    record: event.detail,
    context: {
      ...(accountId === undefined ? {} : { accountId }),
      ...(region === undefined ? {} : { region }),
    },
  });
}

function bareRecord(part: JsonObject, context: RecordContext): Opened {
  if (isRecordLike(part)) return one({ kind: 'record', record: part, context });
  const keys = Object.keys(part).slice(0, KEYS_SHOWN_MAX).map(quoted).join(', ');
  return one(
    problem(`Expected a CloudTrail record or a delivery, got an object of ${keys || 'no keys'}`),
  );
}

/** How many keys of a foreign object a message shows. */
const KEYS_SHOWN_MAX = 5;

/** Whether something is meant to be a record, even one that lacks most of its fields. */
const RECORD_KEYS = ['eventName', 'eventID', 'eventVersion', 'requestParameters'];

function isRecordLike(part: unknown): boolean {
  return isObject(part) && RECORD_KEYS.some((key) => Object.hasOwn(part, key));
}

const S3_PROBLEM = problem(
  'Expected records, got a notice that a log file is in S3: read the file itself, or let EventBridge send the events',
);

/** An S3 event, or CloudTrail's own notice through SNS: both say where records are. */
function isS3Pointer(part: JsonObject): boolean {
  return isObject(part.s3) || Object.hasOwn(part, 's3ObjectKey');
}

type Problem = Extract<Unwrapped, { kind: 'problem' }>;

function problem(message: string): Problem {
  return { kind: 'problem', message };
}

function* one(found: Unwrapped): Opened {
  yield found;
}
