import type { Principal } from '../identity/principal.ts';
import { eventTime } from './event-time.ts';

/** The version that EC2 records carried in 2026. */
const EVENT_VERSION = '1.11';

/** CloudTrail cuts `errorMessage` and `userAgent` at 1 KB (CloudTrail guide, record contents). */
const TEXT_MAX_CHARS = 1_024;

/** What happened, as far as a record tells it. `error.code` is the service's own, without `Client.`. */
export interface RecordedCall {
  readonly service: 'ec2' | 'ds';
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

/** The CloudTrail record of a mutating call, key by key as the real ones of 2026 (no
 * `sharedEventID`, `additionalEventData` or `vpcEndpointId`). Pure. */
export function cloudTrailRecord(call: RecordedCall): object {
  const { principal } = call;
  return {
    eventVersion: EVENT_VERSION,
    userIdentity: principal.userIdentity,
    eventTime: eventTime(call.at),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.action,
    awsRegion: call.region,
    sourceIPAddress: principal.sourceIpAddress,
    userAgent: call.userAgent.slice(0, TEXT_MAX_CHARS),
    ...errorFields(call),
    requestParameters: call.requestParameters,
    responseElements: call.responseElements,
    requestID: call.requestId,
    eventID: call.eventId,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: call.accountId,
    eventCategory: 'Management',
    ...tlsDetails(call),
    ...(principal.fromConsole ? { sessionCredentialFromConsole: 'true' } : {}),
  };
}

/** What one AWS service does inside another travels over no TLS that CloudTrail tells of. */
function tlsDetails({ principal, service, region }: RecordedCall): object {
  if (principal.isThroughService) return {};
  return {
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${service}.${region}.amazonaws.com`,
    },
  };
}

function errorFields({ error, service }: RecordedCall): object {
  if (error === undefined) return {};
  return {
    // EC2 alone writes whose fault it was; every refusal that this emulator gives is the caller's.
    errorCode: service === 'ec2' ? `Client.${error.code}` : error.code,
    errorMessage: error.message.slice(0, TEXT_MAX_CHARS),
  };
}
