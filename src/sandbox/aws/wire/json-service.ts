import { z } from 'zod';
import type { FaultBook } from '../faults.ts';
import type { Principal } from '../identity/principal.ts';
import type { Principals } from '../identity/principals.ts';
import type { NewId } from '../ids.ts';
import { AwsError } from './aws-error.ts';
import type { AwsRequest, PendingCall, Reply, Service } from './http.ts';

const bodySchema = z.record(z.string(), z.unknown());

export type JsonBody = Readonly<Record<string, unknown>>;

/** A call of a JSON 1.1 service, as its actions see it. */
export interface JsonExchange {
  readonly name: string;
  readonly body: JsonBody;
  readonly principal: Principal;
  readonly userAgent: string;
  readonly requestId: string;
}

export interface JsonServiceOptions {
  /** The service's name in messages. */
  readonly title: string;
  readonly newId: NewId;
  readonly principals: Principals;
  readonly faults: FaultBook;
  /** By name: the answer of each action. Throws `AwsError` where it refuses. */
  readonly actions: ReadonlyMap<string, (exchange: JsonExchange) => object>;
  /** Told of each call of a known action, after it; `error` when it was refused. */
  readonly onCall?: (exchange: JsonExchange, answer: object | null, error?: AwsError) => void;
}

/** AWS's JSON 1.1 protocol over a table of actions. */
export function jsonService(options: JsonServiceOptions): Service {
  return { open: (request) => open(options, request) };
}

function open(options: JsonServiceOptions, request: AwsRequest): PendingCall {
  const name = request.target?.split('.').at(-1) ?? '';
  const body: JsonBody = bodySchema.parse(JSON.parse(request.body === '' ? '{}' : request.body));
  const requestId = options.newId('');
  return {
    action: name,
    params: body,
    refuse: (error) =>
      reply(error.status, requestId, { __type: error.code, message: error.message }),
    perform: () => {
      const principal = options.principals.find(request.accessKeyId);
      const userAgent = principal.userAgent ?? request.userAgent;
      const answer = perform(options, { name, body, principal, userAgent, requestId });
      return reply(200, requestId, answer);
    },
  };
}

function perform(options: JsonServiceOptions, exchange: JsonExchange): object {
  const action = options.actions.get(exchange.name);
  if (!action) throw unsupported(options, exchange.name);
  const answer = attempt(options, exchange, action);
  options.onCall?.(exchange, answer);
  return answer;
}

function attempt(
  options: JsonServiceOptions,
  exchange: JsonExchange,
  action: (exchange: JsonExchange) => object,
): object {
  try {
    strike(options.faults, exchange);
    return action(exchange);
  } catch (error) {
    if (error instanceof AwsError) options.onCall?.(exchange, null, error);
    throw error;
  }
}

function unsupported({ title, actions }: JsonServiceOptions, name: string): AwsError {
  const known = [...actions.keys()].join(', ');
  return new AwsError(
    'UnknownOperationException',
    `The action ${name} is not supported by the sandbox's ${title}, which has only ${known}`,
  );
}

function strike(faults: FaultBook, { name, principal }: JsonExchange): void {
  if (faults.take('throttle', name)) throw new AwsError('ThrottlingException', 'Rate exceeded');
  if (!faults.take('deny', name)) return;
  throw new AwsError(
    'AccessDeniedException',
    `User: ${principal.arn} is not authorized to perform: ${name} because no identity-based policy allows it`,
  );
}

function reply(status: number, requestId: string, body: object): Reply {
  const type = { 'content-type': 'application/x-amz-json-1.1' };
  const headers = { ...type, 'x-amzn-requestid': requestId };
  return { kind: 'reply', status, headers, body: JSON.stringify(body) };
}

/** An instant as JSON 1.1 writes it: epoch seconds, with a fraction. */
export function epochSeconds(at: Date): number {
  return at.getTime() / 1_000;
}
