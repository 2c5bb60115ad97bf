import type { Random } from './random.ts';

/** A CloudTrail record, or a part of one. */
export type Fields = Readonly<Record<string, unknown>>;

/** Where and when a call was made. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A call as its service tells it. */
export interface Call {
  readonly source: string;
  readonly name: string;
  readonly isRead: boolean;
  readonly request: Fields | null;
  readonly response: Fields | null;
  readonly errorCode?: string;
  readonly eventId?: string;
}

/** The record of a call, keys in the order in which log files have them. */
export function recordOf(random: Random, place: Place, identity: Fields, call: Call): Fields {
  const host = `${call.source.split('.')[0]}.${place.region}.amazonaws.com`;
  return {
    eventVersion: '1.11',
    userIdentity: identity,
    eventTime: timeText(place.at),
    eventSource: call.source,
    eventName: call.name,
    awsRegion: place.region,
    sourceIPAddress: random.pick(['198.51.100.7', '203.0.113.24', 'AWS Internal', '10.4.7.19']),
    userAgent: random.pick(USER_AGENTS),
    ...(call.errorCode === undefined ? {} : errorOf(call.errorCode)),
    requestParameters: call.request,
    responseElements: call.response,
    requestID: random.uuid(),
    eventID: call.eventId ?? random.uuid(),
    readOnly: call.isRead,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: place.accountId,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: host,
    },
  };
}

/** A moment as records write it: whole seconds, UTC. */
export function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

function errorOf(errorCode: string): Fields {
  return {
    errorCode,
    errorMessage:
      'You are not authorized to perform this operation. Encoded authorization failure message: "3Hs…"',
  };
}

/** A person with a session of Identity Center. */
export function personIdentity(random: Random, accountId: string, name: string): Fields {
  const role = 'AWSReservedSSO_Administrator_0123456789abcdef';
  return sessionIdentity(random, accountId, role, name);
}

/** An assumed role, with all that a record tells of its session. */
export function sessionIdentity(
  random: Random,
  accountId: string,
  role: string,
  session: string,
): Fields {
  const principalId = `AROA${random.hex(16).toUpperCase()}`;
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${session}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
    accountId,
    accessKeyId: `ASIA${random.hex(16).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId,
        arn: `arn:aws:iam::${accountId}:role/${role}`,
        accountId,
        userName: role,
      },
      attributes: { creationDate: '2026-03-01T06:12:44Z', mfaAuthenticated: 'false' },
    },
  };
}

const USER_AGENTS = [
  'aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.1 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.210.1 m/E,g',
  'Boto3/1.37.1 md/Botocore#1.37.1 ua/2.1 os/linux#6.1.128 md/arch#x86_64 lang/python#3.12.9 cfg/retry-mode#legacy',
  'APN/1.0 HashiCorp/1.0 Terraform/1.11.2 (+https://www.terraform.io) terraform-provider-aws/5.90.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36',
] as const;
