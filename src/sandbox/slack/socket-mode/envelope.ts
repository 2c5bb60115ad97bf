import { isRecord, type JsonRecord, recordOf, textOf } from '../json.ts';

/** What Slack tells the app over Socket Mode. */
export interface Envelope {
  readonly type: 'interactive' | 'slash_commands' | 'events_api';
  readonly payload: JsonRecord;
  /** Whether the acknowledgement may carry a message or a response_action. */
  readonly acceptsResponsePayload: boolean;
  /** Which redelivery of an event this is; 0 for the first delivery. */
  readonly retryAttempt?: number;
}

/** What became of an envelope. */
export type Delivery =
  | { readonly kind: 'acked'; readonly payload: JsonRecord }
  /** The app did not acknowledge in time. */
  | { readonly kind: 'timeout' }
  /** The connection closed before the app acknowledged. */
  | { readonly kind: 'connectionLost' }
  /** There is no connection. */
  | { readonly kind: 'notConnected' };

/** An envelope as Slack sends it. */
export function wireEnvelope(id: string, { type, payload, ...rest }: Envelope): JsonRecord {
  return {
    envelope_id: id,
    type,
    payload,
    accepts_response_payload: rest.acceptsResponsePayload,
    ...(type === 'events_api' && {
      retry_attempt: rest.retryAttempt ?? 0,
      retry_reason: rest.retryAttempt === undefined ? '' : 'timeout',
    }),
  };
}

/** What an acknowledgement says; undefined when the text is none. */
export function readAck(
  text: string,
): { readonly envelopeId: string; readonly payload: JsonRecord } | undefined {
  const message = parseJson(text);
  if (!isRecord(message)) return undefined;
  const envelopeId = textOf(message.envelope_id);
  if (envelopeId === undefined) return undefined;
  return { envelopeId, payload: recordOf(message.payload) };
}

/** The value, or undefined when the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
