import type { Behaviour } from '../behaviour.ts';
import { flatResponse } from '../cloudtrail/flat-response.ts';
import { cloudTrailRecord } from '../cloudtrail/record.ts';
import type { Trail } from '../cloudtrail/trail.ts';
import { wrapperRequest, wrapperResponse } from '../cloudtrail/wrapper-form.ts';
import { type FaultBook, isRead } from '../faults.ts';
import type { Principal } from '../identity/principal.ts';
import type { Principals } from '../identity/principals.ts';
import type { NewId } from '../ids.ts';
import { AwsError, UnsupportedInSandbox } from '../wire/aws-error.ts';
import type { AwsRequest, PendingCall, Reply, Service } from '../wire/http.ts';
import { QueryParams } from '../wire/query-params.ts';
import { renderXml, type XmlObject } from '../wire/xml.ts';
import type { LiveWorld } from '../world/world.ts';
import type { Ec2Action, Ec2Answer, Ec2Call } from './action.ts';
import { EC2_ACTIONS } from './actions.ts';

const API_VERSION = '2016-11-15';

export interface Ec2ServiceOptions {
  readonly now: () => Date;
  readonly newId: NewId;
  readonly accountId: string;
  readonly region: string;
  readonly world: LiveWorld;
  readonly principals: Principals;
  readonly trail: Trail;
  readonly faults: FaultBook;
  readonly behaviour: () => Behaviour;
}

/** One call under way. */
interface Exchange {
  readonly action: Ec2Action;
  readonly params: QueryParams;
  readonly principal: Principal;
  readonly userAgent: string;
  readonly requestId: string;
  readonly isInternal: boolean;
}

type Outcome =
  | { readonly kind: 'done'; readonly answer: Ec2Answer }
  | { readonly kind: 'refused'; readonly error: AwsError };

/** Makes EC2 calls from inside AWS: `fields` are those of the query protocol. Past the faults, which
 * are for callers. Answers the body; throws what EC2 refuses with. */
export type CallEc2As = (
  principal: Principal,
  action: string,
  fields: Readonly<Record<string, string>>,
) => XmlObject;

export function ec2CallerFor(options: Ec2ServiceOptions): CallEc2As {
  return (principal, name, fields) => {
    const params = new QueryParams(new Map(Object.entries(fields)));
    const userAgent = principal.userAgent ?? '';
    const requestId = options.newId('');
    const action = actionNamed(name, API_VERSION);
    const exchange = { action, params, principal, userAgent, requestId, isInternal: true };
    return carryOut(options, exchange).body;
  };
}

/** EC2's query protocol over the emulated world; mutating calls leave a CloudTrail record. */
export function ec2Service(options: Ec2ServiceOptions): Service {
  return { open: (request) => open(options, request) };
}

function open(options: Ec2ServiceOptions, request: AwsRequest): PendingCall {
  const fields = new Map(new URLSearchParams(request.body));
  const params = new QueryParams(fields);
  const name = params.text('Action') ?? '';
  const requestId = options.newId('');
  return {
    action: name,
    params: Object.fromEntries(fields),
    refuse: (error) => refusalReply(requestId, error),
    perform: () => {
      const principal = options.principals.find(request.accessKeyId);
      const action = actionNamed(name, params.text('Version'));
      const userAgent = principal.userAgent ?? request.userAgent;
      const exchange = { action, params, principal, userAgent, requestId, isInternal: false };
      const answer = carryOut(options, exchange);
      return answerReply(exchange, answer.body);
    },
  };
}

function actionNamed(name: string, version: string | undefined): Ec2Action {
  const action = EC2_ACTIONS.get(name);
  if (action && version === API_VERSION) return action;
  throw new AwsError(
    'InvalidAction',
    `The action ${name || '(none)'} of version ${version} is not supported by the sandbox's EC2; ` +
      `it supports, in version ${API_VERSION}, ${[...EC2_ACTIONS.keys()].join(', ')}`,
  );
}

function carryOut(options: Ec2ServiceOptions, exchange: Exchange): Ec2Answer {
  const outcome = attempt(options, exchange);
  if (outcome.kind === 'done' && outcome.answer.next) options.world.replace(outcome.answer.next);
  record(options, exchange, outcome);
  if (outcome.kind === 'refused') throw outcome.error;
  if (outcome.answer.settle) options.world.settle(outcome.answer.settle);
  return outcome.answer;
}

