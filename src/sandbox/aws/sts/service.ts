import type { FaultBook } from '../faults.ts';
import type { Principals } from '../identity/principals.ts';
import type { NewId } from '../ids.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { AwsRequest, PendingCall, Reply, Service } from '../wire/http.ts';
import { QueryParams } from '../wire/query-params.ts';
import { renderXml } from '../wire/xml.ts';

/** Every STS action that is answered. */
export const STS_ACTIONS: readonly string[] = ['GetCallerIdentity'];

const NAMESPACE = ' xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

export interface StsServiceOptions {
  readonly newId: NewId;
  readonly principals: Principals;
  readonly faults: FaultBook;
}

/** STS's query protocol: who am I, nothing more. */
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
      const { arn, userId, accountId } = options.principals.find(request.accessKeyId);
      strike(options.faults, action);
      if (!STS_ACTIONS.includes(action)) {
        throw new AwsError(
          'InvalidAction',
          `The sandbox's STS supports only ${STS_ACTIONS.join()}`,
        );
      }
      params.refuseUnread(action);
      const result = { Arn: arn, UserId: userId, Account: accountId };
      const body = { GetCallerIdentityResult: result, ResponseMetadata: { RequestId: requestId } };
      return reply(200, requestId, renderXml('GetCallerIdentityResponse', body, NAMESPACE));
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
