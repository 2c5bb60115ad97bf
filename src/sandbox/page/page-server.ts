import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { guardRequest } from './guard-request.ts';
import { listenOnFreePort } from './listen.ts';
import type { PageContext } from './page-context.ts';
import { readJson, UnusableBody } from './read-json.ts';
import { RESPONSE_HEADERS } from './response-headers.ts';
import { type PageReply, refusalReply } from './route.ts';
import { ROUTES } from './routes.ts';

export interface PageServer {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the page on 127.0.0.1, at `port` or the next free one (0: any).
 * @throws when none of them is free */
export async function startPageServer(context: PageContext, port: number): Promise<PageServer> {
  const server = createServer();
  const boundPort = await listenOnFreePort(server, port);
  server.on('request', (request, response) => {
    answer(context, request, boundPort)
      .catch(replyToError)
      .then((reply) => send(reply, response));
  });
  return { url: `http://127.0.0.1:${boundPort}/`, close: () => close(server) };
}

async function answer(
  context: PageContext,
  request: IncomingMessage,
  port: number,
): Promise<PageReply> {
  const { method = '', headers } = request;
  const refused = guardRequest({ method, headers }, port);
  if (refused !== undefined) return refusalReply(refused.status, refused.reason);
  const url = new URL(request.url ?? '/', 'http://page');
  const route = ROUTES.find((one) => one.path === url.pathname && one.method === method);
  if (route === undefined) return refusalReply(404, `there is no ${method} ${url.pathname}`);
  const body = method === 'POST' ? await readJson(request) : undefined;
  return route.answer(context, { query: url.searchParams, body });
}

/** A wrong request is told so; a fault of the sandbox itself is told in full, as whoever reads it is
 * its developer. */
function replyToError(error: unknown): PageReply {
  if (error instanceof z.ZodError) return refusalReply(400, z.prettifyError(error));
  if (error instanceof UnusableBody) return refusalReply(400, error.message);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return refusalReply(500, text);
}

function send(reply: PageReply, response: ServerResponse): void {
  if (reply.kind === 'text') {
    response.writeHead(reply.status, { ...RESPONSE_HEADERS, 'content-type': reply.type });
    response.end(reply.body);
    return;
  }
  response.writeHead(200, { ...RESPONSE_HEADERS, 'content-type': 'text/event-stream' });
  const stop = reply.open((event) => response.write(`event: ${event}\ndata:\n\n`));
  response.once('close', stop);
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Live streams never end by themselves.
  server.closeAllConnections();
  await closed;
}
