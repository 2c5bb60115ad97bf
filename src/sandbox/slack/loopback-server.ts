import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SocketConnections } from './socket-mode/socket-connections.ts';
import { type ServeContext, serve } from './web-api/serve.ts';

/** Nothing outside this machine may reach an emulator that believes everybody. */
const LOOPBACK = '127.0.0.1';

/** The HTTP server of the emulator, not yet listening. */
export function createLoopbackServer(
  context: ServeContext,
  connections: SocketConnections,
): Server {
  const server = createServer((request, response) => {
    serve(context, request, response).catch((error: unknown) => failLoudly(response, error));
  });
  server.on('upgrade', (request, socket, head) => {
    if (context.faults.isUnreachable) socket.destroy();
    else connections.upgrade(request, socket, head);
  });
  return server;
}

/** Listens and returns the origin, `http://127.0.0.1:PORT`. Rejects when the port is taken. */
export async function listenOnLoopback(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return `http://${LOOPBACK}:${portOf(server.address())}`;
}

/** Closes the server and everything that is still connected to it. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
  server.closeAllConnections();
  await closed;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error(`expected the server to listen on TCP, it listens on ${address}`);
  }
  return address.port;
}

/** A fault of the emulator itself: the caller gets its text, so that a test shows where to look. */
function failLoudly(response: ServerResponse, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
  response.end(`the Slack emulator itself failed: ${text}`);
}
