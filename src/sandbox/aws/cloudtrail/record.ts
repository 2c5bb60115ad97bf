import type { Principal } from '../identity/principal.ts';
import { eventTime } from './event-time.ts';

/** The version that EC2 records carried in 2026. */
const EVENT_VERSION = '1.11';

/** CloudTrail cuts `errorMessage` and `userAgent` at 1 KB (CloudTrail guide, record contents). */
const TEXT_MAX_CHARS = 1_024;

/** What happened, as far as a record tells it. `error.code` is EC2's own, without `Client.`. */
export interface RecordedCall {
  readonly action: string;
  readonly at: Date;
  readonly principal: Principal;
  readonly userAgent: string;
  readonly requestId: string;
  readonly eventId: string;
  readonly accountId: string;
  readonly region: string;
  readonly requestParameters: object;
  readonly responseElements: object | null;
  readonly error?: { readonly code: string; readonly message: string };
}

/** The CloudTrail record of a mutating EC2 call, key by key as the real ones of 2026 (no
 * `sharedEventID`, `additionalEventData` or `vpcEndpointId`). Pure. */
export function cloudTrailRecord(call: RecordedCall): object {
  const { principal } = call;
  return {
    eventVersion: EVENT_VERSION,
    userIdentity: principal.userIdentity,
    eventTime: eventTime(call.at),
    eventSource: 'ec2.amazonaws.com',
    eventName: call.action,
    awsRegion: call.region,
    sourceIPAddress: principal.sourceIpAddress,
    userAgent: call.userAgent.slice(0, TEXT_MAX_CHARS),
    ...errorFields(call.error),
    requestParameters: call.requestParameters,
    responseElements: call.responseElements,
    requestID: call.requestId,
    eventID: call.eventId,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: call.accountId,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `ec2.${call.region}.amazonaws.com`,
    },
    ...(principal.fromConsole ? { sessionCredentialFromConsole: 'true' } : {}),
  };
}

function errorFields(error: RecordedCall['error']): object {
  if (error === undefined) return {};
  return {
    // Every refusal that this emulator gives is the caller's, throttling included.
    errorCode: `Client.${error.code}`,
    errorMessage: error.message.slice(0, TEXT_MAX_CHARS),
  };
}
