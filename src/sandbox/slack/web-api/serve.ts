import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallLog } from '../calls.ts';
import type { FaultPlan } from '../faults.ts';
import type { ResponseUrls } from '../response-urls.ts';
import { SlackApiError } from '../slack-api-error.ts';
import { type Args, textArg } from './args.ts';
import { APP_TOKEN_SCOPES, kindOfToken, type TokenKind, type Tokens } from './authorize.ts';
import { callMethod } from './call-method.ts';
import type { MethodContext } from './method.ts';
import { readBody } from './read-body.ts';
import { attempt, type Reply, replyOfFault, send } from './reply.ts';
import { respondTo } from './respond-to-url.ts';

/** What the HTTP side of the emulator needs. */
export interface ServeContext {
  readonly methods: MethodContext;
  readonly responseUrls: ResponseUrls;
  readonly tokens: Tokens;
  readonly faults: FaultPlan;
  readonly calls: CallLog;
}

/** Answers one HTTP request: `/api/METHOD`, `/response/TOKEN`, or 404. */
export async function serve(
  context: ServeContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (context.faults.isUnreachable) {
    request.socket.destroy();
    return;
  }
  const [, area, name = ''] = (request.url ?? '').split('?', 1)[0]?.split('/') ?? [];
  if (request.method !== 'POST' || (area !== 'api' && area !== 'response')) {
    const body = { ok: false, error: `no ${request.method} ${request.url} in the Slack emulator` };
    return send(response, { status: 404, body, outcome: { kind: 'httpError', status: 404 } });
  }
  await (area === 'api'
    ? serveMethod(context, name, request, response)
    : serveResponseUrl(context, name, request, response));
}

async function serveMethod(
  context: ServeContext,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBodyOrRefusal(request);
  const { token: tokenArg, ...args } = body instanceof SlackApiError ? {} : body;
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const token = kindOfToken(bearer ?? textArg({ tokenArg }, 'tokenArg'), context.tokens);
  await exchange(context, { method: name, token, args, response }, () => {
    if (body instanceof SlackApiError) throw body;
    return {
      body: { ok: true, ...callMethod(context.methods, name, token, args) },
      headers: scopeHeaders(context, token),
    };
  });
}

async function serveResponseUrl(
  context: ServeContext,
  urlToken: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const args = await readBodyOrRefusal(request);
  const recorded = args instanceof SlackApiError ? {} : args;
  const arrival = { method: 'response_url', token: 'none', args: recorded, response } as const;
  await exchange(context, arrival, () => {
    if (args instanceof SlackApiError) throw args;
    respondTo(context.methods.workspace, context.responseUrls.use(urlToken), args);
    return { body: { ok: true } };
  });
}

interface Arrival {
  readonly method: string;
  readonly token: TokenKind;
  readonly args: Args;
  readonly response: ServerResponse;
}

/** One call with its log entry, holds and faults around the effect. */
async function exchange(
  { calls, faults, methods }: ServeContext,
  { method, token, args, response }: Arrival,
  effect: () => Pick<Reply, 'body' | 'headers'>,
): Promise<void> {
  const end = calls.begin({ method, token, args, at: methods.workspace.now() });
  await faults.pass(method, 'before');
  const fault = faults.take(method);
  const reply = replyOfFault(fault) ?? attempt(effect, method === 'response_url');
  await faults.pass(method, 'after');
  if (fault?.kind === 'drop') {
    response.socket?.destroy();
    return end({ kind: 'dropped' });
  }
  end(reply.outcome);
  send(response, reply);
}

async function readBodyOrRefusal(request: IncomingMessage): Promise<Args | SlackApiError> {
  try {
    return await readBody(request);
  } catch (error) {
    if (error instanceof SlackApiError) return error;
    throw error;
  }
}

function scopeHeaders({ methods }: ServeContext, token: TokenKind): Record<string, string> {
  const scopes = token === 'app' ? APP_TOKEN_SCOPES : methods.app.botScopes;
  return { 'x-oauth-scopes': scopes.join(',') };
}