function attempt(options: Ec2ServiceOptions, exchange: Exchange): Outcome {
  try {
    return { kind: 'done', answer: run(options, exchange) };
  } catch (error) {
    if (error instanceof AwsError) return { kind: 'refused', error };
    throw error;
  }
}

function run(options: Ec2ServiceOptions, exchange: Exchange): Ec2Answer {
  const { action, params } = exchange;
  if (!exchange.isInternal) strike(options, exchange);
  const dryRun = params.flag('DryRun');
  const command = action.prepare(params);
  params.refuseUnread(action.name);
  if (dryRun) {
    throw new AwsError(
      'DryRunOperation',
      'Request would have succeeded, but DryRun flag is set.',
      412,
    );
  }
  return command(callFor(options, exchange));
}

function callFor(options: Ec2ServiceOptions, { action, principal }: Exchange): Ec2Call {
  const { world, faults, newId, accountId, region } = options;
  const isStale = isRead(action.name) && faults.take('stale', action.name);
  const state = isStale ? world.staleState : world.state;
  const behaviour = options.behaviour();
  return { state, at: options.now(), principal, behaviour, newId, accountId, region };
}

/** The faults that refuse. */
function strike(options: Ec2ServiceOptions, { action, params, principal }: Exchange): void {
  if (options.faults.take('throttle', action.name)) {
    throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  }
  // What tags as it creates needs the permission to tag, too.
  const isTagging = params.afresh().list('TagSpecification').length > 0;
  const denied = isTagging && options.faults.take('deny', 'CreateTags') ? 'CreateTags' : null;
  if (denied === null && !options.faults.take('deny', action.name)) return;
  const needed = denied ?? action.name;
  const groupId = params.afresh().text('GroupId') ?? '*';
  const resource = `arn:aws:ec2:${options.region}:${options.accountId}:security-group/${groupId}`;
  const encoded = Buffer.from(`${principal.arn} ${needed} ${resource}`).toString('base64url');
  throw new AwsError(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. User: ${principal.arn} is not authorized ` +
      `to perform: ec2:${needed} on resource: ${resource} because no identity-based policy ` +
      `allows the ec2:${needed} action. Encoded authorization failure message: ${encoded}`,
    403,
  );
}

function record(options: Ec2ServiceOptions, exchange: Exchange, outcome: Outcome): void {
  const { action, principal, userAgent, requestId } = exchange;
  if (action.trail.kind === 'none') return;
  // AWS never saw such a call, so its trail cannot hold it.
  if (outcome.kind === 'refused' && outcome.error instanceof UnsupportedInSandbox) return;
  const { now, newId, accountId, region } = options;
  options.trail.emit(
    cloudTrailRecord({
      service: 'ec2',
      action: action.name,
      at: now(),
      principal,
      userAgent,
      requestId,
      eventId: newId(''),
      accountId,
      region,
      requestParameters: requestParameters(exchange),
      responseElements: responseElements(exchange, outcome),
      ...(outcome.kind === 'refused' ? { error: outcome.error } : {}),
    }),
    now(),
  );
}

function requestParameters({ action, params }: Exchange): object {
  const afresh = params.afresh();
  return action.trail.kind === 'flat'
    ? action.trail.request(afresh)
    : wrapperRequest(action.name, afresh);
}

function responseElements({ action, requestId }: Exchange, outcome: Outcome): object | null {
  if (outcome.kind === 'refused') return null;
  return action.trail.kind === 'flat'
    ? flatResponse(requestId, outcome.answer.body)
    : wrapperResponse(action.name, requestId, outcome.answer.body);
}

function answerReply({ action, requestId }: Exchange, body: XmlObject): Reply {
  const namespace = ` xmlns="http://ec2.amazonaws.com/doc/${API_VERSION}/"`;
  return xmlReply(
    200,
    requestId,
    renderXml(`${action.name}Response`, { requestId, ...body }, namespace),
  );
}

function refusalReply(requestId: string, error: AwsError): Reply {
  const fault = { Code: error.code, Message: error.message };
  const body = { Errors: { Error: fault }, RequestID: requestId };
  return xmlReply(error.status, requestId, renderXml('Response', body));
}

function xmlReply(status: number, requestId: string, xml: string): Reply {
  return {
    kind: 'reply',
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`,
  };
}
