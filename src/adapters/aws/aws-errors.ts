import { messageOf, OutsideError } from '../../domain/outside-error.ts';

/** What an AWS SDK error amounts to. Source: EC2 API "Error codes"; SDK v3 `ServiceException`. */
export type AwsFailure =
  | { readonly kind: 'denied'; readonly code: string; readonly message: string }
  | { readonly kind: 'throttled'; readonly code: string; readonly message: string }
  | { readonly kind: 'unreachable'; readonly code: string; readonly message: string }
  | { readonly kind: 'answered'; readonly code: string; readonly message: string };

const DENIED = new Set([
  'UnauthorizedOperation',
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'Blocked',
  'OptInRequired',
  'InvalidClientTokenId',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'UnrecognizedClientException',
  'CredentialsProviderError',
]);
/** Of these: it is not known who asks, so no permission would help. */
const NO_CREDENTIALS = new Set([
  'InvalidClientTokenId',
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'CredentialsProviderError',
]);
const THROTTLED = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'RequestThrottled',
  'EC2ThrottledException',
]);
const SERVER_SIDE = new Set([
  'InternalError',
  'InternalFailure',
  'Unavailable',
  'ServiceUnavailable',
]);

/** Sorts anything that an SDK call threw. */
export function awsFailure(error: unknown): AwsFailure {
  const code = error instanceof Error ? error.name : 'Unknown';
  const message = messageOf(error);
  if (DENIED.has(code)) return { kind: 'denied', code, message };
  if (THROTTLED.has(code)) return { kind: 'throttled', code, message };
  if (SERVER_SIDE.has(code) || !isServiceAnswer(error))
    return { kind: 'unreachable', code, message };
  return { kind: 'answered', code, message };
}

/** A service's answer carries its HTTP status; a lost connection or a timeout has none. */
function isServiceAnswer(error: unknown): boolean {
  return error instanceof Error && '$fault' in error;
}

/** Source: EC2 API "Error codes"; Directory Service API; Service Quotas API. EC2 spells some of them in more than one way. The
 * one of an association is inferred. */
const NOT_FOUND = new Set([
  'EntityDoesNotExistException',
  'InvalidGroup.NotFound',
  'InvalidGroupId.Malformed',
  'InvalidGroupId.NotFound',
  'InvalidInstanceID.Malformed',
  'InvalidInstanceID.NotFound',
  'InvalidNetworkInterfaceID.NotFound',
  'InvalidNetworkInterfaceId.Malformed',
  'InvalidPrefixListID.NotFound',
  'InvalidPrefixListId.Malformed',
  'InvalidPrefixListId.NotFound',
  'InvalidSecurityGroupVpcAssociation.NotFound',
  'InvalidVpcID.NotFound',
  'NoSuchResourceException',
]);

/** Whether AWS does not know something that the call names. */
export function isNotFound(error: unknown): boolean {
  return NOT_FOUND.has(awsFailure(error).code);
}

/** What a failed call means to a caller that may try again, with the permission that it needs.
 * `action` is an IAM action such as `ec2:DescribeSecurityGroups`. */
export function toOutsideError(error: unknown, action: string): OutsideError {
  // The call was not made: the role of its account could not be assumed, which says so itself.
  if (error instanceof OutsideError) return error;
  const failure = awsFailure(error);
  const cause = error;
  const said = `${failure.code}: ${firstLine(failure.message)}`;
  switch (failure.kind) {
    case 'denied': {
      const message = NO_CREDENTIALS.has(failure.code)
        ? `No AWS credentials that work for ${action} (${said}): give Portcullis those of its role`
        : `AWS refused ${action} (${said}): allow it to the role that Portcullis runs as`;
      return new OutsideError('aws_denied', message, { isRetryable: false, cause });
    }
    case 'throttled':
      return new OutsideError('aws_throttled', `AWS throttled ${action} (${said})`, {
        isRetryable: true,
        cause,
      });
    case 'unreachable':
      return new OutsideError('aws_unreachable', `AWS did not answer ${action} (${said})`, {
        isRetryable: true,
        cause,
      });
    case 'answered':
      return new OutsideError('aws_failed', `AWS failed ${action} (${said})`, {
        isRetryable: false,
        cause,
      });
  }
}

/** For `catch`: throws what {@link toOutsideError} makes of an error. */
export function failWith(action: string): (error: unknown) => never {
  return (error) => {
    throw toOutsideError(error, action);
  };
}

/** Messages of denied calls carry kilobytes of encoded context: the first line says what it is. */
const MESSAGE_CHARS_MAX = 300;

export function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  const [plain = ''] = line.split(' Encoded authorization failure message');
  return plain.slice(0, MESSAGE_CHARS_MAX);
}
