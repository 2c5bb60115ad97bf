import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AwsReply, AwsRequest } from './wire/http.ts';

/** The largest request body read, in bytes: SQS takes messages of 1 MiB, which JSON may inflate. */
const BODY_MAX_BYTES = 4 * 1_024 * 1_024;

const CREDENTIAL =
  /Credential=(?<key>[^/,\s]+)\/\d{8}\/(?<region>[^/]*)\/(?<scope>[^/]*)\/aws4_request/;

type Answer = (request: AwsRequest) => Promise<AwsReply>;

/** A listening HTTP server on the loopback interface. */
export interface LoopbackServer {
  readonly port: number;
  /** Starts answering; to be called in the turn in which listening was confirmed, before any request
   * can have been read. */
  serve(answer: Answer): void;
  /** Closes every connection, which aborts the signal of every request under way. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1:`port` (0: any free one). Rejects when the port is taken. */
export async function listenOnLoopback(port: number): Promise<LoopbackServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: portOf(server),
    close: () => close(server),
    serve: (answer) => {
      server.on('request', (request, response) => {
        serve(request, response, answer).catch((error: unknown) => confess(response, error));
      });
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = await readBody(request);
  const reply = await answer({ ...headersOf(request), body, signal: gone.signal });
  if (reply.kind === 'lost') {
    request.socket.destroy();
    return;
  }
  response.writeHead(reply.status, reply.headers).end(reply.body);
}

function headersOf(request: IncomingMessage): Omit<AwsRequest, 'body' | 'signal'> {
  const credential = CREDENTIAL.exec(request.headers.authorization ?? '')?.groups;
  const target = request.headers['x-amz-target'];
  return {
    accessKeyId: credential?.key ?? '',
    region: credential?.region ?? '',
    scope: credential?.scope ?? '',
    target: typeof target === 'string' ? target : undefined,
    userAgent: request.headers['user-agent'] ?? '',
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > BODY_MAX_BYTES) throw new Error(`A request of more than ${BODY_MAX_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A fault of the emulator itself: told to the caller in full, as whoever reads it is its developer. */
function confess(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  response.writeHead(500, { 'content-type': 'text/plain' }).end(`The emulator failed: ${told}`);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address');
  return address.port;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
