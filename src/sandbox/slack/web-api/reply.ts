import type { ServerResponse } from 'node:http';
import type { CallOutcome } from '../calls.ts';
import type { Fault } from '../faults.ts';
import type { JsonRecord } from '../json.ts';
import { SlackApiError } from '../slack-api-error.ts';

/** What goes back: a status, a JSON body, and perhaps when to come again. */
export interface Reply {
  readonly status: number;
  readonly body: JsonRecord;
  readonly outcome: CallOutcome;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a fault answers in place of the method; undefined when the effect happens. */
export function replyOfFault(fault: Fault | undefined): Reply | undefined {
  if (fault === undefined || fault.kind === 'drop') return undefined;
  if (fault.kind === 'error') return refusal(new SlackApiError(fault.code), 200);
  if (fault.kind === 'http500') {
    const outcome = { kind: 'httpError', status: 500 } as const;
    return { status: 500, body: { ok: false, error: 'internal_error' }, outcome };
  }
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(fault.retryAfterS) },
    outcome: { kind: 'rateLimited', retryAfterS: fault.retryAfterS },
  };
}

/** Runs the effect; a refusal becomes an answer, any other error is thrown. */
export function attempt(
  effect: () => Pick<Reply, 'body' | 'headers'>,
  isResponseUrl: boolean,
): Reply {
  try {
    return { status: 200, outcome: { kind: 'ok' }, ...effect() };
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    // The Web API says everything with 200; a response_url speaks HTTP.
    return refusal(error, isResponseUrl ? responseUrlStatus(error.code) : 200);
  }
}

function responseUrlStatus(code: string): number {
  return code === 'expired_url' || code === 'used_url' ? 404 : 400;
}

function refusal({ code, details }: SlackApiError, status: number): Reply {
  const body = { ok: false, error: code, ...details };
  return { status, body, outcome: { kind: 'refused', code } };
}

/** Writes the answer. */
export function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
