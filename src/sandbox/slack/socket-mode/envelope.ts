import type { JsonRecord } from '../json.ts';

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
