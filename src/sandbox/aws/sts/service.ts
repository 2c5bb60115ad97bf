import type { FaultBook } from '../faults.ts';
import type { Principal } from '../identity/principal.ts';
import type { Principals } from '../identity/principals.ts';
import type { Roles } from '../identity/roles.ts';
import type { NewId } from '../ids.ts';
import { AwsError, missingParameter } from '../wire/aws-error.ts';
import type { AwsRequest, PendingCall, Reply, Service } from '../wire/http.ts';
import { QueryParams } from '../wire/query-params.ts';
import { renderXml, type XmlObject } from '../wire/xml.ts';

/** Every STS action that is answered. */
export const STS_ACTIONS: readonly string[] = ['GetCallerIdentity', 'AssumeRole'];

/** How long credentials of a role are good, in s: 15 minutes at least, an hour at most for a role that assumes
 * another. Source: STS API, AssumeRole. */
const DURATION_S = { min: 900, usual: 3_600, max: 3_600 } as const;
/** Source: STS API, AssumeRole, `RoleSessionName`. */
const SESSION_NAME_REGEXP = /^[\w+=,.@-]{2,64}$/;

const NAMESPACE = ' xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

export interface StsServiceOptions {
  readonly newId: NewId;
  readonly now: () => Date;
  readonly principals: Principals;
  readonly roles: Roles;
  readonly faults: FaultBook;
}

/** STS's query protocol: who am I, and let me be somebody else. */
export function stsService(options: StsServiceOptions): Service {
  return { open: (request) => open(options, request) };
}

function open(options: StsServiceOptions, request: AwsRequest): PendingCall {
  const fields = new Map(new URLSearchParams(request.body));
  const params = new QueryParams(fields);
  const action = params.text('Action') ?? '';
  params.text('Version');
  const requestId = options.newId('');
  return {
    action,
    params: Object.fromEntries(fields),
    refuse: (error) => refusal(requestId, error),
    perform: () => {
      const caller = options.principals.find(request.accessKeyId);
      strike(options.faults, action);
      const result = resultOf(options, caller, action, params);
      const body = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
      return reply(200, requestId, renderXml(`${action}Response`, body, NAMESPACE));
    },
  };
}

function resultOf(
  options: StsServiceOptions,
  caller: Principal,
  action: string,
  params: QueryParams,
): XmlObject {
  switch (action) {
    case 'GetCallerIdentity':
      params.refuseUnread(action);
      return { Arn: caller.arn, UserId: caller.userId, Account: caller.accountId };
    case 'AssumeRole':
      return assumeRole(options, caller, params);
    default:
      throw new AwsError('InvalidAction', `The sandbox's STS supports only ${STS_ACTIONS.join()}`);
  }
}

function assumeRole(options: StsServiceOptions, caller: Principal, params: QueryParams): XmlObject {
  const { principals, roles, now } = options;
  const arn = params.text('RoleArn');
  const sessionName = params.text('RoleSessionName');
  const externalId = params.text('ExternalId');
  const seconds = Number(params.text('DurationSeconds') ?? DURATION_S.usual);
  params.refuseUnread('AssumeRole');
  if (arn === undefined) throw missingParameter('RoleArn');
  if (sessionName === undefined) throw missingParameter('RoleSessionName');
  const isLong = seconds >= DURATION_S.min && seconds <= DURATION_S.max;
  if (!SESSION_NAME_REGEXP.test(sessionName) || !isLong) {
    throw new AwsError('ValidationError', 'RoleSessionName or DurationSeconds is not allowed');
  }
  const { accountId, roleName, path } = roles.assumedBy(caller, arn, externalId);
  const given = principals.add({
    kind: 'assumed-role',
    accountId,
    roleName,
    sessionName,
    ...(path === undefined ? {} : { path }),
  });
  const assumed = principals.find(given.accessKeyId);
  return {
    AssumedRoleUser: { Arn: assumed.arn, AssumedRoleId: assumed.userId },
    Credentials: {
      AccessKeyId: given.accessKeyId,
      SecretAccessKey: given.secretAccessKey,
      SessionToken: given.sessionToken ?? '',
      Expiration: new Date(now().getTime() + seconds * 1_000).toISOString(),
    },
  };
}

function strike(faults: FaultBook, action: string): void {
  if (faults.take('throttle', action)) throw new AwsError('Throttling', 'Rate exceeded', 400);
  if (faults.take('deny', action)) throw new AwsError('AccessDenied', 'Access denied', 403);
}

function refusal(requestId: string, error: AwsError): Reply {
  const fault = { Type: 'Sender', Code: error.code, Message: error.message };
  const body = { Error: fault, RequestId: requestId };
  return reply(error.status, requestId, renderXml('ErrorResponse', body, NAMESPACE));
}

function reply(status: number, requestId: string, body: string): Reply {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
  return { kind: 'reply', status, headers, body };
}
